import Testing
import VexBytes

@Suite struct StoredBytesTests {
  @Test func integersCountFromTheBase() {
    var stored = StoredBytes([9, 9, 1, 2, 3, 4], base: 2)
    #expect(stored.integer(at: 0, .big) as UInt32 == 0x0102_0304)
    #expect(stored.integer(at: 2, .little) as UInt16 == 0x0403)
    stored.set(0xaabb as UInt16, at: 1, .big)
    #expect(stored.bytes == [9, 9, 1, 0xaa, 0xbb, 4])
    #expect(stored.count == 4)
    #expect(stored.nested(at: 3).integer(at: 0, .little) as UInt8 == 4)
  }

  @Test(arguments: [Int.min, -3, 3, 4, 100, Int.max])
  func outsideReadsAsZeroAndIsNotWritten(offset: Int) {
    var stored = StoredBytes([1, 2, 3, 4])
    #expect(stored.integer(at: offset, .little) as UInt32 == 0)
    stored.set(0xffff_ffff as UInt32, at: offset, .little)
    #expect(stored.bytes == [1, 2, 3, 4])
    #expect(stored.run(at: offset, count: Int.max).count == (offset == 3 ? 1 : 0))
    if offset != 3 { stored.set(run: [7, 7], at: offset, count: 2) }
    #expect(stored.bytes == [1, 2, 3, 4])
    #expect(!stored.bit(offset < 0 ? offset : 32, at: 0))
  }

  @Test func runsAreFilledUpOrCut() {
    var stored = StoredBytes(zeroes: 6)
    stored.set(run: [1, 2, 3, 4, 5], at: 1, count: 4)
    #expect(stored.bytes == [0, 1, 2, 3, 4, 0])
    stored.set(run: [8], at: 1, count: 3)
    #expect(stored.bytes == [0, 8, 0, 0, 4, 0])
    stored.set(run: [1, 2, 3], at: 5, count: 3)
    #expect(stored.bytes == [0, 8, 0, 0, 4, 1])
    stored.resize(to: 2)
    stored.resize(to: 3)
    #expect(stored.bytes == [0, 8, 0])
  }

  @Test func textEndsAtTheFirstNul() {
    #expect(StoredBytes([0x61, 0, 0x62]).text(at: 0, count: 3) == "a")
    #expect(StoredBytes([0x61, 0x62]).text(at: 0, count: 9) == "ab")
    #expect(StoredBytes([0xff]).text(at: 0, count: 1) == "\u{fffd}")
    var stored = StoredBytes([1, 1, 1, 1])
    stored.set(text: "aé", at: 0, count: 2)
    #expect(stored.bytes == [0x61, 0, 1, 1])
  }

  @Test func bitsAndElements() {
    var stored = StoredBytes(zeroes: 2)
    stored.set(bit: 9, to: true, at: 0)
    stored.set(bit: 0, to: true, at: 0)
    stored.set(bit: 0, to: false, at: 0)
    #expect(stored.bytes == [0, 2])
    #expect(stored.bits(at: 0, count: 10).map(\.self).lastIndex(of: true) == 9)
    let pairs = StoredBytes([1, 2, 3, 4]).elements(at: 1, count: 3, stride: 1) { $0.integer(at: 0, .little) as UInt8 }
    #expect(Array(pairs) == [2, 3, 4])
  }

  @Test func guidsShowTheirFirstGroupsReversed() throws {
    let bytes = [UInt8](0..<16)
    #expect(UUIDValue(bytes: Array(bytes.dropLast())) == nil)
    let guid = try #require(UUIDValue(bytes: bytes, mixedEndian: true))
    #expect(guid.description == "03020100-0504-0706-0809-0a0b0c0d0e0f")
  }
}

@Suite struct StepHelperTests {
  @Test func roundsAreCapped() {
    #expect(Array(rounds(from: 3, to: 6, cap: 10)) == [3, 4, 5])
    #expect(Array(rounds(from: 3, to: .max, cap: 2)) == [3, 4])
    #expect(rounds(from: 6, to: 3, cap: 2).isEmpty)
    #expect(Array(rounds(from: .max - 1, to: .max, cap: .max)) == [.max - 1])
  }

  @Test func signsExtend() {
    #expect(signExtended(0xff, bits: 8) == .max)
    #expect(signExtended(0x7f, bits: 8) == 0x7f)
    #expect(signExtended(0x1ff, bits: 8) == .max)
    #expect(signExtended(.max, bits: 64) == .max)
    #expect(signExtended(1, bits: 1) == .max)
  }

  @Test func theFirstOfTheGreatestSeverityStays() {
    var finding = Finding.clean
    finding.raise(1, .warning, at: 10)
    finding.raise(2, .warning, at: 20)
    #expect(finding == Finding(rule: 1, severity: .warning, offset: 10))
    finding.raise(3, .readonly, at: 30)
    finding.raise(4, .warning, at: 40)
    #expect(finding.rule == 3)
  }

  @Test func questionsAboutRuns() {
    let bytes: [UInt8] = [0, 1, 0x80, 0]
    let zeroes = [(1, 3), (1, 4), (3, 5)].map { range in
      bytes.withBytes { $0.hasZero(from: range.0, to: range.1) }
    }
    #expect(zeroes == [false, true, nil])
    let bits = [(15, 1), (UInt64.max, 1), (8, 3), (15, -1)].map { bit in
      bytes.withBytes { $0.bit(bit.0, from: bit.1) }
    }
    #expect(bits == [true, false, false, false])
  }

  @Test func valuesAsBytes() {
    let all = { (bytes: RawSpan) in
      (0..<bytes.byteCount).map { bytes.load(UInt8.self, at: $0, .little) ?? 99 }
    }
    #expect(withBytes(of: 0x0102 as UInt16, .big, all) == [1, 2])
    #expect(withBytes(of: 0x0102 as UInt16, .little, all) == [2, 1])
    #expect(withZeroes(3, all) == [0, 0, 0])
    #expect(withZeroes(99, all).count == 32)
    #expect(withZeroes(-1, all).isEmpty)
  }
}
