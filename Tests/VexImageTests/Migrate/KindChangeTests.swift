import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Whatever makes changing the kind of checksums fast changes no byte.
@Suite("Changes of the kind of checksums")
struct KindChangeTests {
  /// Two blocks of the space map, 253 of the bitmap, four chunks of inodes.
  private func image(kind: UInt64) -> VexFSImage {
    VexFSImage(totalBlocks: 253 * 32768, chunks: 4, version: 3, kind: kind, isFull: true)
  }

  @Test("of many inodes and blocks of the bitmap give the image that is made by hand", arguments: [1, 2] as [UInt64])
  func byHand(_ kind: UInt64) throws {
    let vexfs = try Migrating(VexFS.program)
    let (before, after) = (image(kind: kind), image(kind: 3 - kind))
    #expect(try vexfs.report(before.source).verdict == .clean)
    let plan = try vexfs.plan(before.source, kind: kind == 1 ? "xxh64" : "crc32c")
    let result = try after.blocks(of: PlannedSource.after(#require(plan.combined(title: "")), before.source))
    #expect(result == after.blocks.mapValues(\.bytes))
    #expect(try vexfs.report(PlannedSource.after(#require(plan.combined(title: "")), before.source)).verdict == .clean)
  }
}

extension VexFSImage {
  /// The blocks of another image that this one has.
  func blocks(of source: any ByteSource) throws -> [UInt64: [UInt8]] {
    try blocks.keys.reduce(into: [:]) { result, number in
      var bytes: [UInt8] = []
      try source.read(at: number * UInt64(Self.blockSize), into: &bytes, count: Self.blockSize)
      result[number] = bytes
    }
  }
}
