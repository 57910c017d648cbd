import TestSupport
import Testing
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The page about classes of bugs names rules and verbs that there are, for every class.
@Suite struct BugClassTests {
  @Test func everyNameIsOneOfOurs() throws {
    let rows = try PackageFolder.text("docs/BUG-CLASSES.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
    var rules: [String: Set<String>] = [:]
    var numbers: [Int] = []
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingPrefix { $0 == " " }
      }
      guard cells.count == 7, let number = Int(cells[1].split(separator: " ").first ?? "") else { continue }
      numbers.append(number)
      for name in Self.names(in: String(cells[3])) {
        let format = String(name.split(separator: "/").first ?? "")
        if rules[format] == nil { rules[format] = try Self.rules(of: format) }
        #expect(rules[format]?.contains(name) == true, "\(number): there is no rule \(name)")
      }
      let verbs = Self.names(in: String(cells[4]))
      for verb in verbs { #expect(Verb(rawValue: verb) != nil, "\(number): there is no verb \(verb)") }
      // What no rule refuses must be said to be impossible.
      #expect(!verbs.isEmpty || cells[5].contains("Cannot occur"), "\(number): neither a verb nor a reason")
    }
    #expect(numbers == Array(1...21))
  }

  private static func names(in cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }

  private static func rules(of format: String) throws -> Set<String> {
    let path = "spec/\(format).yaml"
    let compiled = try SpecificationCompiler.compile(
      text: Array(try PackageFolder.text(path).utf8), path: path, checksums: ChecksumRegistry.builtIn,
      lock: Array(try PackageFolder.text("spec/\(format).lock").utf8))
    return Set(compiled.allRules.map(\.name))
  }
}
