import VexBytes
import Testing

@testable import VexFormatSpec

@Suite("Hostile YAML")
struct HostileSyntaxTests {
  private func repeated(_ text: String, _ size: Int) -> [UInt8] {
    Array(String(repeating: text, count: size / text.utf8.count + 1).utf8)
  }

  static let patterns: [String] = [
    "[", "{", "{a: ", "- ", "? ", "a: [", "[{", "((", "\"", "'", "&a ", "*a ", "!a ", "%", "a: {\n", "- - - -\n",
    "[a, ",
    "a:\n", "a: 1\n", "\t", "|\n", ">-\n ", "#", "\n", " ", "\r\n", "]", "}", ",", "{a,", "[]", "[[]],", "é", ": ",
    "--- \n",
    "a ", "a\n ", "\"\\", "''", "{\"a\":", "<<: ", "[a: ", "a: b: ", "-\n", "?\n", "\u{10FFFF}", "x: |\n  y\n",
  ]

  @Test("Ten megabytes of anything are refused at once", arguments: patterns)
  func tenMegabytes(_ pattern: String) {
    let bytes = repeated(pattern, 10_000_000)
    let (diagnostics, time) = measured { loadDiagnostics(bytes) }
    #expect(diagnostics.map(\.code) == ["yaml/too-large"])
    #expect(time < .seconds(1))
  }

  @Test("What is small enough to be read takes linear time", arguments: patterns)
  func wholeSize(_ pattern: String) {
    let size = SourceText.maximumSize
    for prefix in ["", "k: "] {
      let bytes = Array((Array(prefix.utf8) + repeated(pattern, size)).prefix(size))
      let (diagnostics, time) = measured { loadDiagnostics(bytes) }
      // Errors or none: what counts here is the time.
      for diagnostic in diagnostics { #expect(diagnostic.location.line >= 1) }
      #expect(time < .seconds(1), "\(prefix)\(pattern): \(time)")
    }
  }

  @Test("Deep nesting is refused in every style", arguments: [64, 65, 500, 20000])
  func nesting(_ depth: Int) {
    let flow = "a: " + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "\n"
    let maps = "a: " + String(repeating: "{a: ", count: depth - 1) + String(repeating: "}", count: depth - 1) + "\n"
    let entries = "a:\n " + String(repeating: "- ", count: depth - 1) + "x\n"
    var texts = [flow, maps, entries]
    if depth <= 500 {
      texts.append((0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined())
    }
    let allowed = depth <= NestingGuard.maximumDepth
    for text in texts {
      #expect(loadDiagnostics(text).map(\.code) == (allowed ? [] : ["yaml/nesting"]), "\(text.prefix(20)) \(depth)")
    }
  }

  @Test("Brackets in texts and comments are no nesting")
  func brackets() {
    let many = String(repeating: "[", count: 200)
    let texts = [
      "a: '\(many)'\n", "a: \"\(many)\"\n", "a: x\(many)\n", "a: >-\n  \(many)\n  \(many)\n", "a: 1 # \(many)\n",
    ]
    for text in texts { #expect(loadDiagnostics(text) == [], "\(text.prefix(8))") }
  }

  @Test("Too many values are refused before the library builds them")
  func nodes() {
    let text = "a: [" + String(repeating: "1,", count: NestingGuard.maximumNodes) + "1]\n"
    #expect(loadDiagnostics(text).map(\.code) == ["yaml/too-large"])
  }

  @Test("Problems of one file do not flood the report")
  func problems() {
    let text = String(repeating: "a: 1\n", count: 5000)
    #expect(loadDiagnostics(text).count == NestingGuard.maximumProblems)
  }

  @Test("Mutants of a document are read or refused, and the guard sees what the library sees")
  func mutants() {
    let seed = """
      format: demo   # a comment
      structures:
        superblock:
          size: {is: "version == 1 ? 544 : 4096", min: 544, max: 4096}
          fields:
            magic: {at: 0, type: 'bytes[4]', magic: SFEV}
            uuid: {at: 8, type: uuid, versions: "2..", over: [0 .. 8, {from: 0, to: 9}]}
          rules:
          - valid: >-
              a == 1 and
                b == 2

              or c
          - - nested
            - "esc\\x41ped \\
              on"
          - plain text
            on two lines
      doc: |
        text: text
        text: [
      """
    let pieces = [
      "a: 1\n", "{", "}", "[", "]", ",", ": ", "- ", "\n", "\n  ", "'", "\"", "#", " #", "&a ", "*a", "!t ", "<<: ",
      "\t", "? ",
      "|\n", ">-\n", "---\n", "...\n", "%", "\r\n", "\\", "é", "\u{0}", "fields: ", "  ", "''", "rules:\n", "\"k\": ",
    ].map { Array($0.utf8) }
    var generator = SeededGenerator(seed: 0xD0C)
    let original = Array(seed.utf8)
    let clock = ContinuousClock()
    let start = clock.now
    var (count, accepted) = (0, 0)
    while count < 1500, clock.now - start < .seconds(2) {
      var bytes = original
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0 where place < bytes.count: bytes.remove(at: place)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.insert(contentsOf: original[min(place, original.count)...].prefix(40), at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 12))
        default: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &generator)], at: place)
        }
      }
      let diagnostics = loadDiagnostics(bytes)
      let lines = SourceText.lines(of: bytes)
      if diagnostics.isEmpty { accepted += 1 }
      for diagnostic in diagnostics {
        #expect((1...max(1, lines.count)).contains(diagnostic.location.line), "\(diagnostic)")
        // The library alone finds only keys that differ in their escapes; here it would mean that the guard lost its
        // way.
        if diagnostic.code == "yaml/duplicate-key" {
          #expect(!diagnostic.notes.isEmpty, "\(String(decoding: bytes, as: UTF8.self))")
        }
      }
      count += 1
    }
    #expect(count > 100 && accepted > count / 20)
  }
}
