import Foundation
import Testing
import VexPlugins

@testable import VexFormatSpec

/// Specifications near every limit: an error, or a format, within a second, and its report with it.
@Suite("Hostile sizes", .timeLimit(.minutes(5)))
struct HostileSizeTests {
  /// A specification that has as much of something as fits, and a code that it must be refused with; nil for a sound
  /// one.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var code: String?
    var text: String
    var testDescription: String { name }

    init(_ name: String, _ code: String?, _ text: String) { (self.name, self.code, self.text) = (name, code, text) }
  }

  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  /// Numbered copies of a text, one to a line.
  private static func lines(_ count: Int, indent: Int = 0, _ line: (Int) -> String) -> String {
    (0..<count).map { String(repeating: " ", count: indent) + line($0) }.joined(separator: "\n")
  }

  /// Numbered copies of a text in flow style.
  private static func list(_ count: Int, _ item: (Int) -> String) -> String {
    (0..<count).map(item).joined(separator: ",")
  }

  private static func structures(_ count: Int, _ body: (Int) -> String) -> String {
    small(fields).replacing("\nimage:", with: "\n" + lines(count, indent: 2) { "s\($0): \(body($0))" } + "\nimage:")
  }

  static let declarations: [Case] = [
    Case("fields", nil, small(lines(3000) { "f\($0): {at: \($0), type: u8}" }, size: "3000")),
    Case("gaps", "layout/gap", small(lines(3000) { "f\($0): {at: \(2 * $0), type: u8}" }, size: "6000")),
    Case("fields past the end", "layout/outside", small(lines(3000) { "f\($0): {at: \(50 + 2 * $0), type: u8}" })),
    Case("unknown keys", "key/unknown", lines(9900) { "k\($0): 1" }),
    Case(
      "long unknown keys", "key/unknown", lines(3000) { "kaeiouaeiouaeiouaeiouaeiouaeiouaeiouaeiouaeiouaeiou\($0): 1" }),
    Case("unknown keys of fields", "key/unknown", small(lines(1900) { "f\($0): {at: \($0), size: 1, tipe: u8}" })),
    Case("constants", nil, small(fields, more: "constants:\n" + lines(4000, indent: 2) { "c\($0): 1" })),
    Case(
      "constants of constants", nil,
      small(fields, more: "constants:\n  c0: 1\n" + lines(3000, indent: 2) { "c\($0 + 1): c\($0) + 1" })),
    Case(
      "a key of half the file", "yaml/syntax",
      small(fields, more: "constants: {\(String(repeating: "k", count: 120_000)): 1}")),
    Case(
      "values of an enumeration", "structure/too-large",
      small(fields, more: "enums: {e: {type: u32, values: {\(list(9000) { "x\($0): \($0)" })}}}")),
    Case(
      "fields of an enumeration", "structure/too-large",
      small(
        lines(2000) { "f\($0): {at: \(4 * $0), type: e}" }, size: "8000",
        more: "enums: {e: {type: u32, values: {\(list(1000) { "x\($0): \($0)" })}}}")),
    Case(
      "flags on one bit", "flag/duplicate-bit",
      small(fields, more: "flags: {f: {type: u64, bits: {\(list(2400) { "x\($0): {bit: 1, requires: true}" })}}}")),
    Case(
      "versions", "structure/too-large",
      small("a: {at: 0, type: u64, in: [\(list(18000) { "\($0)" })]}\nb: {at: 8, type: u64}", more: "versions: s.a")),
    Case("structures", nil, structures(1500) { _ in "{size: 1, fields: {a: {at: 0, type: u8}}}" }),
    Case(
      "structures in structures", "structure/too-large",
      structures(1500) { "{size: 8, fields: {a: {at: 0, type: \($0 < 1499 ? "s\($0 + 1)" : "u64")}}}" }),
    Case(
      "a wide structure in many", "structure/too-large",
      small(lines(2000) { "f\($0): {at: \(250 * $0), type: t}" }, size: "500000").replacing(
        "\nimage:",
        with: "\n  t:\n    size: 250\n    fields:\n" + lines(250, indent: 6) { "g\($0): {at: \($0), type: u8}" }
          + "\nimage:")),
    Case("regions", nil, small(fields, image: lines(2500) { "r\($0): {of: s, at: \(16 * $0)}" })),
    Case(
      "loops of a walk", "structure/too-large",
      small(
        fields,
        image:
          "q: {of: s, at: 16, count: {is: 4, max: 4}}\nr: {of: s, at: 0, each: \"\(list(1000) { "x\($0) in q" })\"}")),
    Case("dimensions", "type/unknown", small("f: {at: 0, type: \"u8\(String(repeating: "[1]", count: 80_000))\"}")),
    Case(
      "bit fields", nil,
      small(
        lines(40) { field in
          "f\(field): {at: \(8 * field), type: u64, bits: {\(list(64) { "b\($0): {at: \($0), width: 1}" })}}"
        }, size: "320")),
    Case("parts of a join", "type/mismatch", small(fields + "\nv: {join: [\(list(9000) { _ in "a" })]}")),
    Case(
      "checksums", "structure/too-large",
      small(
        lines(1200) { "f\($0): {at: \(4 * $0), type: u32, checksum: {algorithm: crc32c, over: [0 .. 4800]}}" },
        size: "4800")),
    Case(
      "fields in one place", "layout/overlap",
      small(lines(2800) { "f\($0): {at: 0, type: u64}" } + "\nk: {at: 8, type: u64}")),
    Case(
      "variants in one place", "layout/overlap",
      small(lines(2200) { "f\($0): {at: 0, type: u64, when: k == \($0)}" } + "\nk: {at: 8, type: u64}")),
  ]

  static let expressions: [Case] = [
    Case(
      "units of units", "unit/mismatch",
      small(fields, more: "units:\n  u0: s.a\n" + lines(3000, indent: 2) { "u\($0 + 1): byte(u\($0)(8))" })),
    Case(
      "a long list", nil,
      small("a: {at: 0, type: u64, valid: \"this in [\(list(7000) { _ in "1" })]\"}\nb: {at: 8, type: u64}")),
    Case(
      "long lists", "structure/too-large",
      small(
        lines(16) { "f\($0): {at: \(8 * $0), type: u64, valid: \"this in [\(list(7000) { _ in "1" })]\"}" }, size: "128"
      )),
    Case(
      "long chains", "structure/too-large",
      small(fields + "\n" + lines(450) { "v\($0): {value: \(String(repeating: "a+", count: 250))a}" })),
    Case(
      "parentheses", "structure/too-large",
      small(
        fields + "\n"
          + lines(900) {
            "v\($0): {value: \"\(String(repeating: "(", count: 100))a\(String(repeating: ")", count: 100))\"}"
          })),
    Case(
      "loops in loops", "structure/too-large",
      small(
        fields,
        structure: "rules:\n"
          + lines(100, indent: 8) {
            "r\($0): {valid: '\((0..<95).map { "all(x\($0) in 0 .. 9: " }.joined())true\(String(repeating: ")", count: 95))'}"
          })),
    Case(
      "unknown names", "name/unknown",
      small(
        "a: {at: 0, type: u64, valid: \"this in [\(list(2500) { "n\($0)" })]\"}\nb: {at: 8, type: u64}",
        more: "constants:\n" + lines(4000, indent: 2) { "c\($0): 1" })),
    Case(
      "unknown functions", "name/unknown",
      small(
        fields + "\n" + lines(2000) { "v\($0): {value: q\($0)(a)}" },
        more: "units:\n" + lines(2000, indent: 2) { "u\($0): 1" })),
    Case(
      "values of values", nil,
      small(fields + "\n" + lines(600) { "v\($0): {value: \($0 % 60 == 0 ? "a" : "v\($0 - 1)") + 1}" })),
    Case(
      "values that double", "structure/too-large",
      small(fields + "\n" + lines(4000) { "v\($0): {value: \($0 % 60 == 0 ? "a" : "v\($0 - 1) + v\($0 - 1)")}" })),
    Case(
      "loops over values that double", "structure/too-large",
      small(
        fields + "\n" + lines(60) { "v\($0): {value: \($0 == 0 ? "a" : "v\($0 - 1) + v\($0 - 1)")}" },
        structure: "rules:\n" + lines(800, indent: 8) { "r\($0): {valid: 'all(i in 0 .. v59: i < a)'}" })),
    Case(
      "conditions in a row", "structure/too-large",
      small(
        lines(2200) { "f\($0): {at: \($0), type: u8, when: f\($0 + 1) == 1}" } + "\nf2200: {at: 2200, type: u8}",
        size: "2201")),
    Case(
      "conditions in a circle", "structure/too-large",
      small(lines(1000) { "f\($0): {at: \($0), type: u8, when: f\(($0 + 1) % 1000) == 1 and f0 == 1}" }, size: "1000")),
    Case(
      "mixed operators", "expr/mixed-operators",
      small(fields + "\n" + lines(2500) { "v\($0): {value: \"a + b << a & b | a\"}" })),
    Case(
      "an unending text", "expr/syntax",
      small("a: {at: 0, type: u64, valid: \"\(String(repeating: "' ", count: 8000))\"}\nb: {at: 8, type: u64}")),
  ]

  static let texts: [Case] = [
    Case("text", nil, small("a: {at: 0, size: 16, doc: \"\(String(repeating: "x", count: 250_000))\"}")),
    Case("text of escapes", nil, small("a: {at: 0, size: 16, doc: \"\(String(repeating: "\\x41", count: 60_000))\"}")),
    Case("text on lines", nil, small("a:\n  at: 0\n  size: 16\n  doc: >-\n" + lines(20_000, indent: 4) { _ in "x" })),
    Case("blank lines", nil, small(fields) + String(repeating: "\n", count: 250_000)),
    Case("comments", nil, small(fields) + String(repeating: "#\n", count: 125_000)),
    Case(
      "errors on one line", "name/unknown",
      "format: t\nendian: little\nlicense: MIT\nconstants: {\(list(9000) { "x\($0): y\($0)" })}"),
    Case(
      "errors behind a long text", "name/unknown",
      "format: t\nendian: little\nlicense: MIT\nconstants: {z: \"\(String(repeating: "日", count: 70_000))\",\(list(1000) { "x\($0): y\($0)" })}"
    ),
    Case("repeated keys", "yaml/duplicate-key", "a: {\(list(9000) { _ in "a: 1" })}"),
    Case("keys repeated by escapes", "yaml/duplicate-key", lines(6000) { "a\($0): 1" } + "\n\"\\x61\\x30\": 1"),
    Case("anchors", "yaml/alias", lines(20_000) { _ in "a: &a x" }),
    Case("aliases of aliases", "yaml/alias", lines(5000) { "a\($0): &a [*a,*a]" }),
    Case("tabs", "yaml/syntax", lines(30_000) { _ in "\ta: x" }),
    Case("byte-order marks", "yaml/encoding", String(repeating: "\u{FEFF}", count: 80_000)),
    Case("lists", "key/unknown", "a: [\(list(9900) { _ in "[]" })]"),
    Case("too many lists", "yaml/too-large", "a: [\(list(NestingGuard.maximumNodes) { _ in "[]" })]"),
  ]

  @Test("An answer within a second", arguments: declarations + expressions + texts)
  func answers(_ input: Case) {
    #expect(input.text.utf8.count <= SourceText.maximumSize)
    let (codes, time) = measured {
      do throws(SpecificationError) {
        _ = try SpecificationCompiler.compile(text: Array(input.text.utf8), path: "t.yaml", checksums: .builtIn)
        return Set<String>()
      } catch {
        // A report that takes a minute is as bad as a compiler that does.
        #expect(DiagnosticRenderer().render(error).utf8.count < 1 << 18)
        return Set(error.diagnostics.map(\.code))
      }
    }
    if let code = input.code { #expect(codes.contains(code), "\(codes)") } else { #expect(codes == []) }
    // A debug build takes several times as long as what is installed, and machines differ: what would take more than a
    // second there takes more than two here.
    #expect(time < .seconds(2))
  }

  @Test("A specification five times as large as that of VexFS is within every limit")
  func fivefold() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let lines = try String(contentsOf: root.appending(path: "spec/vexfs.yaml"), encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "structures:"))
    let end = try #require(lines.firstIndex(of: "image:"))
    let body = lines[start + 1..<end]
    var copies: [Substring] = []
    while copies.joined(separator: "\n").utf8.count < 4 * lines.joined(separator: "\n").utf8.count {
      let number = copies.count
      // Copies of the structures hold the original ones.
      copies += body.map {
        $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  #") ? "  c\(number)_" + $0.dropFirst(2) : $0
      }
    }
    let text = (lines[...start] + body + copies + lines[end...]).joined(separator: "\n")
    #expect(text.utf8.count > 5 * lines.joined(separator: "\n").utf8.count * 99 / 100)
    // No region holds the copies, so that their severities ask what may have no value: the last thing that is looked at.
    #expect(Set(compileDiagnostics(text).map(\.code)) == ["severity/no-value"])
  }
}
