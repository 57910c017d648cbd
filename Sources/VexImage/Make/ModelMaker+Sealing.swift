import VexCodecs
import VexFormatSpec
import VexPlugins

extension ModelMaker {
  /// Stores the checksums of everything that will be written, again while one covers another that has changed.
  func seal(_ checksums: ChecksumRegistry) throws(MakeError) {
    let sealed = format.regions.indices.filter { region in
      format.regions[region].structure.map { !recipes.seals[$0].items.isEmpty } ?? false
    }
    for _ in 0..<Self.maximumPasses {
      var changed = false
      for region in sealed {
        for (number, ordinal) in elements[region].keys.sorted().enumerated() {
          progress.tell("computing checksums of", format.regions[region].name, UInt64(number))
          if try seal(region, ordinal, checksums) { changed = true }
        }
      }
      if !changed { return }
    }
    throw MakeError(
      kind: .unstable, subject: format.name, reason: "checksums cover each other in a circle and never come to rest",
      specification: format.path, location: nil)
  }

  private func seal(_ region: RegionID, _ ordinal: UInt64, _ checksums: ChecksumRegistry) throws(MakeError) -> Bool {
    guard let structure = format.regions[region].structure, let made = elements[region][ordinal] else { return false }
    let cursor = cursor(region, structure, ordinal, made)
    var sealer = ElementSealer(
      elements: self, recipes: recipes, checksums: checksums, cursor: cursor, outer: evaluator(made))
    let changed = try sealer.seal()
    // What it stored elsewhere is there already; this is what it stored in itself.
    elements[region][ordinal]?.bytes = sealer.cursor.bytes
    return changed
  }

  /// An element in whose terms expressions are read, with what it is given as that is now.
  func cursor(_ region: RegionID, _ structure: StructureID, _ ordinal: UInt64, _ made: MadeElement) -> ElementCursor {
    ElementCursor(
      format: format, world: self, region: region, structure: structure, index: made.index, place: made.place ?? 0,
      given: arguments(format.regions[region], evaluator(made)), bytes: made.bytes)
  }

  /// The evaluator of a region's expressions for an element.
  func evaluator(_ made: MadeElement) -> Evaluator {
    var evaluator = Evaluator(format: format, world: self)
    evaluator.index = made.index
    evaluator.variables = made.variables
    return evaluator
  }
}
