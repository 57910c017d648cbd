import Testing
import VexBytes

@testable import VexImage

/// VexFS's layouts of the past, which share magic numbers, and are told apart.
@Suite struct VexFSLayoutsTests {
  @Test(arguments: [
    ("vexfs-c", 0, Array("FXEV".utf8) + [0, 0x10, 0, 0, 0, 0x32, 0, 0]),
    ("vexfs-c-v2", 0, Array("FXEV".utf8) + [0, 0, 2, 0, 0, 0x10, 0, 0]),
    ("vexfs-rust", 0, Array("SFXEV".utf8) + [0, 0, 0, 0, 0x32]),
    ("vexfs-rust-storage", 0, Array("FXEV".utf8) + [0, 0, 0, 0, 0, 0x32]),
    ("vexfs-mkfs-simple", 0, Array("EPUSFXEV".utf8)),
    ("vexfs-shell", 0, Array("VEXFS1.0".utf8)),
    ("vexfs-fsck", 1024, Array("VEXFS001".utf8)),
    ("vexfs-uapi", 0, Array("2XEV".utf8)),
    ("vexfs-first", 0, [0xEF, 0xBE, 0xAD, 0xDE]),
  ])
  func layout(_ id: String, _ place: Int, _ magic: [UInt8]) throws {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.replaceSubrange(place..<place + magic.count, with: magic)
    let found = try Identifying.identify(bytes)
    #expect(found.findings.map(\.id) == [id])
    #expect(found.findings.first?.certainty == .magic)
    #expect(found.findings.first?.offset == UInt64(place))
    #expect(found.losses.first?.hasPrefix("VexFS in a layout of its past, ") == true)
  }

  @Test func versionOne() throws {
    let found = try Identifying.identify(try VexFS.plan(1 << 20, version: 1, settings: ["label": .text("one")]).image)
    #expect(found.findings.map(\.id) == ["vexfs"])
    #expect(found.findings.first?.version == "1")
    #expect(found.findings.first?.label == "one")
    #expect(found.findings.first?.length == 544)
    #expect(found.findings.first?.certainty == .structure)
  }

  /// The backup in the last block is found without the first superblock, also when the device has more bytes than blocks.
  @Test func backupAlone() throws {
    var bytes = VexFSImage(totalBlocks: 5).bytes
    bytes.replaceSubrange(0..<4096, with: [UInt8](repeating: 0, count: 4096))
    for rest in [0, 1, 4095] {
      let found = try Identifying.identify(bytes + [UInt8](repeating: 0, count: rest))
      #expect(found.findings.map(\.role) == [.backup])
      #expect(found.findings.first?.offset == 16384)
      #expect(found.findings.first?.certainty == .checksum)
    }
  }
}
