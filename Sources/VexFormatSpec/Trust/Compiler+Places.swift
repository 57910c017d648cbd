extension Compiler {
  /// Tells the regions whose elements a kernel can find: by a formula over `index` that reads no other elements.
  mutating func placeRegions(_ graph: inout DependencyGraph) {
    for id in format.regions.indices {
      let region = format.regions[id]
      guard case .formula(let place) = region.places, region.walks.isEmpty, region.space == nil,
        region.arguments.allSatisfy({ isNumber($0.type) })
      else { continue }
      let steering = [place] + [region.count, region.condition].compactMap { $0 } + region.arguments
      format.regions[id].isLocal = steering.allSatisfy {
        let weight = graph.weight(of: $0, in: nil)
        return weight.isLocal && weight.rounds <= Self.localRounds && !$0.reads(id)
      }
    }
    for read in format.mount.reads.dropFirst() where !format.regions[read.region].isLocal {
      diagnostics.report(
        "local/required", at: read.location,
        "finding elements of '\(format.regions[read.region].name)' needs more than a kernel has at hand",
        help: "a kernel finds them by a formula over 'index' that reads what is one thing, as the superblock is")
    }
  }
}
