import Testing
import VexPlugins

@testable import VexFormatSpec

/// The printer that leaves out parentheses: what it prints means the same.
@Suite struct SparingPrinterTests {
  private static func format(_ valid: String) throws -> Format {
    let text = """
      format: t
      endian: little
      license: CC0-1.0
      mount: readonly
      structures:
        s:
          size: 16
          fields:
            magic: {at: 0, type: u32, magic: 7}
            a: {at: 4, type: u32}
            b: {at: 8, type: u32}
            c: {at: 12, type: u32}
          rules:
            r: {valid: "\(valid)"}
      image:
        s: {of: s, at: 0}
      """
    return try SpecificationCompiler.compile(text: Array(text.utf8), path: "t.yaml", checksums: .builtIn)
  }

  private static func expression(_ valid: String) throws -> (format: Format, expression: Expression) {
    let format = try Self.format(valid)
    let rule = try #require(format.structures[0].rules.first { $0.kind == "r" })
    guard case .holds(let expression) = rule.predicate else { throw Missing() }
    return (format, expression)
  }

  private struct Missing: Error {}

  @Test(arguments: [
    "a - b - c == 0", "a - (b - c) == 0", "a + b * c == (a + b) * c", "a / b / c == a / (b / c)",
    "a == 1 or b == 2 and c == 3", "(a == 1 or b == 2) and c == 3", "not a == 1 and not (a == 1 and b == 2)",
    "(a & b) + c == 0", "a + (b << c) == 0", "(a == 1 ? b : c) == 2", "a == 1 ? b == 1 : c == 1 ? a == 2 : b == 2",
    "(a ^ b) ^ c == 1", "a in b + 1 .. c * 2", "(a & b) == c", "a * (b + c) % 2 == 0",
  ])
  func itMeansTheSame(_ valid: String) throws {
    let (format, expression) = try Self.expression(valid)
    let sparing = ExpressionPrinter(format: format, isSparing: true).text(expression)
    let full = ExpressionPrinter(format: format).text(expression)
    let (again, reread) = try Self.expression(sparing)
    #expect(ExpressionPrinter(format: again).text(reread) == full, "\(sparing)")
    #expect(sparing.count <= full.count)
  }

  @Test func parenthesesAreLeftOut() throws {
    let (format, expression) = try Self.expression("a == 1 or b + c * 2 - 1 >= 3 and not (c == 4)")
    let text = ExpressionPrinter(format: format, isSparing: true).text(expression)
    #expect(text == "a == 1 or b + c * 2 - 1 >= 3 and not c == 4")
  }
}
