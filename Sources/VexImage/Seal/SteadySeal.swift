import VexBytes
import VexCodecs
import VexFormatSpec

/// How the checksums of a region's elements are computed, where that is the same for all of them.
///
/// Which algorithm it is, its parameters and what is covered are evaluated once, for one element, by the sealer of single
/// elements. It stays right until one of the things changes of which a region has one, since nothing else decides.
struct SteadySeal {
  private var entries: [(computation: ChecksumComputation, place: DigestPlace)] = []

  /// Makes it of an element under construction; nil when elements of the region may differ in it.
  init?(_ sealer: inout ElementSealer) {
    let format = sealer.recipes.format
    let (region, id) = (sealer.cursor.region, sealer.cursor.top.structure)
    guard sealer.cursor.frames.count == 1, !format.regions[region].isSingle, format.structures[id].size.isFixed else {
      return nil
    }
    for item in sealer.recipes.seals[id].items {
      guard !item.isConditional, !item.isNested else { return nil }
      let field = format.structures[id].fields[item.field]
      // Its place is each element's own.
      if case .moving = field.storage { return nil }
      for object in field.checksums where sealer.recipes.holds(object.versions) {
        guard object.stored == nil, object.condition == nil, format.isSteady(object, apartFrom: region),
          let computation = try? sealer.computation(object, field), let place = try? sealer.place(field)
        else { return nil }
        entries.append((computation, place))
      }
    }
  }

  /// Stores the digests of an element of `count` bytes that begins at `base`; whether any changed.
  func apply(to bytes: inout MutableRawSpan, at base: Int, count: Int) throws(NoValue) -> Bool {
    var changed = false
    for entry in entries {
      let digest = entry.computation.digest(of: bytes.bytes.extracting(base..<base + count))
      for (offset, new) in try entry.place.parts(of: digest) {
        let place = base + offset
        let isSame = new.withBytes { bytes.bytes.equals(from: place, to: place + $0.byteCount, $0, at: 0) }
        guard isSame == false else { continue }
        _ = new.withBytes { bytes.copy(from: $0, to: place) }
        changed = true
      }
    }
    return changed
  }
}

extension Format {
  /// Whether everything about a checksum but the covered bytes is the same for all elements of a region.
  fileprivate func isSteady(_ object: ChecksumObject, apartFrom region: RegionID) -> Bool {
    var expressions = object.algorithm.algorithms.flatMap { [$0.initial, $0.xorOut].compactMap(\.self) }
    if case .selected(let by, _) = object.algorithm { expressions += by }
    for piece in object.pieces {
      switch piece {
      case .range(let from, let to, _): expressions += [from, to]
      case .integer(let value, _): expressions.append(value)
      case .field: return false
      }
    }
    var sizes: Set<StructureID> = []
    return expressions.allSatisfy { isSteady($0, apartFrom: region, within: nil, depth: 0, &sizes) }
  }

  /// Whether an expression reads nothing but constants and the one things of other regions.
  ///
  /// `within` is the region in whose terms it is read, nil for that whose elements are sealed. `sizes` are structures whose
  /// sizes are known to be steady, or are being looked at: a size reads fields of its own structure.
  private func isSteady(
    _ expression: Expression, apartFrom region: RegionID, within: RegionID?, depth: Int, _ sizes: inout Set<StructureID>
  ) -> Bool {
    guard depth < 20 else { return false }
    switch expression.node {
    case .integer, .boolean, .bytes, .imageSize, .read, .arithmetic, .compare, .compareBytes, .has, .isOneOf, .isInside,
      .not, .and, .or, .conditional, .function, .isPresent, .isZero, .ones, .hasUnknown, .decode, .bit:
      break
    case .sizeOf, .placeOf, .indexOf, .index, .aggregate, .rangeSet, .union, .setBits, .owned, .setCount, .references,
      .supplied, .before, .compareSets:
      return false
    }
    for access in expression.accesses {
      let holder: RegionID
      switch access.root {
      case .single(let single) where single != region: holder = single
      case .current:
        guard let within else { return false }
        holder = within
      case .single, .given, .element, .variable: return false
      }
      for case .field(let number, let structure) in access.steps {
        let field = structures[structure].fields[number]
        var decisive = [field.condition].compactMap(\.self)
        if sizes.insert(structure).inserted { decisive += [structures[structure].size.expression].compactMap(\.self) }
        if case .computed(let value) = field.storage { decisive.append(value) }
        for inner in decisive where !isSteady(inner, apartFrom: region, within: holder, depth: depth + 1, &sizes) {
          return false
        }
      }
    }
    return expression.children.allSatisfy { isSteady($0, apartFrom: region, within: within, depth: depth + 1, &sizes) }
  }
}
