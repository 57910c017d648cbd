import Testing
import VexBytes
import VexPlugins

@Suite struct ExFATSum32Tests {
  private func digest(_ bytes: [UInt8], _ parameters: ChecksumParameters = ChecksumParameters()) -> UInt64 {
    bytes.withBytes { ExFATSum32().digest(of: $0, parameters) }.low
  }

  /// The function of the specification of exFAT (section 3.4, figure 1), word by word.
  private func defined(_ bytes: [UInt8]) -> UInt64 {
    var checksum: UInt32 = 0
    for byte in bytes {
      checksum = ((checksum & 1 != 0) ? 0x8000_0000 : 0) &+ (checksum >> 1) &+ UInt32(byte)
    }
    return UInt64(checksum)
  }

  @Test func isThatOfItsDefinition() {
    var random = SeededGenerator(seed: 32)
    for length in [0, 1, 2, 31, 32, 33, 512, 5629] {
      let bytes = random.bytes(length)
      #expect(digest(bytes) == defined(bytes), "\(length) bytes")
    }
    #expect(defined(Array("123456789".utf8)) == ExFATSum32().checkValue.low)
  }

  /// By hand: 1; 0x80000000 + 2; 0x40000001 + 3; a carry out of the register is lost.
  @Test func smallSums() {
    #expect(digest([]) == 0)
    #expect(digest([1]) == 1)
    #expect(digest([1, 2]) == 0x8000_0002)
    #expect(digest([1, 2, 3]) == 0x4000_0004)
    #expect(digest([1], ChecksumParameters(initial: 0xffff_ffff)) == 0)
  }
}
