import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

@Suite struct FormatMagicTests {
  @Test func theMagicIsFoundInTheSpecification() throws {
    let magic = FormatMagic(try VexFSImage.program().format)
    #expect(magic.place == 0)
    #expect(magic.numbers.map(\.bytes) == [Array("SFEV".utf8)])
    #expect(magic.matches(MemorySource(Array("SFEV".utf8))))
    #expect(!magic.matches(MemorySource(Array("SFE".utf8))))
    #expect(!magic.matches(MemorySource([])))
  }

  @Test func integersAreMagicInTheirOwnByteOrder() throws {
    let text = """
      format: big
      endian: big
      license: MIT
      structures:
        head: {size: 16, fields: {pad: {at: 0, size: 4}, magic: {at: 4, type: u32, magic: 0x01020304}, rest: {at: 8, size: 8}}}
      image: {head: {of: head, at: 1 KiB}}
      """
    let magic = FormatMagic(try Shelf.program(text).format)
    #expect(magic.place == 1024)
    #expect(magic.numbers.map(\.offset) == [4])
    #expect(magic.numbers.map(\.bytes) == [[1, 2, 3, 4]])
  }

  @Test func theLibraryFindsTheFormat() throws {
    let path = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/spec/vexfs.yaml"
    let library = FormatLibrary(
      [
        .init(name: "shelf", path: "shelf.yaml", text: Array(Shelf.text.utf8)),
        .init(name: "vexfs", path: path, text: try ImageFile.contents(of: path, limit: 1 << 20)),
      ], checksums: .builtIn)
    #expect(try library.program(for: Shelf.image().source)?.format.name == "shelf")
    #expect(try library.program(for: VexFSImage(totalBlocks: 5).source)?.format.name == "vexfs")
    #expect(try library.program(for: MemorySource([0]))?.format.name == nil)
    #expect(try library.program(named: "vexfs")?.format.name == "vexfs")
    #expect(try library.program(named: "other")?.format.name == nil)
    let bad = FormatLibrary([.init(name: "bad", path: "bad.yaml", text: [])], checksums: .builtIn)
    #expect(throws: SpecificationError.self) { try bad.program(named: "bad") }
  }
}
