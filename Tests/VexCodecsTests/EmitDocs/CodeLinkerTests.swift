import Testing
import VexFormatSpec

@testable import VexCodecs

/// Names in expressions lead to what they name, and to nothing else.
@Suite struct CodeLinkerTests {
  /// What has a link in a text, with where it leads.
  private func links(_ text: String, in structure: String? = nil) throws -> [String] {
    let format = try ShippedFormats.format("vexfs")
    let linker = CodeLinker(format: format, places: DocumentPlaces(format))
    let id = structure.flatMap { name in format.structures.firstIndex { $0.name == name } }
    let parts = linker.link(text, in: CodeLinker.Scope(structure: id))
    let whole = parts.map { part in
      switch part {
      case .text(let text), .link(let text, _): text
      default: ""
      }
    }
    #expect(whole.joined() == text)
    return parts.compactMap { part in
      guard case .link(let name, let target) = part else { return nil }
      return "\(name) \(target.page)#\(target.anchor ?? "")"
    }
  }

  @Test(
    arguments: [
      (
        "start + length <= superblock.total_blocks - 1", "extent",
        [
          "start structure-extent#field-start", "length structure-extent#field-length",
          "superblock image#region-superblock", "total_blocks structure-superblock#field-total_blocks",
        ]
      ),
      (
        "mode.kind == .directory", "inode",
        [
          "mode structure-inode#field-mode", "kind structure-inode#field-mode.kind",
        ]
      ),
      (
        "sum(e in extents: e.length) == bits_per_block", "inode",
        [
          "extents structure-inode#field-extents", "length structure-extent#field-length",
          "bits_per_block types#constant-bits_per_block",
        ]
      ),
      (
        "features.migrating and regions[i].type in [.unused]", "superblock",
        [
          "migrating types#flags-incompat.migrating", "regions structure-superblock#field-regions",
          "type structure-region#field-type",
        ]
      ),
      ("'start' == magic", "inode", ["magic structure-inode#field-magic"]),
      ("0..start", "extent", ["start structure-extent#field-start"]),
      (
        "size(image) >= block(old.superblock.free_blocks)", nil,
        [
          "block types#unit-block", "superblock image#region-superblock",
          "free_blocks structure-superblock#field-free_blocks",
        ]
      ),
      ("nothing.version + .start", "extent", []),
      ("record.free", "bitmap_block", ["free structure-space_record#field-free"]),
      ("'", nil, []), ("[[[.", nil, []), ("]]start", "extent", ["start structure-extent#field-start"]),
    ] as [(String, String?, [String])])
  func namesAreFound(_ text: String, _ structure: String?, _ expected: [String]) throws {
    #expect(try links(text, in: structure) == expected)
  }

  /// A variable hides a field of its name.
  @Test func variablesHideFields() throws {
    #expect(try links("all(start in 0 .. 8: start < 8)", in: "extent") == [])
  }
}
