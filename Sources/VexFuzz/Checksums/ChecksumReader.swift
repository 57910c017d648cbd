import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Evaluates checksum objects as the format declares them.
struct ChecksumReader {
  let checksums: ChecksumRegistry

  /// The checksum objects of a field that apply to the instance, evaluated.
  func applicable(_ field: FieldID, in frame: FrameEvaluator, _ sources: [CaseSource]) throws(NoValue)
    -> [StoredChecksum]
  {
    var result: [StoredChecksum] = []
    for object in frame.structure.fields[field].checksums {
      if let versions = object.versions, !versions.contains(try frame.evaluator.version()) { continue }
      if let condition = object.condition, !(try frame.evaluator.isTrue(condition)) { continue }
      result.append(try evaluate(object, field, in: frame, sources))
    }
    return result
  }

  private func evaluate(
    _ object: ChecksumObject, _ field: FieldID, in frame: FrameEvaluator, _ sources: [CaseSource]
  ) throws(NoValue) -> StoredChecksum {
    let evaluator = frame.evaluator
    var stored = StoredChecksum()
    try place(object, field, in: frame, sources, &stored)
    // What nothing is computed of need not be there.
    guard try choose(object, evaluator, &stored) else { return stored }
    let covered = covered(frame)
    let own = object.stored == nil ? ownBytes(field, in: frame) : []
    for piece in object.pieces { stored.pieces += try pieces(piece, object, own, covered, frame, sources) }
    return stored
  }

  /// Notes the algorithms that may compute it: one, or those that belong to what the selectors say; false if there is none.
  private func choose(
    _ object: ChecksumObject, _ evaluator: Evaluator, _ stored: inout StoredChecksum
  ) throws(NoValue) -> Bool {
    var chosen: [ChecksumObject.Algorithm?] = []
    switch object.algorithm {
    case .fixed(let algorithm): chosen = [algorithm]
    case .selected(let by, let choices):
      for selector in by {
        let value = try evaluator.integer(selector)
        chosen.append(choices.first { $0.value == value }?.algorithm)
      }
    }
    for (number, algorithm) in chosen.enumerated() {
      guard let algorithm else {
        stored.isUnknown = true
        if number == 0 { stored.isWritten = false }
        continue
      }
      var parameters = ChecksumParameters()
      if let initial = algorithm.initial { parameters.initial = try evaluator.integer(initial) }
      if let xorOut = algorithm.xorOut { parameters.xorOut = try evaluator.integer(xorOut) }
      if let loaded = evaluator.format.algorithm(named: algorithm.name, in: checksums) {
        stored.algorithms.append(.init(algorithm: loaded, parameters: parameters))
      } else {
        stored.isUnknown = true
        if number == 0 { stored.isWritten = false }
      }
    }
    return chosen.contains { $0 != nil }
  }

  /// Where the result is kept.
  private func place(
    _ object: ChecksumObject, _ field: FieldID, in frame: FrameEvaluator, _ sources: [CaseSource],
    _ stored: inout StoredChecksum
  ) throws(NoValue) {
    if let access = object.stored {
      if let parts = frame.format.joinedParts(of: access) {
        for part in parts {
          let located = try frame.evaluator.locate(part)
          guard let type = located.type?.integerType else { throw .absent("a number") }
          stored.parts.append((located.holder.base + located.offset, type))
        }
      } else {
        let located = try frame.evaluator.locate(access)
        stored.offset = located.holder.base + located.offset
        stored.type = located.type?.integerType
      }
      let origin: Source.Origin
      switch access.root {
      case .given(let index): origin = .given(index)
      case .single(let region): origin = .region(region)
      case .current, .element, .variable: return
      }
      guard let source = sources.firstIndex(where: { $0.origin == origin }) else { throw .absent("a source") }
      stored.source = source
      return
    }
    let declared = frame.structure.fields[field]
    if case .joined(let fields) = declared.storage {
      for part in fields where frame.has(part) {
        guard let offset = frame.structure.fields[part].offset,
          let type = frame.structure.fields[part].type?.integerType
        else { continue }
        stored.parts.append((frame.instance.base + offset, type))
      }
      return
    }
    guard declared.byteCount != nil else { throw .absent("a place for the checksum") }
    stored.offset = frame.instance.base + (try frame.evaluator.offset(of: declared))
    stored.type = declared.type?.integerType
  }

  /// The instance that offsets of ranges count from: the holder's, for a structure that is merged into it.
  private func covered(_ frame: FrameEvaluator) -> Instance {
    var result = frame.instance
    for holder in frame.evaluator.holders.reversed() {
      guard frame.format.structures[holder.instance.structure].fields[holder.field].isMerged else { break }
      result = holder.instance
    }
    return result
  }

  /// The bytes that hold the checksum itself.
  private func ownBytes(_ field: FieldID, in frame: FrameEvaluator) -> [Range<Int>] {
    var fields = [field]
    if case .joined(let parts) = frame.structure.fields[field].storage { fields = parts }
    return fields.compactMap { field in
      let declared = frame.structure.fields[field]
      guard let offset = declared.offset, let count = declared.byteCount else { return nil }
      return frame.instance.base + offset..<frame.instance.base + offset + count
    }.sorted { $0.lowerBound < $1.lowerBound }
  }

  private func pieces(
    _ piece: ChecksumObject.Piece, _ object: ChecksumObject, _ own: [Range<Int>], _ covered: Instance,
    _ frame: FrameEvaluator,
    _ sources: [CaseSource]
  ) throws(NoValue) -> [StoredChecksum.Piece] {
    switch piece {
    case .integer(let expression, let type):
      return [.bytes(type.bytes(of: try frame.evaluator.integer(expression)))]
    case .field(let access):
      let located = try frame.evaluator.locate(access)
      guard let run = located.holder.run(at: located.offset, count: located.count) else { throw .absent("a byte") }
      if case .given = access.root { return [.bytes(Array(run))] }
      if case .single(let region) = access.root, sources.contains(where: { $0.origin == .region(region) }) {
        return [.bytes(Array(run))]
      }
      return [.range(run.startIndex..<run.endIndex)]
    case .range(let from, let to, let maximum):
      let (low, high) = (try bound(from, covered, frame), try bound(to, covered, frame))
      if let maximum, high > maximum { throw .operation("\(high) is more than \(maximum)") }
      guard low <= high, high <= UInt64(covered.bytes.count - covered.base) else { throw .absent("a covered byte") }
      let range = covered.base + Int(low)..<covered.base + Int(high)
      // What a digest covers half of itself is no checksum: a range that ends somewhere ends behind it.
      if from.folded().integer != nil, to.folded().integer == nil,
        own.contains(where: { $0.upperBound > range.lowerBound && $0.upperBound > range.upperBound })
      {
        throw .operation("the range ends at \(high), before the end of the checksum that it covers")
      }
      return split(range, own, object.own)
    }
  }

  /// A bound, from the first covered byte.
  ///
  /// In a merged structure offsets are its own; 0 is the holder's first byte.
  private func bound(_ expression: Expression, _ covered: Instance, _ frame: FrameEvaluator) throws(NoValue) -> UInt64 {
    let value = try frame.evaluator.integer(expression)
    let shift = UInt64(frame.instance.base - covered.base)
    guard shift != 0, value != 0, expression.folded().integer != nil else { return value }
    return value + shift
  }

  private func split(_ range: Range<Int>, _ own: [Range<Int>], _ policy: ChecksumObject.OwnBytes) -> [StoredChecksum
    .Piece]
  {
    var result: [StoredChecksum.Piece] = []
    var next = range.lowerBound
    for bytes in own where bytes.overlaps(next..<max(next, range.upperBound)) {
      if bytes.lowerBound > next { result.append(.range(next..<bytes.lowerBound)) }
      if policy == .zeroed { result.append(.bytes([UInt8](repeating: 0, count: bytes.count))) }
      next = bytes.upperBound
    }
    if next < range.upperBound || result.isEmpty { result.append(.range(next..<max(next, range.upperBound))) }
    return result
  }
}
