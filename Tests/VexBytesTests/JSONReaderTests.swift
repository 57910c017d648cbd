import Testing
import VexBytes

@Suite struct JSONReaderTests {
  private func read(_ text: String, limits: JSON.Limits = JSON.Limits()) throws(JSONProblem) -> JSON {
    try JSON(reading: Array(text.utf8), limits: limits)
  }

  /// What is printed is read as what it was.
  @Test(arguments: [
    "null", "true", "false", "0", "-1", "18446744073709551615", "-9223372036854775808", "\"\"", "[]", "{}",
    #"["a", [1, 2], {"b": {"c": null}}, "\n\t\"\\"]"#, "\"é\u{1F600}\"",
  ])
  func printedTextsAreRead(_ text: String) throws { #expect(try read(text).text == text) }

  @Test(arguments: [
    (" [ 1 ,\r\n\t2 ] ", "[1, 2]"), (#""\u0041\/\b\f""#, #""A/\u0008\u000c""#), (#""\ud83d\ude00""#, "\"\u{1F600}\""),
  ])
  func otherSpellings(_ text: String, _ same: String) throws { #expect(try read(text).text == same) }

  /// A text, and a part of what is said of it.
  @Test(arguments: [
    ("", "the text ends where a value is expected"), ("  ", "the text ends"), ("nul", "expected a value"),
    ("[1 2]", "expected ',' or ']'"), ("[1,]", "expected a value"), ("{\"a\" 1}", "expected ':'"),
    ("{\"a\": 1,}", "expected the name of a member"), ("{a: 1}", "expected the name"),
    ("{\"a\": 1, \"a\": 2}", "the member 'a' is there twice"), ("{} {}", "expected the end of the text"),
    ("1.5", "an integer of 64 bits"), ("1e3", "an integer of 64 bits"), ("01", "an integer of 64 bits"),
    ("-", "an integer of 64 bits"), ("18446744073709551616", "an integer of 64 bits"), ("\"a", "ends in a string"),
    ("\"\n\"", "a control character stands in a string"), (#""\x""#, "expected an escape"),
    (#""\u12""#, "four hexadecimal digits"), (#""\u+123""#, "four hexadecimal digits"),
    (#""\ud800""#, "half a character"), (#""\udc00\ud800""#, "half a character"),
    (#""\ud800\u0041""#, "half a character"), ("\u{FEFF}{}", "expected a value"), ("[1,\n2,\nx]", "line 3, byte 7"),
  ])
  func wrongTexts(_ text: String, _ part: String) throws {
    let problem = try #require(throws: JSONProblem.self) { try read(text) }
    #expect(problem.description.contains(part), "\(problem)")
  }

  @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
  func stringsThatAreNotUTF8(_ bytes: [UInt8]) throws {
    let problem = try #require(throws: JSONProblem.self) { try JSON(reading: bytes) }
    #expect(problem.reason == "the string is not UTF-8")
  }

  /// Neither depth nor number of values is the text's to choose.
  @Test func limits() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try read(deep).text == deep)
    #expect(throws: JSONProblem.self) { try read("[" + deep + "]") }
    #expect(throws: JSONProblem.self) { try read(String(repeating: "{\"a\":", count: 1_000_000)) }
    #expect(try read("[1, 2]", limits: JSON.Limits(count: 3)).text == "[1, 2]")
    #expect(throws: JSONProblem.self) { try read("[1, 2, 3]", limits: JSON.Limits(count: 3)) }
  }

  /// Text that is cut off or has a byte changed is read or refused, and never traps.
  @Test func hostileTexts() throws {
    let text = Array(
      #"{"files": [{"path": "a\u00e9\ud83d\ude00", "n": -12}], "x": [true, null, 18446744073709551615]}"#.utf8)
    for end in text.indices { #expect(throws: JSONProblem.self) { try JSON(reading: Array(text[..<end])) } }
    for index in text.indices {
      for byte in [0, 0x22, 0x5C, 0x7B, 0x5D, 0xFF] as [UInt8] {
        var changed = text
        changed[index] = byte
        _ = try? JSON(reading: changed)
      }
    }
  }
}
