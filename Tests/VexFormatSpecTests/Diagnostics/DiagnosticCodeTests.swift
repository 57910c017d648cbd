import Foundation
import Testing

/// Every code that the compiler can report is in a test.
@Suite("Codes of diagnostics")
struct DiagnosticCodeTests {
  @Test("Each code of the sources is expected somewhere in the tests")
  func covered() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let sources = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/VexFormatSpec")
    let expected = try text(in: tests)
    var codes: Set<String> = []
    for match in try text(in: sources).matches(of: /"([a-z]+\/[a-z-]+)"/) { codes.insert(String(match.output.1)) }
    #expect(codes.count > 40)
    let missing = codes.filter { !expected.contains("\"\($0)\"") && !expected.contains("⟦\($0)") }
    #expect(missing.sorted() == [])
  }

  private func text(in folder: URL) throws -> String {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var text = ""
    while let file = files?.nextObject() as? URL {
      if file.pathExtension == "swift" { text += try String(contentsOf: file, encoding: .utf8) }
    }
    return text
  }
}
