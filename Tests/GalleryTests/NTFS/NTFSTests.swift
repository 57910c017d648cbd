import Foundation
import Testing
import VexImage
import TestSupport

/// `spec/ntfs.yaml` on images that mkntfs makes.
@Suite("ntfs") struct NTFSTests {
  private static let gallery = Result { try Gallery("ntfs") }
  private static let specimens = [
    Specimen("default", size: "16M", "mkntfs -FQq -L Label a.img"),
    Specimen("small clusters", size: "16M", "mkntfs -FQq -c 512 a.img"),
    Specimen("large clusters", size: "64M", "mkntfs -FQq -c 65536 a.img"),
    Specimen("clusters above 128 sectors", size: "512M", "mkntfs -FQq -c 1048576 a.img"),
    Specimen("sectors of 4096 bytes", size: "64M", "mkntfs -FQq -s 4096 a.img"),
    Specimen("sectors of 1024 bytes", size: "16M", "mkntfs -FQq -s 1024 -c 4096 -H 16 -S 63 -p 2048 a.img"),
  ]

  @Test("is clean, and every field is what ntfsinfo prints", arguments: specimens)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    let boot = try boot(image, isMoved: specimen.name == "sectors of 1024 bytes", in: scratch)
    let record = try record(image, 0, in: scratch)
    // The label among them is compared with what blkid says of it, where images are identified.
    let attributes = FieldOracle(unprinted: ["attributes"])
    shown.compare(with: [
      "boot[0]": boot, "boot[1]": boot, "mft[0]": record, "mft[1]": record,
      "volume[0]": try self.record(image, 3, in: scratch), "volume_attributes[0]": attributes,
    ])
  }

  private func boot(_ image: URL, isMoved: Bool, in scratch: Scratch) throws -> FieldOracle {
    let dump = DumpedValues(try scratch.shell("ntfsinfo -fm \(image.path)"), separator: ":")
    var boot = FieldOracle(unprinted: [
      "jump", "oem_id", "media_type", "physical_drive", "current_head", "extended_boot_signature", "reserved2",
      "bootstrap", "end_of_sector_marker", "checksum", "number_of_sectors",
      // What it prints is what follows from them.
      "sectors_per_cluster", "clusters_per_mft_record", "clusters_per_index_record",
    ])
    for (ours, theirs) in [
      "bytes_per_sector": "Sector Size", "cluster_size": "Cluster Size", "index_record_size": "Index Block Size",
      "mft_record_size": "MFT Record Size", "mft_lcn": "LCN of Data Attribute for FILE_MFT",
      "mftmirr_lcn": "LCN of Data Attribute for File_MFTMirr",
    ] {
      boot.values[ours] = dump[theirs]
    }
    for name in ["reserved_sectors", "fats", "root_entries", "sectors", "sectors_per_fat", "large_sectors"] {
      boot.values[name] = "0"
    }
    // What mkntfs was told.
    boot.values["sectors_per_track"] = isMoved ? "63" : "0"
    boot.values["heads"] = isMoved ? "16" : "0"
    boot.values["hidden_sectors"] = isMoved ? "2048" : "0"
    let serial = DumpedValues(try scratch.shell("blkid -p -o export \(image.path)"), separator: "=")["UUID"]
    boot.values["volume_serial_number"] = serial.flatMap { UInt64($0, radix: 16) }.map { "\($0)" }
    return boot
  }

  private func record(_ image: URL, _ number: Int, in scratch: Scratch) throws -> FieldOracle {
    let dump = DumpedValues(try scratch.shell("ntfsinfo -fv -i \(number) \(image.path)"), separator: ":")
    var record = FieldOracle(unprinted: ["magic", "base_mft_record", "attributes", "mft_record_number"])
    for (ours, theirs) in [
      "usa_ofs": "Upd. Seq. Array Off.", "usa_count": "Upd. Seq. Array Count", "usn": "Upd. Seq. Number",
      "lsn": "LogFile Seq. Number", "sequence_number": "MFT Record Seq. Numb.", "link_count": "Number of Hard Links",
      "attrs_offset": "Attribute Offset", "bytes_in_use": "Bytes Used", "bytes_allocated": "Bytes Allocated",
      "next_attr_instance": "Next Attribute Instance",
    ] {
      record.values[ours] = dump[theirs]?.split(separator: " ").first.map(String.init)
    }
    record.values["lsn"] = record.values["lsn"].flatMap { UInt64($0.dropFirst(2), radix: 16) }.map { "\($0)" }
    record.values["last_of_sector"] = record.values["usn"]
    for sector in 1..<max(1, (Int(record.values["bytes_allocated"] ?? "") ?? 0) / 512) {
      record.values["sector\(sector).last"] = record.values["usn"]
      record.unprinted.insert("sector\(sector).attributes")
    }
    record.values["flags"] = "1"
    record.values["flags.names"] = dump["MFT Record Flags"]?.lowercased()
    return record
  }

  /// NTFS has no checksum: what can be noticed is told by hand, by the byte.
  @Test("is damaged where the image is shorter than it says")
  func cutOff() throws {
    let scratch = try Scratch()
    let image = try #require(Self.specimens.first).make(in: scratch)
    try scratch.shell("truncate -s -1M \(image.path)")
    let report = try Self.gallery.get().report(on: try PatchedImage(image))
    #expect(report.verdict == .damaged)
    #expect(report.findings.contains { $0.rule == "ntfs/image/fits" }, "\(report.findings.map(\.rule))")
  }

  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let (file, shown) = try gallery.shown(try Self.specimens.named("default"), in: scratch)
    let image = try PatchedImage(file)
    let backup = try #require(shown.offsets["boot[1]"])
    let record = try #require(shown.offsets["mft[0]"])
    let mirror = try #require(shown.offsets["mft[1]"])
    #expect(backup == image.size - 512)
    let rules: [Range<UInt64>: String] = [
      3..<11: "boot.oem_id/magic", 11..<13: "boot.bytes_per_sector/in", 14..<16: "boot.reserved_sectors/is",
      16..<17: "boot.fats/is", 510..<512: "boot.end_of_sector_marker/is",
      record..<record + 4: "mft_record.magic/magic", record + 6..<record + 8: "mft_record.usa_count/is",
      record + 510..<record + 512: "mft_record.last_of_sector/is",
      record + 1022..<record + 1024: "mft_record.sector1.last/is",
      // Any difference between the two.
      backup + 100..<backup + 104: "image.boot/copies", mirror + 100..<mirror + 104: "image.mft/copies",
    ]
    for (places, rule) in rules { try gallery.expectFound(image, places) { _ in rule } }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [Self.specimens.named("sectors of 4096 bytes")], seed: 1, oneIn: 5,
      breaking: [
        "boot.oem_id/magic",
        "boot.sectors_per_cluster/valid",
        "boot/mft_inside",
        "mft_record.usa_count/is",
        "mft_record.usa_ofs/range",
        "mft_record.sector7.last/is",
      ])
  }
}
