import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// What is free is found many at a time, and is exactly what `vacant` says of each.
@Suite struct PeriodicConditionTests {
  /// Four chunks of 16 slots, of which the last two are not there.
  private static func text(_ vacant: String) -> String {
    """
    format: slots
    endian: little
    license: MIT
    constants: {per_chunk: 16}
    structures:
      chunk:
        size: 16
        fields:
          magic: {at: 0, type: "bytes[4]", magic: CHNK}
          limit: {at: 4, type: u32}
          slots: {at: 8, type: "bit[20]"}
          kind:  {at: 11, type: u8}
          rest:  {at: 12, size: 4}
      slot:
        size: 8
        fields:
          number: {at: 0, type: u64}
    image:
      chunks: {of: chunk, at: index * 16, count: {is: 4, max: 4}}
      slots:
        of: slot
        at: 64 + index * 8
        count: {is: 62, max: 64}
        vacant: "\(vacant)"
    """
  }

  /// What each step of the walk is about: a number, and whether it is free, there or failed.
  private struct Met: Equatable {
    var ordinals: [String] = []
    var steps = 0
  }

  private func walk(_ vacant: String, seed: UInt64, damaged: UInt64?) throws -> (
    bulk: Met, single: Met, isPeriodic: Bool
  ) {
    let program = try Shelf.program(Self.text(vacant))
    var image = ImageBytes(count: 64 + 64 * 8)
    var random = SeededGenerator(seed: seed)
    for chunk in 0..<4 {
      image.set("CHNK", at: chunk * 16)
      image.set(random.next() % 20, at: chunk * 16 + 4, width: 4)
      image.set(random.next() & random.next() & 0xff_ffff, at: chunk * 16 + 8, width: 3)
      image.set(random.next() % 3, at: chunk * 16 + 11, width: 1)
    }
    let walker = RegionWalker(program: program, source: ImageElements(image.source))
    if let damaged { walker.markDamaged(0, damaged) }
    var bulk = Met()
    try walker.walk(1) { (step: WalkStep) in
      bulk.steps += 1
      switch step {
      case .vacant(let ordinal, let index, let count):
        #expect(ordinal == index && count > 0)
        for free in index..<index + count { bulk.ordinals.append("\(free) free") }
      case .element(let element): bulk.ordinals.append("\(element.ordinal) there")
      case .failed(let failure): bulk.ordinals.append("\(failure.ordinal ?? 99) \(failure.part)")
      }
      return true
    }
    let condition = try #require(program.format.regions[1].vacant)
    var single = Met()
    for index in 0..<62 as Range<UInt64> {
      var evaluator = walker.evaluator
      evaluator.index = index
      let isFree = try? evaluator.isTrue(condition)
      single.ordinals.append("\(index) \(isFree.map { $0 ? "free" : "there" } ?? "vacant")")
      single.steps += 1
    }
    return (bulk, single, PeriodicCondition(condition) != nil)
  }

  private static let periodic = [
    "not chunks[index / per_chunk].slots[index % per_chunk]",
    "chunks[index / 16].slots[index % 16]",
    "index % 16 == 0 or not chunks[index / 16].slots[index % 16]",
    "index % 16 >= 3 and index % 16 < 9", "index % 16 != 5", "not (index % 16 <= 5 or index % 16 > 12)",
    "index % 16 >= chunks[index / 16].limit", "index % 16 <= chunks[index / 16].limit",
    "chunks[index / 16].kind == 1 or chunks[index / 16].slots[index % 16] and index % 16 > 1",
    "index % 16 == index / 16", "chunks[index / 16].kind != 0 and not chunks[index / 16].slots[index % 16]",
    // The array has no bit for the last indices of a stretch.
    "not chunks[index / 24].slots[index % 24]", "index % 24 > 18 or chunks[index / 24].slots[index % 24]",
  ]

  @Test(arguments: periodic, 0..<6 as Range<UInt64>)
  func freeTogetherIsFreeOneByOne(_ vacant: String, _ seed: UInt64) throws {
    for damaged in [nil, 0, 2] as [UInt64?] {
      let met = try walk(vacant, seed: seed, damaged: damaged)
      #expect(met.isPeriodic)
      #expect(met.bulk.ordinals == met.single.ordinals, "damaged: \(damaged.map { "\($0)" } ?? "none")")
    }
  }

  /// What cannot be told together is told one by one.
  @Test(arguments: [
    "index == 3", "index % 16 == 0 or index / 8 == 1", "index % 40 == 0",
    "index % 16 * 2 == 4", "not chunks[index / 17].slots[index % 17] or index % 16 == 0",
    "chunks[index % 4].kind == 1",
  ])
  func othersAreWalkedOneByOne(_ vacant: String) throws {
    let met = try walk(vacant, seed: 7, damaged: nil)
    #expect(met.isPeriodic == (vacant == "index % 40 == 0"))
    #expect(met.bulk.ordinals == met.single.ordinals)
  }

  @Test func freeElementsTakeAStepForEachRun() throws {
    let met = try walk("index % 16 != 3", seed: 1, damaged: nil)
    #expect(met.bulk.steps == 4 * 3)
    #expect(met.single.steps == 62)
  }
}
