import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

@Suite struct FormatSignatureTests {
  @Test func theMagicIsFoundInTheSpecification() throws {
    let signature = FormatSignature(try VexFSImage.program().format)
    #expect(signature.place == 0)
    #expect(signature.magic.map(\.bytes) == [Array("SFEV".utf8)])
    #expect(signature.matches(MemorySource(Array("SFEV".utf8))))
    #expect(!signature.matches(MemorySource(Array("SFE".utf8))))
    #expect(!signature.matches(MemorySource([])))
  }

  @Test func copiesAndLookalikesLeaveTraces() throws {
    let format = try VexFSImage.program().format
    let signature = FormatSignature(format)
    #expect(signature.copyUnits == [4096])
    var bytes = [UInt8](repeating: 0, count: 3 * 4096 + 100)
    #expect(!signature.leavesTraces(on: MemorySource(bytes)))
    bytes.replaceSubrange(2 * 4096..<2 * 4096 + 4, with: Array("SFEV".utf8))
    #expect(signature.leavesTraces(on: MemorySource(bytes)))
    let lookalike = try #require(format.lookalikes.first)
    bytes = [UInt8](repeating: 0, count: Int(lookalike.offset)) + lookalike.magic
    #expect(signature.leavesTraces(on: MemorySource(bytes)))
  }

  @Test func specificationsThatCannotBeItAreNotCompiled() throws {
    let signature = FormatSignature(
      place: 8, magic: [.init(offset: 1, bytes: [7])], lookalikes: [.init(offset: 2, bytes: [9])], copyUnits: [])
    // Compiling it would be an error.
    let library = FormatLibrary(
      [.init(name: "bad", path: "bad.yaml", text: [], signature: signature)], checksums: .builtIn)
    #expect(try library.program(for: MemorySource([UInt8](repeating: 7, count: 9)))?.format.name == nil)
    #expect(throws: SpecificationError.self) {
      try library.program(for: MemorySource([UInt8](repeating: 7, count: 10)))
    }
    let identifier = ImageIdentifier(library: library)
    #expect(try identifier.identify(MemorySource([1, 2, 3])).findings.isEmpty)
    #expect(throws: SpecificationError.self) { try identifier.identify(MemorySource([1, 2, 9])) }
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
    let signature = FormatSignature(try Shelf.program(text).format)
    #expect(signature.place == 1024)
    #expect(signature.magic.map(\.offset) == [4])
    #expect(signature.magic.map(\.bytes) == [[1, 2, 3, 4]])
  }

  /// The longest magic number decides, and of several with one as long whose structure is sound; one byte alone proves nothing.
  @Test(
    arguments: [
      ([7, 8, 1, 0], "one"), ([7, 8, 2, 0], "two"), ([7, 8, 5, 0], "one"), ([7, 8, 2, 9], "long"),
      ([7, 0, 3, 0], "weak"),
      ([7, 0, 4, 0], nil), ([0, 8, 1, 0], nil),
    ] as [([UInt8], String?)])
  func oneOfSeveralFormats(_ bytes: [UInt8], _ name: String?) throws {
    func specification(_ name: String, _ magic: String, _ fields: String) -> FormatLibrary.Specification {
      let text = """
        format: \(name)
        endian: little
        license: MIT
        structures: {head: {size: 4, fields: {magic: {at: 0, type: \(magic)}, \(fields)}}}
        image: {head: {of: head, at: 0}}
        """
      return FormatLibrary.Specification(name: name, path: name, text: Array(text.utf8))
    }
    let library = FormatLibrary(
      [
        specification("weak", "u8, magic: 7", "x: {at: 1, size: 1}, y: {at: 2, type: u8, is: 3}, z: {at: 3, type: u8}"),
        specification("one", "u16, magic: 0x0807", "y: {at: 2, type: u8, is: 1}, z: {at: 3, type: u8}"),
        specification("two", "u16, magic: 0x0807", "y: {at: 2, type: u8, is: 2}, z: {at: 3, type: u8}"),
        specification("long", "u16, magic: 0x0807", "y: {at: 2, type: u8}, z: {at: 3, type: u8, magic: 9}"),
      ], checksums: .builtIn)
    #expect(try library.program(for: MemorySource(bytes))?.format.name == name)
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
