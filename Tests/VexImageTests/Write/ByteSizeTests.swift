import Testing

@testable import VexImage

@Suite("Sizes as people write them")
struct ByteSizeTests {
  @Test(
    "numbers, units, spaces and case",
    arguments: [
      ("0", 0), ("20480", 20480), ("4096B", 4096), ("1k", 1024), ("64 KiB", 65536), ("100M", 104_857_600),
      ("1T", 1 << 40),
      ("16tib", 1 << 44), ("7EiB", 7 << 60), ("9223372036854775807", UInt64(Int64.max)),
    ])
  func accepted(_ text: String, _ bytes: UInt64) throws { #expect(try ByteSize.parse(text) == bytes) }

  @Test(
    "what is no size is refused with the reason",
    arguments: [
      ("", "expected"), ("M", "expected"), ("-1", "expected"), ("1.5G", "unknown unit"), ("10KB", "1000 or 1024"),
      ("1X", "unknown unit"), ("1 M B", "unknown unit"), ("8E", "more than"), ("18446744073709551616", "more than"),
      ("99999999999T", "more than"), ("١٢", "expected"), ("1\u{1b}[2J", "\\u{1B}"),
    ])
  func refused(_ text: String, _ reason: String) {
    let error = #expect(throws: ByteSizeError.self) { try ByteSize.parse(text) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.description.contains("\u{1b}") == false)
  }
}
