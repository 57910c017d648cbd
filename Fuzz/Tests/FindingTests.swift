import Foundation
import Testing
import VexBytes
import VexFormatSpec

/// That a target ends the program when something is wrong.
struct FindingTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// Cases of VexFS as the target takes them.
  private static func cases() throws -> [[UInt8]] {
    let formats = TableTarget.shared.formats
    let number = try #require(formats.names.firstIndex(of: "vexfs"))
    return try Seeds(root: root, images: []).cases(ofFormat: "vexfs").map { [UInt8(number)] + $0 }
  }

  @Test("generated C that finds everything sound is found out")
  func disagreement() async {
    await #expect(processExitsWith: .failure) {
      GeneratedC.add("vexfs") { _ in [UInt8](repeating: 0, count: 24) }
      for input in try FindingTests.cases() { _ = FuzzTarget.table.run(input) }
    }
  }

  @Test("a case is the same when it is read and written again")
  func cases() throws {
    let formats = TableTarget.shared.formats
    for input in try Self.cases() {
      let (loaded, subject) = try #require(formats.decode(input))
      #expect(formats.encode(subject, loaded) == input)
    }
  }
}
