import Foundation
import TestSupport
import Testing
import VexBytes
import VexImage

/// `spec/btrfs.yaml` on images that mkfs.btrfs makes.
@Suite("Btrfs") struct BtrfsTests {
  private static let gallery = Result { try Gallery("btrfs") }
  /// With the algorithms of a plugin.
  private static let plugged = Result { try Gallery("btrfs", checksums: try GcryptPlugin.registry()) }

  @Test("Images are clean, and decoded as btrfs prints them", arguments: Specimen.btrfs)
  func isDecoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    try compare(shown, try BtrfsDump(image, in: scratch), copies: specimen.name == "three superblocks" ? 3 : nil)
  }

  /// Compares all that is decoded with what the tool prints.
  private func compare(_ shown: ShownImage, _ dump: BtrfsDump, copies: Int? = nil) throws {
    let superblocks = shown.elements(of: "superblock")
    if let copies { #expect(superblocks.count == copies) }
    #expect(superblocks.count == dump.superblocks.count)
    for (name, oracle) in zip(superblocks, dump.superblocks) { oracle.compare(shown.element(name)) }
    // Each copy of the chunk tree's root on the device, with its items.
    let roots = shown.elements(of: "chunk_root")
    let stripes = Int(shown.element("superblock[0]")["sys_chunk_array[0].num_stripes"] ?? "")
    #expect(roots.count == stripes)
    for root in roots { dump.root.compare(shown.element(root)) }
    for (region, oracles) in [("dev_items", dump.devices), ("chunks", dump.chunks), ("root_items", dump.roots)] {
      #expect(shown.elements(of: region).count == oracles.count)
      for (index, oracle) in oracles { oracle.compare(shown.element("\(region)[\(index)]")) }
    }
    // The roots of all trees that the tree of roots lists, in each of their copies.
    let trees = shown.elements(of: "trees")
    let addresses = dump.roots.values.compactMap { $0.values["bytenr"] }
    #expect(Set(trees.compactMap { shown.element($0)["bytenr"] }) == Set(addresses))
    #expect(trees.count % addresses.count == 0 && trees.count >= addresses.count)
  }

  @Test("A seed device is one that is never written")
  func seed() throws {
    let scratch = try Scratch()
    let image = try PatchedImage(try Specimen.btrfsSeed.make(in: scratch))
    let report = try Self.gallery.get().report(on: image)
    #expect(report.findings.map(\.rule) == ["btrfs/superblock.flags/seeding"])
    #expect(report.mount == .ro)
  }

  @Test("With a plugin that has their algorithms, all images are verified", arguments: Specimen.btrfsUnverified)
  func isVerified(_ specimen: Specimen) throws {
    let gallery = try Self.plugged.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try specimen.make(in: scratch))
    #expect(try gallery.report(on: image).findings.map(\.rule) == [])
    // Bytes that the digest covers, and its own first and last.
    for offset in [65536, 65536 + 31, 65536 + 299, 65536 + 4000] as [UInt64] {
      let report = try gallery.report(on: image.turning(8, at: offset))
      #expect(report.findings.contains { $0.rule == "btrfs/superblock.csum/checksum" }, "at \(offset)")
    }
  }

  @Test("Predictions, table, generated Swift and C agree where a plugin computes")
  func pluggedAgreement() throws {
    let specimen = try #require(Specimen.btrfsUnverified.first)
    let scratch = try Scratch()
    let image = try PatchedImage(try specimen.make(in: scratch))
    try Deciders(try Self.plugged.get()).expectAgreement(
      on: image, seed: 5, count: 400, breaking: ["superblock.csum/checksum"])
  }

  @Test(
    "Algorithms that are not loaded leave an image not verified, which is a warning",
    arguments: Specimen.btrfsUnverified)
  func isNotVerified(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try specimen.make(in: scratch)
    try compare(try gallery.shown(image, in: scratch), try BtrfsDump(image, in: scratch))
    let report = try gallery.report(on: try PatchedImage(image))
    #expect(
      Set(report.findings.map(\.rule)) == [
        "btrfs/superblock.csum/checksum", "btrfs/image.superblock/copies", "btrfs/image.chunk_root/copies",
        "btrfs/image.tree_root/copies", "btrfs/node.csum/checksum",
      ])
    #expect(report.findings.allSatisfy { $0.message.contains("not verified") })
    #expect(report.findings.allSatisfy { $0.severity == .warning })
    // Nobody writes what nobody could verify.
    let result = try gallery.vexfmt("set", image.path, "superblock.label=other", in: scratch)
    #expect(result.status != 0 && result.errors.contains(specimen.name))
  }

  @Test("Places and sizes are those of the format's header")
  func header() throws {
    let count = try BtrfsHeader.program(try Self.gallery.get()).comparePlaces()
    #expect(count == 159)
  }

  @Test("A bit of a covered byte is found by the checksum that covers it", arguments: ["as it comes", "xxhash"])
  func flipsAreFound(_ name: String) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let file = try #require(Specimen.btrfs.first { $0.name == name }).make(in: scratch)
    let image = try PatchedImage(file)
    let digest: UInt64 = name == "xxhash" ? 8 : 4
    try gallery.expectFound(image, stride(from: 65536, to: 65536 + 4096, by: 13)) { place in
      switch place - 65536 {
      case 64..<72: "superblock.magic/magic"
      // The field has room for more than the digest.
      case digest..<32: nil
      default: "superblock.csum/checksum"
      }
    }
    let places = try gallery.shown(file, in: scratch).offsets
    for root in try ["chunk_root[1]", "trees[3]"].map({ try #require(places[$0]) }) {
      try gallery.expectFound(image, stride(from: root, to: root + 16384, by: 37)) { place in
        digest..<32 ~= place - root ? nil : "node.csum/checksum"
      }
    }
  }

  @Test("The newest superblock counts, and a mirror stands for one that is damaged")
  func newest() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(Specimen.btrfs.first).make(in: scratch)
    // Another generation and the checksum with it.
    let result = try gallery.vexfmt("set", image.path, "superblock[1].generation=99", "--one-copy", in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    let newer = try PatchedImage(image)
    let finding = try #require(try gallery.report(on: newer).findings.first)
    #expect(finding.rule == "btrfs/image.superblock/copies" && finding.structure == "superblock[0]")
    #expect(finding.field == "generation" && finding.expected == "99")
    // Without the first one, all that it leads to is found by the mirror; what speaks of the older generation is not it.
    let report = try gallery.report(on: newer.turning(1, at: 65536 + 72))
    #expect(report.findings.first?.rule == "btrfs/superblock.csum/checksum")
    let copies = "btrfs/image.tree_root/copies"
    #expect(report.findings.dropFirst().map(\.rule) == [copies, copies])
    #expect(report.statistics.regions.first { $0.name == "chunks" }?.checked ?? 0 > 0)
  }

  @Test("A superblock that is lost is made anew from a mirror, whose place is known without it")
  func repaired() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(Specimen.btrfs.first).make(in: scratch)
    let old = try Data(contentsOf: image)
    try scratch.shell("dd if=/dev/zero of=\(image.path) bs=4096 seek=16 count=1 conv=notrunc status=none")
    let lost = try gallery.report(on: try PatchedImage(image))
    #expect(lost.verdict == .damaged && lost.notEvaluated.isEmpty)
    #expect(lost.findings.map(\.rule) == ["btrfs/superblock.magic/magic"])
    let result = try gallery.vexfmt("repair", "--spec", "btrfs", image.path, in: scratch)
    // Something was wrong, and no longer is.
    #expect(result.status == 1, "\(result.errors)")
    #expect(try Data(contentsOf: image) == old)
  }

  @Test("An image that is shorter than its device is damaged")
  func cutOff() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(Specimen.btrfs.first).make(in: scratch)
    try scratch.shell("truncate -s 120M \(image.path)")
    let report = try gallery.report(on: try PatchedImage(image))
    #expect(report.verdict == .damaged && report.findings.map(\.rule) == ["btrfs/image/fits"])
  }

  @Test("What lies behind a copy that is damaged is shown by way of another one")
  func shownByMirror() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(Specimen.btrfs.first).make(in: scratch)
    let sound = try gallery.shown(image, in: scratch)
    let root = try #require(sound.offsets["tree_root[0]"])
    try scratch.shell("dd if=/dev/zero of=\(image.path) bs=16384 seek=\(root / 16384) count=1 conv=notrunc status=none")
    let shown = try gallery.shown(image, in: scratch)
    #expect(!shown.elements(of: "trees").isEmpty)
    #expect(shown.elements(of: "trees") == sound.elements(of: "trees"))
    let generation = try gallery.vexfmt("get", image.path, "tree_root.generation", in: scratch)
    #expect(
      generation.text.contains(sound.element("tree_root[1]")["generation"] ?? "?"))
  }

  @Test(
    "What breaks the packing of the system chunks is found there", arguments: [UInt32(128), 97, 2048, 130, 2049, 96])
  func packing(_ size: UInt32) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try #require(Specimen.btrfs.first { $0.name == "as it comes" }).make(in: scratch)
    let result = try gallery.vexfmt(
      "set", image.path, "superblock.sys_chunk_array_size=\(size)", in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    let rules = try gallery.report(on: try PatchedImage(image)).findings.map(\.rule)
    let isOutside = !(97...2048).contains(size)
    #expect(rules.contains("btrfs/superblock.sys_chunk_array" + (isOutside ? "_size/range" : "/bytes")), "\(rules)")
  }

  @Test(
    "Predictions, table, generated Swift and C agree on mutants", arguments: ["as it comes", "xxhash", "mixed groups"])
  func evaluatorsAgree(_ name: String) throws {
    try Self.deciders.get().expectAgreement(
      on: try made(name), seed: 7, count: 150, isEach: true,
      breaking: [
        "superblock.csum/checksum", "node.csum/checksum", "chunk/copies",
        "dev_item/of_this_filesystem",
      ])
  }

  private static let deciders = Result { try Deciders(try gallery.get()) }

  private func made(_ name: String) throws -> PatchedImage {
    let scratch = try Scratch()
    return try PatchedImage(try #require(Specimen.btrfs.first { $0.name == name }).make(in: scratch))
  }
}
