import Foundation
import Testing

/// That what is said in several places about the targets is the same.
struct LayoutTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  @Test("the page about fuzzing has a row for every target, and for no other")
  func page() throws {
    let page = try text("docs/FUZZING.md")
    let start = try #require(page.range(of: "\n## Targets\n")).upperBound
    let section = page[start..<(page.range(of: "\n## ", range: start..<page.endIndex)?.lowerBound ?? page.endIndex)]
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let named = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    #expect(named == FuzzTarget.allCases.map(\.rawValue) + ["c_FORMAT"])
  }

  @Test("OSS-Fuzz and ClusterFuzzLite build by the one script", arguments: ["Fuzz/oss-fuzz", ".clusterfuzzlite"])
  func build(_ folder: String) throws {
    let called = folder == "Fuzz/oss-fuzz" ? "/Fuzz/build.sh" : "/Fuzz/oss-fuzz/build.sh"
    #expect(try text("\(folder)/build.sh").contains(called))
    #expect(FileManager.default.isExecutableFile(atPath: Self.root.appending(path: "\(folder)/build.sh").path))
    #expect(try text("\(folder)/project.yaml").contains("language: swift"))
    #expect(try text("\(folder)/Dockerfile").contains("FROM gcr.io/oss-fuzz-base/base-builder-swift"))
  }
}
