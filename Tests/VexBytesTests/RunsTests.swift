import Testing
import VexBytes

@Suite struct RunsTests {
  static let badRanges = [(-1, 0), (1, 0), (0, 81), (81, 81), (Int.min, Int.max), (0, Int.max), (Int.max, Int.min)]

  @Test func isZeroSeesEveryByteOfEveryRange() {
    let size = 80
    for dirty in 0..<size {
      var bytes = [UInt8](repeating: 0, count: size)
      bytes[dirty] = UInt8(1 << (dirty & 7))
      bytes.withBytes { span in
        for from in 0...size {
          for to in from...size {
            let expected = !(from <= dirty && dirty < to)
            if span.isZero(from: from, to: to) != expected {
              Issue.record("bytes \(from)..<\(to) with byte \(dirty) set")
            }
          }
        }
      }
    }
  }

  @Test func popcountEqualsANaiveLoop() {
    var random = SeededGenerator(seed: 3)
    let bytes = random.bytes(80)
    bytes.withBytes { span in
      for from in 0...80 {
        for to in from...80 {
          let expected = bytes[from..<to].reduce(UInt64(0)) { $0 + UInt64($1.nonzeroBitCount) }
          if span.popcount(from: from, to: to) != expected { Issue.record("bytes \(from)..<\(to)") }
        }
      }
    }
    #expect([UInt8](repeating: 0xff, count: 4096).withBytes { $0.popcount(from: 0, to: 4096) } == 32768)
  }

  @Test func equalsFindsEveryDifference() {
    var random = SeededGenerator(seed: 4)
    let left = random.bytes(40)
    for shift in 0...9 {
      for count in 0...31 {
        let right = random.bytes(shift) + left[3..<3 + count]
        let same = left.withBytes { l in right.withBytes { l.equals(from: 3, to: 3 + count, $0, at: shift) } }
        #expect(same == true)
        for index in 0..<count {
          var changed = right
          changed[shift + index] ^= 0x80
          let equal = left.withBytes { l in changed.withBytes { l.equals(from: 3, to: 3 + count, $0, at: shift) } }
          #expect(equal == false, "byte \(index) of \(count)")
        }
        let beyond = left.withBytes { l in right.withBytes { l.equals(from: 3, to: 4 + count, $0, at: shift) } }
        #expect(beyond == nil)
      }
    }
  }

  @Test func rangesThatAreNotInsideHaveNoAnswer() {
    let bytes = [UInt8](repeating: 0, count: 80)
    bytes.withBytes { span in
      for (from, to) in Self.badRanges {
        #expect(span.isZero(from: from, to: to) == nil)
        #expect(span.popcount(from: from, to: to) == nil)
        #expect(span.equals(from: from, to: to, span, at: 0) == nil)
      }
      for place in [-1, 81, 73, Int.max, Int.min] { #expect(span.equals(from: 0, to: 8, span, at: place) == nil) }
      #expect(span.isZero(from: 80, to: 80) == true)
      #expect(span.popcount(from: 80, to: 80) == 0)
      #expect(span.equals(from: 80, to: 80, span, at: 80) == true)
    }
  }

  @Test func bitZeroIsTheLowestOfByteZero() {
    [0b0000_0001, 0b1000_0000].withBytes { (span: RawSpan) in
      let set = (0..<16).filter { span.bit($0) == true }
      #expect(set == [0, 15])
      #expect(span.bit(16) == nil)
      #expect(span.bit(UInt64.max) == nil)
      #expect(span.bit(1 << 63) == nil)
    }
    [UInt8]().withBytes { #expect($0.bit(0) == nil) }
  }
}
