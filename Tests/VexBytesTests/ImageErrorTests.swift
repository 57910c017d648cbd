import Testing
import VexBytes

@Suite struct ImageErrorTests {
  static let kinds: [ImageError.Kind] = [
    .missing, .permission, .directory, .fifo, .socket, .characterDevice, .notAFile, .badPath, .empty,
    .outside(offset: 4096, length: 512, size: 4100), .shrunk(end: 1, size: 2), .tooLarge(size: 10, limit: 9),
    .io(errno: 5, offset: nil), .io(errno: 5, offset: 77),
  ]

  @Test func everyDescriptionIsOneLineThatBeginsWithThePath() {
    var seen: Set<String> = []
    for kind in Self.kinds {
      let text = ImageError(path: "a b/disk.img", kind: kind).description
      #expect(text.hasPrefix("a b/disk.img: "))
      #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
      #expect(seen.insert(text).inserted, "two kinds read alike: \(text)")
    }
  }

  @Test func numbersAreInTheText() {
    let outside = ImageError(path: "x", kind: .outside(offset: 4096, length: 512, size: 4100)).description
    for number in ["4096", "512", "4100"] { #expect(outside.contains(number)) }
    #expect(ImageError(path: "x", kind: .io(errno: 5, offset: 77)).description.contains("Input/output error (5)"))
    #expect(ImageError(path: "x", kind: .io(errno: 99999, offset: nil)).description.contains("(99999)"))
  }

  @Test func aPathCannotBreakTheLineOrSteerTheTerminal() {
    let text = ImageError(path: "a\nb\u{1b}[2J\u{202e}\u{2028}ü", kind: .missing).description
    #expect(text.hasPrefix("a\\nb\\u{1B}[2J\\u{202E}\\u{2028}ü: "), "\(text)")
  }
}
