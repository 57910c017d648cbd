import Testing
import VexPlugins

@Suite struct DigestTests {
  @Test func integersAreLittleEndianBytes() {
    #expect(Digest(low: 0xe306_9283, width: 4).bytes == [0x83, 0x92, 0x06, 0xe3])
    #expect(Digest(low: 0xe306_9283, width: 4).description == "839206e3")
    let wide = Digest(low: 0x0807_0605_0403_0201, high: 0x100f_0e0d_0c0b_0a09, width: 16)
    #expect(wide.bytes == [UInt8](1...16))
    #expect(wide.byte(16) == 0 && wide.byte(32) == 0 && wide.byte(.max) == 0 && wide.byte(-1) == 0)
  }

  @Test func byteStringsKeepTheirOrder() throws {
    for count in 1...32 {
      let bytes = (1...count).map { UInt8($0) }
      let digest = try #require(Digest(bytes: bytes))
      #expect(digest.width == count)
      #expect(digest.bytes == bytes)
      #expect((count..<40).allSatisfy { digest.byte($0) == 0 })
    }
    #expect(Digest(bytes: []) == nil)
    #expect(Digest(bytes: [UInt8](repeating: 1, count: 33)) == nil)
  }
}
