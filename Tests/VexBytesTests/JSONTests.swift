import Testing
import VexBytes

@Suite struct JSONTests {
  @Test func valuesHaveOneText() {
    let value = JSON.object([
      ("b", .array([.null, .boolean(true), .integer(-1), .unsigned(.max)])), ("a", .string("x")), ("c", .object([])),
    ])
    #expect(value.text == "{\"b\": [null, true, -1, 18446744073709551615], \"a\": \"x\", \"c\": {}}")
  }

  @Test func whatCouldBreakALineIsEscaped() {
    #expect(
      JSON.string("\"\\\n\t\r\u{0}\u{7f}\u{85}\u{2028}é😀").text
        == "\"\\\"\\\\\\n\\t\\u000d\\u0000\\u007f\\u0085\\u2028é😀\"")
  }
}
