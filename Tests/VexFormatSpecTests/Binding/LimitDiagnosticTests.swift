import Testing

@testable import VexFormatSpec

/// What is too much of something, a little above each limit.
@Suite("Diagnostics of limits", .timeLimit(.minutes(2)))
struct LimitDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"
  private static let large = "⟦structure/too-large⟧"

  /// Numbered copies of a text, with the marker in front of that of the number `place`.
  private static func copies(
    _ count: Int, _ separator: String = "\n", mark place: Int? = nil, _ marker: String = large, _ item: (Int) -> String
  ) -> String {
    (0..<count).map { ($0 == place ? marker : "") + item($0) }.joined(separator: separator)
  }

  private static func condition(_ condition: String) -> String {
    "a: {at: 0, type: u64, valid: \"\(condition)\"}\nb: {at: 8, type: u64}"
  }

  static let declarations: [String] = [
    small(
      copies(17) {
        "f\($0): {at: \(4 * $0), type: u32, checksum: \($0 == 16 ? large : ""){algorithm: crc32c, over: [0 .. 4]}}"
      }, size: "68"),
    small(
      fields + "\n" + copies(70) { "v\($0): {value: \($0 == 63 ? large : "")v\($0 + 1) + 1}" } + "\nv70: {value: 1}"),
    small(
      copies(2200, mark: 181, "⟦layout/overlap⟧") { "f\($0): {at: 0, type: u64, when: k == \($0)}" }
        + "\nk: {at: 8, type: u64}"),
    small(
      fields,
      structures: copies(18, mark: 1) {
        "  t\($0): {size: 8, fields: {a: {at: 0, type: \($0 < 17 ? "t\($0 + 1)" : "u64")}}}"
      }.replacing("\(large)  t", with: "  \(large)t")),
    small(
      fields,
      structures: "  \(large)t0: {size: 4096, fields: {\(nested(16, 256, "t1"))}}\n"
        + "  t1: {size: 256, fields: {\(nested(16, 16, "t2"))}}\n  t2: {size: 16, fields: {\(nested(16, 1, "t3"))}}\n"
        + "  t3: {size: 1, fields: {a: {at: 0, type: u8}}}"),
    small(
      fields,
      structures: "  \(large)t0: {size: 65792, fields: {\(nested(257, 256, "t1"))}}\n"
        + "  t1: {size: 256, fields: {\(nested(256, 1, "u8"))}}"),
    small(fields, more: "enums: {e: {type: u32, values: \(large){\(copies(1025, ", ") { "x\($0): \($0)" })}}}"),
    small(
      "a: {at: 0, type: u64, in: \(large)[\(copies(65, ", ") { "\($0)" })]}\nb: {at: 8, type: u64}",
      more: "versions: s.a"),
    small(fields, structure: "given: \(large){\(copies(17, ", ") { "x\($0): u8" })}"),
    small(fields, image: "r: {of: s, at: 0, each: \"\(large)\(copies(9, ", ") { "x\($0) in q" })\"}"),
    small("a: {at: 0, type: \"⟦type/unknown⟧u8[1][1][1][1][16]\"}"),
    small(fields + "\nv: {join: ⟦type/mismatch⟧[a, a, a, a, a, a, a, a, a]}"),
    small(fields, more: "constants: {⟦name/reserved⟧\(String(repeating: "k", count: 65)): 3}"),
    small(fields, more: "units:\n  u0: s.a\n  u1: byte(⟦unit/mismatch⟧u0(8))"),
    small(fields, more: "constants: [\(copies(24_001, ",", mark: nodes, "⟦yaml/too-large⟧") { _ in "1" })]"),
    small(
      fields,
      more: "constants: \(copies(65, "", mark: 63, "⟦yaml/nesting⟧") { _ in "[" })\(String(repeating: "]", count: 65))"),
    "⟦yaml/too-large⟧" + small(fields) + String(repeating: "\n", count: SourceText.maximumSize),
  ]

  /// The first item of a long list that is one value too many; the head of a specification has others.
  private static let nodes = 23_991

  static let expressions: [String] = [
    small(
      copies(2) {
        "f\($0): {at: \(8 * $0), type: u64, valid: \"\($0 == 1 ? large : "")this in [\(copies(6001, ",") { _ in "1" })]\"}"
      }),
    small(condition("⟦expr/syntax⟧" + String(repeating: " ", count: 16_384) + "a == 1")),
    small(
      condition(String(repeating: "(", count: 101) + "⟦expr/syntax⟧a" + String(repeating: ")", count: 101))),
    small(condition("a" + copies(256, "") { $0 == 255 ? " + ⟦expr/syntax⟧a" : " + a" } + " == 1")),
    small(fields + "\n" + copies(16, mark: 15) { "v\($0): {value: \($0 == 0 ? "a" : "v\($0 - 1) + v\($0 - 1)")}" }),
    small(
      fields + "\n" + copies(14) { "v\($0): {value: \($0 == 0 ? "a" : "v\($0 - 1) + v\($0 - 1)")}" },
      structure: "rules: {\(copies(3, ", ") { "r\($0): {valid: v13 != \($0)}" })}"
    ).replacing("  s:\n", with: "  \(large)s:\n"),
    small(
      copies(40, mark: 32) { "f\($0): {at: \(4 * $0), type: e}" }, size: "160",
      more: "enums: {e: {type: u32, values: {\(copies(1000, ", ") { "x\($0): \($0)" })}}}"),
  ]

  private static func nested(_ count: Int, _ size: Int, _ type: String) -> String {
    copies(count, ", ") { "a\($0): {at: \(size * $0), type: \(type)}" }
  }

  @Test("What is declared is bounded", arguments: declarations)
  func declarationsAreReported(_ marked: String) { expectMarked(marked) }

  @Test("What is computed is bounded", arguments: expressions)
  func expressionsAreReported(_ marked: String) { expectMarked(marked) }
}
