import Testing
import VexBytes

/// Text in UTF-16 as formats store it.
@Suite struct UTF16TextTests {
  @Test func unitsAreReadInTheirOrder() {
    #expect(UTF16Text.decode([0x41, 0, 0xe5, 0x65, 0, 0, 0x42, 0], .little) == "A日")
    #expect(UTF16Text.decode([0, 0x41, 0x65, 0xe5, 0, 0, 0, 0x42], .big) == "A日")
    #expect(UTF16Text.decode([0x3d, 0xd8, 0, 0xde], .little) == "😀")
  }

  @Test func whatIsNoTextIsReplaced() {
    // Half of a pair, and half of a unit.
    #expect(UTF16Text.decode([0x3d, 0xd8, 0x41, 0], .little) == "\u{fffd}A")
    #expect(UTF16Text.decode([0x41, 0, 0x42], .little) == "A")
    #expect(UTF16Text.decode([], .big) == "")
  }

  @Test func textsComeBack() {
    for text in ["", "plain", "Größe 日本 😀"] {
      for order in [ByteOrder.little, .big] {
        #expect(UTF16Text.decode(UTF16Text.encode(text, order), order) == text)
      }
    }
  }

  @Test func longTextsAreCutBetweenCharacters() {
    var stored = StoredBytes([UInt8](repeating: 0xff, count: 8))
    stored.set(text16: "ab😀", at: 0, units: 3, .big)
    #expect(stored.bytes == [0, 0x61, 0, 0x62, 0, 0, 0xff, 0xff])
    #expect(stored.text16(at: 0, units: 3, .big) == "ab")
    stored.set(text16: "a😀", at: 2, units: 3, .little)
    #expect(stored.text16(at: 2, units: 3, .little) == "a😀")
  }
}
