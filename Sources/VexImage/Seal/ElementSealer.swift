import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Computes the checksums of one element and stores them, in it or where it was told.
struct ElementSealer {
  let elements: any SealedElements
  /// Theirs; a format is large, and so it is not asked for again and again.
  let recipes: RecipeBook
  let checksums: ChecksumRegistry
  var cursor: ElementCursor
  /// The region's evaluator for this element, which finds what was given.
  let outer: Evaluator

  /// A covered range that reaches beyond the structure is zero there, up to this many bytes.
  private static let maximumReach = 1 << 20

  /// Stores all digests; whether any changed.
  mutating func seal() throws(MakeError) -> Bool {
    var changed = false
    let id = cursor.top.structure
    for item in recipes.seals[id].items {
      let field = recipes.format.structures[id].fields[item.field]
      do throws(NoValue) {
        if item.isConditional, !(try cursor.evaluator().isPresent(item.field)) { continue }
      } catch {
        throw failure(item.field, error, field.location)
      }
      switch item.source {
      case .nested(let nested):
        if try sealNested(nested, item.field, field, at: cursor.top.base + (field.offset ?? 0), index: 0) {
          changed = true
        }
      case .array(let nested, let count):
        for (index, place) in try places(nested, count, item.field, field).enumerated() {
          let base = cursor.top.base + place
          if try sealNested(nested, item.field, field, at: base, index: UInt64(index)) { changed = true }
        }
      default:
        for object in field.checksums {
          do throws(NoValue) {
            guard recipes.holds(object.versions) else { continue }
            if let condition = object.condition, !(try cursor.evaluator().isTrue(condition)) { continue }
            if try store(try digest(object, field), object, field) { changed = true }
          } catch {
            throw failure(item.field, error, object.location)
          }
        }
      }
    }
    return changed
  }

  private mutating func sealNested(
    _ nested: StructureID, _ number: FieldID, _ field: Field, at base: Int, index: UInt64
  ) throws(MakeError) -> Bool {
    var given: [Value] = []
    for argument in field.arguments {
      do throws(NoValue) { given.append(try cursor.evaluator().value(argument)) } catch {
        throw failure(number, error, argument.location)
      }
    }
    cursor.enter(MadeFrame(structure: nested, base: base, index: index, field: number, given: given))
    defer { cursor.leave() }
    return try seal()
  }

  /// Where the elements of an array begin, from the holder's first byte on.
  private mutating func places(
    _ nested: StructureID, _ count: ArrayCount, _ number: FieldID, _ field: Field
  ) throws(MakeError) -> [Int] {
    let (first, stride) = (field.offset ?? 0, recipes.format.structures[nested].size.maximum)
    do throws(NoValue) {
      switch count {
      case .fixed(let fixed): return (0..<fixed).map { first + $0 * stride }
      case .counted(let steering, let maximum):
        let counted = Int(min(try cursor.evaluator().integer(steering.expression), UInt64(maximum)))
        return (0..<counted).map { first + $0 * stride }
      case .packed:
        let evaluator = cursor.evaluator()
        guard let current = evaluator.current else { throw .absent("what holds the array") }
        return try evaluator.packedPlaces(
          of: Located(
            holder: current, offset: first, count: field.byteCount ?? 0, type: field.type, field: number))
      }
    } catch {
      throw failure(number, error, field.location)
    }
  }

  private func failure(_ field: FieldID, _ cause: NoValue, _ location: SourceLocation) -> MakeError {
    MakeError(
      kind: .checksum, subject: cursor.path(field), reason: "its checksum has no value: \(cause)",
      specification: recipes.format.path, location: location)
  }

  /// Where the structure begins that ranges count from: the holder, if this one is merged into it.
  private var coveredBase: Int {
    var depth = cursor.frames.count - 1
    while depth > 0 {
      let holder = recipes.format.structures[cursor.frames[depth - 1].structure]
      guard holder.fields[cursor.frames[depth].field].isMerged else { break }
      depth -= 1
    }
    return cursor.frames[depth].base
  }

  private mutating func digest(_ object: ChecksumObject, _ field: Field) throws(NoValue) -> Digest {
    let computation = try computation(object, field)
    return cursor.bytes.withBytes { computation.digest(of: $0) }
  }

  /// How a checksum is computed of the element, with everything but its bytes evaluated.
  mutating func computation(_ object: ChecksumObject, _ field: Field) throws(NoValue) -> ChecksumComputation {
    let evaluator = cursor.evaluator()
    let chosen = try chosen(object, evaluator)
    guard let algorithm = recipes.format.algorithm(named: chosen.name, in: checksums) else {
      throw .absent("algorithm \(chosen.name)")
    }
    let parameters = ChecksumParameters(
      initial: try chosen.initial.map { initial throws(NoValue) in try evaluator.integer(initial) },
      xorOut: try chosen.xorOut.map { xorOut throws(NoValue) in try evaluator.integer(xorOut) })
    var result = ChecksumComputation(algorithm: algorithm, parameters: parameters)
    for piece in object.pieces {
      switch piece {
      case .range(let from, let to, let maximum):
        let shift = UInt64(cursor.top.base - coveredBase)
        let start = try bound(from, shift, evaluator)
        let end = try bound(to, shift, evaluator)
        guard start <= end, end <= maximum ?? .max, end <= UInt64(Self.maximumReach) else {
          throw .operation("the range \(start) .. \(end)")
        }
        result.pieces += pieces(Int(start)..<Int(end), object, field)
      case .field(let access):
        let located = try evaluator.locate(access)
        guard let run = located.holder.run(at: located.offset, count: located.count) else { throw .absent("a byte") }
        result.pieces.append(.bytes(Array(run)))
      case .integer(let expression, let type):
        result.pieces.append(.bytes(try FieldValue.encode(try evaluator.integer(expression), as: type)))
      }
    }
    return result
  }

  /// The algorithm whose digest is stored: of several that verify, that of the first choice that says something.
  private func chosen(_ object: ChecksumObject, _ evaluator: Evaluator) throws(NoValue) -> ChecksumObject.Algorithm {
    switch object.algorithm {
    case .fixed(let algorithm): return algorithm
    case .selected(let by, let choices):
      var unknown: [UInt64] = []
      for selector in by {
        let value = try evaluator.integer(selector)
        if let choice = choices.first(where: { $0.value == value }) { return choice.algorithm }
        unknown.append(value)
      }
      throw .absent("algorithm \(unknown.first.map(String.init) ?? "")")
    }
  }

  /// In a merged structure, what is not 0 counts from that structure's own first byte.
  private func bound(_ expression: Expression, _ shift: UInt64, _ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    let value = try evaluator.integer(expression)
    guard shift != 0, value != 0, expression.folded().integer != nil else { return value }
    guard let shifted = checkedAdd(value, shift) else { throw .operation("\(value) + \(shift)") }
    return shifted
  }

  /// The bytes of a covered range, with the stored digest's own ones replaced or left out.
  private func pieces(_ range: Range<Int>, _ object: ChecksumObject, _ field: Field) -> [ChecksumComputation.Piece] {
    let base = coveredBase
    var own: [Range<Int>] = []
    if object.stored == nil {
      var fields = [field]
      if case .joined(let parts) = field.storage { fields = parts.map { cursor.structure.fields[$0] } }
      for part in fields {
        guard let offset = part.offset, let count = part.byteCount else { continue }
        own.append(cursor.top.base - base + offset..<cursor.top.base - base + offset + count)
      }
    }
    var result: [ChecksumComputation.Piece] = []
    var next = range.lowerBound
    for part in own.sorted(by: { $0.lowerBound < $1.lowerBound }) where part.overlaps(range) {
      result.append(.element(base + next..<base + max(part.lowerBound, next)))
      if object.own == .zeroed { result.append(.bytes([UInt8](repeating: 0, count: part.count))) }
      next = part.upperBound
    }
    if next < range.upperBound { result.append(.element(base + next..<base + range.upperBound)) }
    return result
  }

  private mutating func store(_ digest: Digest, _ object: ChecksumObject, _ field: Field) throws(NoValue) -> Bool {
    if let target = object.stored {
      guard cursor.frames.count == 1 else { throw .absent("what a nested structure is given") }
      var (rest, changed) = (digest.low, false)
      for part in recipes.format.joinedParts(of: target) ?? [target] {
        let (place, type, _) = try elements.place(of: part, recipes.format.regions[cursor.region], outer)
        if try elements.put(try FieldValue.encode(rest & type.mask, as: unsigned(type)), at: place) { changed = true }
        rest = type.width >= 8 ? 0 : rest >> UInt64(type.width * 8)
      }
      return changed
    }
    var changed = false
    for part in try place(field).parts(of: digest) where cursor.put(part.bytes, at: part.offset) { changed = true }
    return changed
  }

  /// Where the digest is that a field of the structure whose turn it is holds itself.
  mutating func place(_ field: Field) throws(NoValue) -> DigestPlace {
    let base = cursor.top.base
    if case .joined(let parts) = field.storage {
      return .joined(
        parts.compactMap { part in
          let declared = cursor.structure.fields[part]
          guard let type = declared.type?.integerType, let offset = declared.offset else { return nil }
          return (base + offset, unsigned(type))
        })
    }
    guard let count = field.byteCount else { throw .absent("a place for the digest") }
    let offset = try cursor.evaluator().offset(of: field)
    guard let type = field.type?.integerType else { return .bytes(base + offset, count: count) }
    return .integer(base + offset, unsigned(type))
  }

  /// A digest is bits, also in a field with a sign.
  private func unsigned(_ type: IntegerType) -> IntegerType {
    IntegerType(width: type.width, isSigned: false, order: type.order)
  }
}
