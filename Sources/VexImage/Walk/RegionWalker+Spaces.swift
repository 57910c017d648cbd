public import VexCodecs
public import VexFormatSpec

extension RegionWalker {
  /// The pieces of a space, without those that damaged elements would tell.
  func map(of space: SpaceID) throws(NoValue) -> SpaceMap {
    if let known = spaces[space] { return try known.get() }
    // What says where its pieces are may ask for one of them.
    spaces[space] = .failure(.absent("space \(format.spaces[space].name), which depends on itself,"))
    let map: Result<SpaceMap, NoValue>
    do throws(NoValue) { map = .success(try SpaceMap(format.spaces[space], evaluator)) } catch { map = .failure(error) }
    spaces[space] = map
    return try map.get()
  }

  /// Forgets the pieces that a region tells, for when less or other things are known of it.
  func forgetSpaces(mappedBy region: RegionID) {
    for id in spaces.keys where format.spaces[id].lastRegion >= region { spaces[id] = nil }
  }

  /// Lets an instance stand for a region; nil for its first element.
  public func setStanding(_ instance: Instance?, for region: RegionID) {
    standing[region] = instance
    forgetSpaces(mappedBy: region)
  }

  /// The region on whose damage a space depends; nil if there is none.
  func damagedRegion(mapping space: SpaceID) -> RegionID? {
    format.spaces[space].mappingRegions.first { damage.affects($0) }
  }
}
