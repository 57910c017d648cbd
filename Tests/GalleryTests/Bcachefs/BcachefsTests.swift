import Foundation
import Testing
import TestSupport
import VexImage

/// `spec/bcachefs.yaml` on images that are made by hand from Linux's header, and read by file(1).
@Suite("bcachefs") struct BcachefsTests {
  private static let gallery = Result { try Gallery("bcachefs") }

  @Test("is clean with each kind of checksum that there is", arguments: [1, 5, 7] as [UInt64])
  func kinds(_ kind: UInt64) throws {
    let scratch = try Scratch()
    let image = try scratch.write(BcachefsImage(kind: kind).bytes, to: "a.img")
    try Self.gallery.get().requireClean(image, in: scratch)
  }

  @Test("does not take another checksum for good", arguments: [0, 2, 6] as [UInt64])
  func others(_ kind: UInt64) throws {
    let report = try Self.gallery.get().report(on: PatchedImage(BcachefsImage(kind: kind).bytes))
    #expect(report.verdict == .warnings)
    #expect(report.findings.first?.rule == "bcachefs/superblock.csum_lo/checksum")
  }

  @Test("has its fields where file finds them")
  func decoded() throws {
    let scratch = try Scratch()
    let made = BcachefsImage(kind: 1)
    let shown = try Self.gallery.get().shown(try scratch.write(made.bytes, to: "a.img"), in: scratch)
    try scratch.write(made.asOlder, to: "b.img")
    let text = try scratch.shell("file -b b.img")
    let found = try #require(
      text.firstMatch(
        of: /UUID=(\S+), label "(.*)", version (\d+), min version (\d+), device (\d+), (\d+) devices/))
    let superblock = shown.element("superblock[0]")
    let printed = [found.output.1, found.output.2, found.output.3, found.output.4, found.output.5, found.output.6]
    let names = ["user_uuid", "label", "version", "version_min", "dev_idx", "nr_devices"]
    for (name, value) in zip(names, printed) { #expect(superblock[name] == String(value), "\(name)") }
    #expect(shown.elements(of: "superblock").count == BcachefsImage.sectors.count)
  }

  @Test("names the checksum when a bit is turned round, anywhere in a superblock and its section")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let image = PatchedImage(BcachefsImage(kind: 7).bytes)
    let length = UInt64(BcachefsImage.length)
    // The newest stands for all; another that is damaged is told as a copy.
    for start in BcachefsImage.sectors.map({ $0 * 512 }) {
      try gallery.expectFound(image, stride(from: start, to: start + length, by: start == 4096 ? 1 : 13)) {
        switch $0 - start {
        case 8..<16: "superblock/plain_digest"
        case 24..<40: "superblock.magic/magic"
        // What makes it longer than there may be.
        case 126, 127: "superblock/size"
        // The word that has the kind of checksums is looked at before.
        case 146, 147: "superblock.flags0.btree_node_size/in"
        case 150: "superblock.flags0.data_replicas_want/range"
        default: "superblock.csum_lo/checksum"
        }
      }
    }
    let layout = UInt64(BcachefsImage.layoutSector * 512)
    try gallery.expectFound(image, layout..<layout + 16) { _ in "layout.magic/is" }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [PatchedImage(BcachefsImage(kind: 1).bytes)], seed: 1, oneIn: 16,
      breaking: [
        "superblock.magic/magic", "superblock.csum_lo/checksum", "superblock.nr_devices/range", "superblock.offset/is",
        "layout.nr_superblocks/range",
      ])
  }
}
