import Testing
import VexBytes
import VexPlugins

@Suite struct PieceTests {
  @Test func piecesAreTheBytesTheyStandFor() throws {
    let crc = try #require(ChecksumRegistry.builtIn.algorithm(named: "crc32c"))
    var state = crc.begin(ChecksumParameters())
    state.update(zeroes: 3)
    state.update(0x0102_0304 as UInt32, .big)
    state.update(0x0506 as UInt16, .little)
    let whole: [UInt8] = [0, 0, 0, 1, 2, 3, 4, 6, 5]
    #expect(state.finish() == whole.withBytes { crc.digest(of: $0, ChecksumParameters()) })
  }

  @Test func storedDigestsAreCompared() {
    let digest = Digest(low: 0x0102_0304, width: 4)
    let stored: [UInt8] = [9, 4, 3, 2, 1]
    let answers = [1, 0, 2, -1].map { offset in stored.withBytes { digest.isStored(in: $0, at: offset) } }
    #expect(answers == [true, false, false, false])
    #expect(DigestPatch(view: 0, offset: 1, digest).bytes == [4, 3, 2, 1])
    #expect(DigestPatch(view: 0, offset: 1, 0x0102 as UInt16, .big).bytes == [1, 2])
  }
}
