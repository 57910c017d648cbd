import Foundation
import Testing
import VexBytes
import VexFormatSpec

/// That a target ends the program when something is wrong.
struct FindingTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  @Test("generated C that says something else than the table is found")
  func disagreement() async {
    await #expect(processExitsWith: .failure) {
      // Finds everything sound, whatever it is.
      GeneratedC.add("vexfs") { _ in [UInt8](repeating: 0, count: 24) }
      for input in try Seeds(root: Self.root, images: []).all(.table) { _ = FuzzTarget.table.run(input) }
    }
  }

  @Test("generated C that says the same is not")
  func agreement() throws {
    // Of magic numbers that are wrong: rule 3, refused with EINVAL, at the place of the structure.
    let names = NumberedFormats(ShippedFormats.names)
    for input in try Seeds(root: Self.root, images: []).all(.table) {
      guard let (loaded, subject) = names.decode(input), loaded.format.name == "vexfs" else { continue }
      #expect(names.encode(subject, loaded) == input)
    }
  }
}
