import Foundation
import TestSupport
import Testing
import VexBytes
import VexImage

/// `spec/xfs.yaml` on images that mkfs.xfs makes.
@Suite("XFS") struct XFSTests {
  private static let gallery = Result { try Gallery("xfs") }

  @Test("Images are clean, and decoded as xfs_db prints them", arguments: Specimen.xfs)
  func isDecoded(_ specimen: Specimen) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (image, shown) = try gallery.shown(specimen, in: scratch)
    let dump = try XFSDump(image, in: scratch)
    try #require(dump.groupCount > 0)
    for group in 0..<dump.groupCount {
      try dump.superblock(group).compare(shown.element("superblock[\(group)]"))
      try dump.freeSpace(group).compare(shown.element("agf[\(group)]"))
      try dump.inodes(group).compare(shown.element("agi[\(group)]"))
      try dump.freeList(group).compare(shown.element("agfl[\(group)]"))
    }
    #expect(shown.element("superblock[\(dump.groupCount)]").isEmpty)
    try expectFeatures(shown.element("superblock[0]"), try dump.features(), isVersion5: dump.isVersion5)
  }

  @Test("Places and sizes are those of the format's header")
  func header() throws { #expect(try XFSHeader.program(try Self.gallery.get()).comparePlaces() == 94) }

  /// Names of flags, and what xfs_db calls them.
  private static let featureNames = [
    "attr": "ATTR", "nlink": "NLINK", "quota": "QUOTA", "align": "ALIGN", "dalign": "DALIGN", "shared": "SHARED",
    "logv2": "LOGV2", "sector": "SECTOR", "extflg": "EXTFLG", "dirv2": "DIRV2", "borg": "BORG",
    "morebits": "MOREBITS", "lazysbcount": "LAZYSBCOUNT", "attr2": "ATTR2", "projid32": "PROJID32BIT", "crc": "CRC",
    "ftype2": "FTYPE", "finobt": "FINOBT", "rmapbt": "RMAPBT", "reflink": "REFLINK", "inobtcnt": "INOBTCNT",
    "ftype": "FTYPE", "spinodes": "SPARSE_INODES", "meta_uuid": "META_UUID", "bigtime": "BIGTIME",
    "needsrepair": "NEEDSREPAIR", "nrext64": "NREXT64",
  ]

  private func expectFeatures(_ decoded: [String: String], _ printed: Set<String>, isVersion5: Bool) throws {
    var names: Set<String> = [isVersion5 ? "V5" : "V4"]
    for field in ["sb_versionnum.flags", "sb_features2", "sb_features_ro_compat", "sb_features_incompat"] {
      for flag in (decoded[field + ".names"] ?? "").split(separator: " ") {
        names.insert(try #require(Self.featureNames[String(flag)]))
      }
    }
    // Older releases of xfsprogs have no word for the newest ones.
    #expect(names.subtracting(["NREXT64"]) == printed.subtracting(["NREXT64"]))
  }

  @Test("A bit of a covered byte is found by the checksum that covers it")
  func flipsAreFound() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try Specimen.xfs[0].make(in: scratch))
    let group = UInt64(image.bytes[84..<88].reduce(0) { $0 << 8 | Int($1) }) * 4096
    var random = SystemPlaces(seed: 5)
    for (number, name) in ["superblock.sb_crc", "agf.agf_crc", "agi.agi_crc", "agfl.agfl_crc"].enumerated() {
      for start in [0, group] {
        let sector = start + UInt64(number) * 512
        // The places of the magic, and others all over the sector, most of them behind the structure's end.
        let places = [sector, sector + 3] + (0..<24).map { _ in sector + 4 + random.next(below: 508) }
        let structure = name.split(separator: ".")[0]
        try gallery.expectFound(image, places) { place in
          if place < sector + 4 {
            return number == 0 ? "superblock.sb_magicnum/magic" : "\(structure).\(structure)_magicnum/magic"
          }
          return "\(name)/checksum"
        }
      }
    }
  }

  @Test(
    "What xfs_db writes into a free list is found by what the list has to hold", arguments: ["version 5", "version 4"])
  func freeListsAreTested(_ name: String) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let file = try #require(Specimen.xfs.first { $0.name == name }).make(in: scratch)
    let first = try #require(try gallery.shown(file, in: scratch).fields["agf[1].agf_flfirst"])
    func rules(_ address: String, _ change: String) throws -> [String] {
      try scratch.shell("cp a.img b.img && xfs_db -x -c '\(address)' -c 'write -d \(change)' b.img 2>&1")
      return try gallery.report(on: try PatchedImage(scratch.file("b.img"))).findings.map(\.rule)
    }
    // Blocks of headers, and none at all; one that no group has.
    let active = name == "version 5" ? "xfs/agfl/active" : "xfs/agfl/active_v4"
    for block in ["0", "0xffffffff"] {
      #expect(try rules("agfl 1", "bno[\(first)] \(block)") == [active], "\(block)")
    }
    let beyond = try rules("agfl 1", "bno[\(first)] 0xfffffff")
    #expect(beyond.first == (name == "version 5" ? "xfs/agfl.agfl_bno/valid" : active))
    let counted = try rules("agf 1", "flcount 2")
    let isCounted = name == "version 5" ? ["xfs/agf/flcount"] : []
    #expect(counted == isCounted + ["xfs/image/fdblocks_match"])
  }

  @Test("Predictions, table, generated Swift and C agree on mutants", arguments: ["version 5", "version 4"])
  func evaluatorsAgree(_ name: String) throws {
    let deciders = try Self.deciders.get()
    let scratch = try Scratch()
    let specimen = try #require(Specimen.xfs.first { $0.name == name })
    let image = try PatchedImage(try specimen.make(in: scratch))
    if name == "version 5" {
      try deciders.expectAgreement(
        on: image, seed: 7, count: 40, isEach: true, breaking: ["superblock.sb_crc/checksum", "agfl.agfl_crc/checksum"])
    } else {
      try deciders.expectAgreement(on: image, seed: 7, count: 300, breaking: ["superblock.sb_versionnum.version/in"])
    }
  }

  private static let deciders = Result { try Deciders(try gallery.get()) }
}

/// Places that a seed decides.
struct SystemPlaces {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below end: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % end
  }
}
