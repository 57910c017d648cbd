import Testing
import VexBytes

/// Insertion in place is compared with sets of single integers.
@Suite struct IntegerSetInsertionTests {
  private func members(_ set: IntegerSet) -> [UInt64] { set.runs.flatMap { Array($0) } }

  private func isCanonical(_ set: IntegerSet) -> Bool {
    set.runs.allSatisfy { !$0.isEmpty }
      && zip(set.runs, set.runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
  }

  @Test func insertedRangesMerge() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      var set = IntegerSet()
      var reference: Set<UInt64> = []
      for _ in 0..<20 {
        let start = UInt64.random(in: 0..<60, using: &generator)
        let range = start..<start + UInt64.random(in: 0..<8, using: &generator)
        let common = reference.intersection(range).min()
        #expect(set.firstCommon(range) == common)
        let gaps = set.gaps(in: range)
        #expect(gaps.flatMap { Array($0) } == range.filter { !reference.contains($0) })
        #expect(gaps.allSatisfy { !$0.isEmpty })
        #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        set.insert(range)
        reference.formUnion(range)
        #expect(members(set) == reference.sorted())
        #expect(isCanonical(set))
      }
    }
  }

  @Test func unionsInPlaceAreUnions() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      var (a, b) = (IntegerSet(), IntegerSet())
      for _ in 0..<Int.random(in: 0..<6, using: &generator) {
        let start = UInt64.random(in: 0..<40, using: &generator)
        a.insert(start..<start + 3)
        b.insert(start + 11..<start + UInt64.random(in: 11..<30, using: &generator))
      }
      var union = a
      union.formUnion(b)
      #expect(members(union) == Set(members(a) + members(b)).sorted())
      #expect(isCanonical(union))
    }
  }

  @Test func theEndsOfTheIntegersAreLegal() {
    var set = IntegerSet()
    set.insert(UInt64.max - 2..<UInt64.max)
    set.insert(0..<1)
    #expect(set.firstCommon(0..<UInt64.max) == 0)
    #expect(set.gaps(in: 0..<UInt64.max) == [1..<UInt64.max - 2])
    set.insert(0..<UInt64.max)
    #expect(set.runs == [0..<UInt64.max])
  }
}
