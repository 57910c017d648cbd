import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage

@Suite struct RegionWalkerTests {
  let program: Program

  init() throws { program = try Shelf.program() }

  private func walker(_ image: ImageBytes) -> RegionWalker {
    RegionWalker(program: program, source: ImageElements(image.source))
  }

  private func steps(_ image: ImageBytes, _ name: String, damaged: [(String, UInt64)] = []) throws -> [String] {
    let walker = walker(image)
    for (region, ordinal) in damaged { walker.markDamaged(try id(region), ordinal) }
    var steps: [String] = []
    try walker.walk(try id(name)) { (step: WalkStep) in
      switch step {
      case .element(let element):
        steps.append("\(element.ordinal)/\(element.index) at \(element.place)+\(element.length)")
      case .vacant(let ordinal, _, let count): steps.append(count == 1 ? "\(ordinal) free" : "\(ordinal)+\(count) free")
      case .failed(let failure): steps.append("\(failure.part.rawValue): \(failure.cause)")
      }
      return true
    }
    return steps
  }

  private func id(_ name: String) throws -> RegionID {
    try #require(program.format.regions.firstIndex { $0.name == name })
  }

  @Test func tablesAreWalkedByIndex() throws {
    #expect(
      try steps(Shelf.image(), "shelves") == [
        "0/0 at 64+32", "1/1 at 96+32", "2/2 at 128+32", "3 free", "4/4 at 192+32",
      ])
    #expect(try steps(Shelf.image(), "header") == ["0/0 at 0+64", "1/1 at 448+64"])
  }

  @Test func walksRunOverElementsOfEarlierRegions() throws {
    #expect(try steps(Shelf.image(), "things") == ["0/0 at 256+128", "1/0 at 384+64"])
    // Two labels on the book, none on the box, whose element has a number all the same.
    #expect(try steps(Shelf.image(), "labels") == ["0/0 at 256+8", "1/1 at 264+8"])
  }

  @Test func walksSkipDamagedElements() throws {
    #expect(try steps(Shelf.image(), "things", damaged: [("shelves", 1)]) == ["0/0 at 384+64"])
  }

  @Test func aCountThatCannotFitIsNotWalked() throws {
    var image = Shelf.image()
    image.set(1000, at: 4, width: 4)
    #expect(
      try steps(image, "shelves") == ["count: 1000 elements of at least 32 bytes do not fit the image's 512 bytes"])
    image.set(1 << 30, at: 4, width: 4)
    #expect(try steps(image, "shelves") == ["count: 1073741824 elements are more than the 1048576 that there may be"])
  }

  @Test func placesOutsideTheImageAreSteps() throws {
    var image = Shelf.image()
    image.set(400, at: 8, width: 8)
    #expect(
      try steps(image, "shelves").suffix(2) == [
        "3 free", "inside: 32 bytes at 528 are not inside the image's 512 bytes",
      ])
    image.set(.max, at: 8, width: 8)
    #expect(try steps(image, "shelves").dropFirst().first == "at: 18446744073709551615 + 32")
  }

  @Test func spaceIsWhatElementsClaim() throws {
    let owned = try walker(Shelf.image()).owned(.size("sector"))
    // Header, table of 160 bytes, two things, copy.
    #expect(owned.runs == [0..<8])
    var image = Shelf.image()
    image.set(2, at: 4, width: 4)
    #expect(try walker(image).owned(.size("sector")).runs == [0..<2, 4..<6, 7..<8])
  }

  @Test func elementsKnowWhatIsGiven() throws {
    let walker = walker(Shelf.image())
    let shelf = try walker.element(try id("shelves"), 2)
    guard case .integer(2)? = shelf.given.first else { return #expect(Bool(false), "\(shelf.given)") }
    #expect(shelf.place == 128)
    #expect(throws: NoValue.self) { try walker.element(try id("shelves"), 3) }
    #expect(throws: NoValue.self) { try walker.element(try id("shelves"), 5) }
    walker.markDamaged(try id("shelves"), 2)
    #expect(throws: NoValue.broken(try id("shelves"), 2)) { try walker.element(try id("shelves"), 2) }
  }

  @Test func claimsAreFoundInAnyOrder() {
    var claims = ClaimSet()
    for number in stride(from: UInt64(20_000), to: 0, by: -2) { #expect(claims.insert(number..<number + 1) == nil) }
    #expect(claims.insert(11..<14) == 12)
    #expect(claims.insert(20_001..<20_002) == nil)
    #expect(claims.all.runs.count == 9998)
  }
}
