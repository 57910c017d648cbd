import Foundation
import Testing

/// Every code and every message that the compiler can report is in a test.
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

  @Test("Each message of the sources is one of a marked specification's")
  func messages() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources/VexFormatSpec")
    var sites: [MessageSite] = []
    let files = FileManager.default.enumerator(at: sources.standardizedFileURL, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      sites += MessageSite.all(in: try String(contentsOf: file, encoding: .utf8), of: file.lastPathComponent)
    }
    #expect(sites.count > 330)
    let found = MarkedSpecifications.diagnostics()
    // What a lock file refuses takes one, and is in `LockComparisonTests`.
    let missing = sites.filter { site in
      !site.description.contains("[\"lock/") && !found.contains(where: site.made)
    }
    #expect(missing.map(\.description).sorted() == [])
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
