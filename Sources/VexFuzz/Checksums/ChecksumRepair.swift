import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// All checksums of a structure and what is nested in it, ready to be computed again after bytes have changed.
///
/// Made once from bytes; it stays right until a byte changes that decides how a checksum is computed (a seed, a version).
struct ChecksumRepair {
  /// One of them.
  struct Entry {
    var checksum: StoredChecksum
    /// The frame and field that declare it.
    var frame: Int
    var field: FieldID
  }

  /// Inner ones first, since outer ones cover them.
  private(set) var entries: [Entry] = []
  /// Bytes on which the entries depend.
  private(set) var steering: [Range<Int>] = []

  /// Whether it is asked later what it survives.
  private let isLasting: Bool

  init(
    _ mutant: StructureCase, _ check: Check, _ format: Format, _ reader: ChecksumReader, isLasting: Bool = true
  ) {
    self.isLasting = isLasting
    collect(FrameEvaluator(mutant, check, format), reader, mutant.context.sources)
    if isLasting, let versions = format.versions, versions.structure == mutant.structure {
      note(versions.field, in: format.structures[mutant.structure], base: 0, 0)
    }
  }

  private mutating func collect(_ frame: FrameEvaluator, _ reader: ChecksumReader, _ sources: [CaseSource]) {
    for (number, child) in frame.check.frames.enumerated() where child.parent == frame.frame {
      guard let field = child.field, hasChecksums(frame.check, number, frame.format), frame.has(field) else { continue }
      let places = frame.packedPlaces(of: number)
      for element in 0..<(places?.count ?? (child.isRepeated ? frame.count(of: number) : 1)) {
        if let inner = frame.entering(number, element: element, places: places) { collect(inner, reader, sources) }
      }
    }
    for field in frame.structure.fields.indices
    where !frame.structure.fields[field].checksums.isEmpty && frame.has(field) {
      if isLasting {
        for object in frame.structure.fields[field].checksums { noteSteering(object, frame) }
        // Also where it is kept.
        note(field, in: frame.structure, of: frame)
      }
      let found = (try? reader.applicable(field, in: frame, sources)) ?? []
      entries += found.map { Entry(checksum: $0, frame: frame.frame, field: field) }
    }
  }

  private mutating func note(_ field: FieldID, in structure: Structure, of frame: FrameEvaluator) {
    guard case .moving(let place) = structure.fields[field].storage else { return }
    let root = frame.evaluator.holders.first?.instance ?? frame.instance
    note(place.offset, frame.instance, root, frame.format, 0)
  }

  private func hasChecksums(_ check: Check, _ number: Int, _ format: Format) -> Bool {
    if format.structures[check.frames[number].structure].fields.contains(where: { !$0.checksums.isEmpty }) {
      return true
    }
    return check.frames.indices.contains { check.frames[$0].parent == number && hasChecksums(check, $0, format) }
  }

  /// Notes the bytes that decide how a checksum is computed.
  private mutating func noteSteering(_ object: ChecksumObject, _ frame: FrameEvaluator) {
    var expressions = object.algorithm.algorithms.flatMap { [$0.initial, $0.xorOut] }.compactMap { $0 }
    if let condition = object.condition { expressions.append(condition) }
    if case .selected(let by, _) = object.algorithm { expressions += by }
    for piece in object.pieces {
      switch piece {
      case .range(let from, let to, _): expressions += [from, to]
      case .integer(let value, _): expressions.append(value)
      case .field: break
      }
    }
    let root = frame.evaluator.holders.first?.instance ?? frame.instance
    for expression in expressions { note(expression, frame.instance, root, frame.format, 0) }
  }

  private mutating func note(
    _ expression: Expression, _ current: Instance, _ root: Instance, _ format: Format, _ depth: Int
  ) {
    guard depth < 20 else { return }
    expression.visit { inner in
      for access in inner.accesses {
        switch access.root {
        case .current: note(access, in: current, root, format, depth)
        case .single(let region) where region == root.region: note(access, in: root, root, format, depth)
        case .single, .given, .element, .variable: break
        }
      }
    }
  }

  /// Notes the field at the end of an access; not the whole of what holds it.
  private mutating func note(_ access: Access, in start: Instance, _ root: Instance, _ format: Format, _ depth: Int) {
    guard case .field(var field, var structure)? = access.steps.first else { return }
    var holder = start
    for step in access.steps.dropFirst() {
      guard case .field(let inner, let nested) = step, let offset = format.structures[structure].fields[field].offset
      else { break }
      holder.base += offset
      holder.structure = nested
      (field, structure) = (inner, nested)
    }
    note(field, in: format.structures[structure], base: holder.base, depth, holder, root, format)
  }

  private mutating func note(
    _ field: FieldID, in structure: Structure, base: Int, _ depth: Int, _ current: Instance? = nil,
    _ root: Instance? = nil,
    _ format: Format? = nil
  ) {
    switch structure.fields[field].storage {
    case .stored(let offset, let size): steering.append(base + offset..<base + offset + size)
    case .moving(let place):
      steering.append(base + place.minimum..<base + place.maximum + place.size)
      if let current, let root, let format { note(place.offset, current, root, format, depth + 1) }
    case .joined(let parts): for part in parts { note(part, in: structure, base: base, depth) }
    case .computed(let expression):
      if let current, let root, let format { note(expression, current, root, format, depth + 1) }
    case .digest, .storedElsewhere: break
    }
  }

  /// Whether a change of these bytes leaves the entries as they are.
  func survives(_ change: Range<Int>) -> Bool { !steering.contains { $0.overlaps(change) } }

  /// Computes and stores all checksums but those kept in the excluded bytes, and those in sources.
  func apply(to bytes: inout MutableRawSpan, except excluded: Range<Int>?) {
    for index in entries.indices where entries[index].checksum.source == nil {
      if let excluded, excluded.contains(entries[index].checksum.offset) { continue }
      guard let digest = entries[index].checksum.digest(bytes.bytes) else { continue }
      entries[index].checksum.store(digest, into: &bytes)
    }
  }

  /// Whether some checksum of the structure is kept in a source.
  var reachesSources: Bool { entries.contains { $0.checksum.source != nil } }

  /// Computes those that are kept in sources.
  func apply(to sources: inout [CaseSource], from bytes: [UInt8]) {
    for entry in entries {
      guard let source = entry.checksum.source, sources.indices.contains(source),
        let digest = bytes.withBytes({ entry.checksum.digest($0) })
      else { continue }
      sources[source].bytes.withMutableBytes { entry.checksum.store(digest, into: &$0) }
    }
  }
}

extension StructureCase {
  /// Computes every checksum of the structure again, also one that a source keeps.
  mutating func repair(_ format: Format, _ reader: ChecksumReader, except excluded: Range<Int>? = nil) {
    guard let check = format.check(of: structure) else { return }
    let repair = ChecksumRepair(self, check, format, reader, isLasting: false)
    bytes.withMutableBytes { repair.apply(to: &$0, except: excluded) }
    if repair.reachesSources { repair.apply(to: &context.sources, from: bytes) }
  }
}
