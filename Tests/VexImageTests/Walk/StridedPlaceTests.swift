import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Places that are worked out for a stretch of indices are those that the formula gives for each.
@Suite struct StridedPlaceTests {
  /// Bounds that reach to the largest integer, which a closed one would be beyond.
  @Test func largestBounds() throws {
    let text = """
      format: slots
      endian: little
      license: MIT
      structures:
        head: {size: 40, fields: {magic: {at: 0, type: "bytes[4]", magic: SLOT}, count: {at: 4, type: u32}, extents: {at: 8, type: "extent[2]"}}}
        extent: {size: 16, fields: {first: {at: 0, type: u64}, last: {at: 8, type: u64}}}
        slot: {size: 1, fields: {value: {at: 0, type: u8}}}
      image:
        head:  {of: head, at: 0}
        slots: {of: slot, at: "one(e in head.extents if e.first <= index and index <= e.last: 100 + index)", count: {is: head.count, max: 100}}
      """
    let format = try SpecificationCompiler.compile(text: Array(text.utf8), path: "slots.yaml", checksums: .builtIn)
    for (first, isFound) in [(UInt8(0), true), (1, false)] {
      var image = [UInt8](repeating: 0, count: 1 << 12)
      (image[0..<4], image[4], image[8]) = (ArraySlice("SLOT".utf8), 30, first)
      for place in (16..<24) { image[place] = 0xff }
      // The other one is empty.
      image[24] = 1
      let walker = RegionWalker(program: Program(lowering: format), source: ImageElements(MemorySource(image)))
      var places: [UInt64] = []
      try walker.walk(1) { (step: WalkStep) throws(NoValue) -> Bool in
        if case .element(let element) = step { places.append(element.place) }
        return true
      }
      #expect(places == Array((isFound ? 100 : 101)..<130))
    }
  }

  private static func extents(of number: String, _ distance: String, _ more: String) -> String {
    "16 * one(e in head.extents if e.first <= \(number) and \(number) < e.end: e.start + (\(distance)))\(more)"
  }

  @Test(
    arguments: [
      ("64 + index / 4 * 512 + index % 4 * 16", true), ("index % 4 + (64 + index / 4 * 512)", true),
      ("16 * (index % 4) + (1024 - index / 4 * 32)", true), ("64 + index * 16", true), ("index * index", false),
      (Self.extents(of: "index / 4", "index / 4 - e.first", " + index % 4 * 16"), true),
      (Self.extents(of: "index * 3", "index * 3 - e.first", ""), true),
      (Self.extents(of: "index", "(index - e.first) * 5", ""), true),
      (Self.extents(of: "index", "9 - index % 4", ""), false),
      (Self.extents(of: "index + index", "index", ""), false),
      ("64 + index / 4 * 512 + index % 8 * 16", false), ("64 + index % 4 * index", false),
      ("index / 4 * 512 + index % 4 * 16 + index % 4", false),
    ])
  func places(_ place: String, _ isStrided: Bool) throws {
    let text = """
      format: slots
      endian: little
      license: MIT
      structures:
        head: {size: 40, fields: {magic: {at: 0, type: "bytes[4]", magic: SLOT}, count: {at: 4, type: u32}, rest: {at: 8, size: 8}, extents: {at: 16, type: "extent[4]"}}}
        extent: {size: 6, fields: {first: {at: 0, type: u16}, end: {at: 2, type: u16}, start: {at: 4, type: u16}}}
        slot: {size: 1, fields: {value: {at: 0, type: u8}}}
      image:
        head:  {of: head, at: 0}
        slots: {of: slot, at: "\(place)", count: {is: head.count, max: 100}}
      """
    let format = try SpecificationCompiler.compile(text: Array(text.utf8), path: "slots.yaml", checksums: .builtIn)
    guard case .formula(let formula) = format.regions[1].places else {
      Issue.record("there is no formula")
      return
    }
    #expect((StridedPlace(formula) != nil) == isStrided)
    var image = [UInt8](repeating: 0, count: 1 << 16)
    (image[4], image[0...3]) = (41, ArraySlice("SLOT".utf8))
    // Out of order, and one is empty.
    for (number, extent) in [(0, 7, 100), (30, 200, 90), (50, 50, 1), (7, 30, 700)].enumerated() {
      for (word, value) in [extent.0, extent.1, extent.2].enumerated() {
        (image[16 + number * 6 + word * 2], image[17 + number * 6 + word * 2]) = (
          UInt8(value % 256), UInt8(value / 256)
        )
      }
    }
    let walker = RegionWalker(program: Program(lowering: format), source: ImageElements(MemorySource(image)))
    var indices: [UInt64] = []
    try walker.walk(1) { (step: WalkStep) throws(NoValue) -> Bool in
      guard case .element(let element) = step else { return false }
      var evaluator = walker.evaluator
      evaluator.index = element.index
      #expect(try element.place == evaluator.integer(formula))
      indices.append(element.index)
      return true
    }
    #expect(indices == Array(0..<41))
  }
}
