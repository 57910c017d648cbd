import Foundation
import Testing
import TestSupport

/// `spec/exfat.yaml` on images that mkfs.exfat makes.
@Suite("exfat") struct ExFATTests {
  private static let gallery = Result { try Gallery("exfat") }
  private static let sector: UInt64 = 512
  private static let specimens = [
    Specimen("default", size: "16M", "mkfs.exfat -L Label a.img"),
    Specimen("aligned", size: "64M", "mkfs.exfat -c 128K -b 4M a.img"),
    Specimen("small clusters", size: "16M", "mkfs.exfat -c 512 a.img"),
    Specimen("packed", size: "16M", "mkfs.exfat --pack-bitmap a.img"),
    Specimen("large clusters", size: "1G", "mkfs.exfat -c 32M a.img"),
  ]

  @Test("is clean, and every field is what dump.exfat prints", arguments: specimens)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    let dump = DumpedValues(try scratch.shell("dump.exfat \(image.path)"), separator: ":")
    var region = FieldOracle(unprinted: [
      "JumpBoot", "FileSystemName", "PartitionOffset", "FileSystemRevision", "VolumeFlags", "NumberOfFats",
      "DriveSelect", "PercentInUse", "BootCode", "BootSignature", "Sectors512", "fats_end", "heap_end",
    ])
    for (ours, theirs) in [
      "VolumeLength": "Volume Length(sectors)", "FatOffset": "FAT Offset(sector offset)",
      "FatLength": "FAT Length(sectors)", "ClusterHeapOffset": "Cluster Heap Offset (sector offset)",
      "ClusterCount": "Cluster Count", "FirstClusterOfRootDirectory": "Root Cluster (cluster offset)",
      "BytesPerSectorShift": "Sector Size Bits", "SectorsPerClusterShift": "Sector per Cluster bits",
      "cluster_size": "Cluster size",
    ] {
      region.values[ours] = dump[theirs]
    }
    let serial = try #require(dump["Volume Serial"])
    region.values["VolumeSerialNumber"] = "\(try #require(UInt32(serial.dropFirst(2), radix: 16)))"
    region.values["sector_size"] = "\(Self.sector)"
    let sum = "\(Self.sum(try Data(contentsOf: image).prefix(Int(11 * Self.sector))))"
    region.values["BootChecksum512"] = sum
    for index in 0..<127 { region.values["Repeated512[\(index)]"] = sum }
    let fat = FieldOracle(values: ["media": "\(0xffff_fff8)", "ones": "\(0xffff_ffff)"])
    // The label, which blkid prints where images are identified, the bitmap and the up-case table.
    let entry = FieldOracle(unprinted: ["entry_type", "length", "label", "other"])
    shown.compare(with: [
      "boot_region[0]": region, "boot_region[1]": region, "fats[0]": fat, "root_directory[0]": entry,
      "root_directory[1]": entry, "root_directory[2]": entry,
    ])
  }

  /// The checksum as the specification of exFAT has it.
  private static func sum(_ bytes: Data) -> UInt32 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() where ![106, 107, 112].contains(index) {
      sum = (sum & 1 == 1 ? 0x8000_0000 : 0) &+ (sum >> 1) &+ UInt32(byte)
    }
    return sum
  }

  /// mkfs.exfat makes files with sectors of 512 bytes only: the same with others, as a disk has them.
  private static func relaid(_ image: [UInt8], shift: Int) -> [UInt8] {
    let size = 1 << shift
    var region = [UInt8](repeating: 0, count: 12 * size)
    region.replaceSubrange(0..<512, with: image[0..<512])
    // The volume is as long, and its parts are where they were.
    for (place, width) in [(72, 8), (80, 4), (84, 4), (88, 4)] {
      let value = (0..<width).reduce(0) { $0 | UInt64(region[place + $1]) << UInt64(8 * $1) } >> UInt64(shift - 9)
      for byte in 0..<width { region[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
    }
    region[108] = UInt8(shift)
    region[109] -= UInt8(shift - 9)
    for sector in 1...8 {
      region.replaceSubrange((sector + 1) * size - 4..<(sector + 1) * size, with: [0, 0, 0x55, 0xaa])
    }
    let sum = sum(Data(region.prefix(11 * size)))
    for place in 11 * size..<12 * size { region[place] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * (place % 4))) }
    return region + region + image[(24 * size)...]
  }

  @Test("is clean with sectors of any size, as fsck.exfat finds it", arguments: [10, 11, 12])
  func sectors(_ shift: Int) throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try Self.specimens.named("default").make(in: scratch)
    try Data(Self.relaid(Array(try Data(contentsOf: image)), shift: shift)).write(to: image)
    try gallery.requireClean(image, in: scratch)
    try scratch.shell("fsck.exfat -n \(image.path)")
    let patched = try PatchedImage(image)
    try gallery.expectFound(patched, [200, UInt64(5) << UInt64(shift), UInt64(11) << UInt64(shift)]) { _ in
      "boot_region.BootChecksum\(1 << shift)/checksum"
    }
  }

  @Test("names the checksum when a bit is turned round, anywhere in a boot region")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try Self.specimens.named("default").make(in: scratch))
    let end = 11 * Self.sector
    try gallery.expectFound(image, Array(0..<128) + Array(stride(from: 128, to: end, by: 61)) + Array(end..<end + 8)) {
      switch $0 {
      case 3..<11: "boot_region.FileSystemName/magic"
      // What changes in use.
      case 106, 107, 112: nil
      case 108: "boot_region.BytesPerSectorShift/range"
      case end + 4..<end + 8: "boot_region.Repeated512/valid"
      default: "boot_region.BootChecksum512/checksum"
      }
    }
    try gallery.expectFound(image, [12 * Self.sector + 64, 23 * Self.sector - 1]) { _ in
      "boot_region.BootChecksum512/checksum"
    }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [Self.specimens.named("default")], seed: 1, oneIn: 5,
      breaking: [
        "boot_region.FileSystemName/magic",
        "boot_region.BootChecksum512/checksum",
        "boot_region.Repeated512/valid",
        "boot_region.ClusterCount/range",
        "boot_region/active_fat",
        "fat_begin.media/is",
      ])
  }
}
