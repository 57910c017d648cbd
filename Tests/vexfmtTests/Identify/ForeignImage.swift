import Foundation
import Testing

/// An image that a format's own tools make.
struct ForeignImage: Sendable, CustomTestStringConvertible {
  /// What the test calls it.
  var name: String
  /// What `identify` calls its format.
  var id: String
  /// Its size, as truncate(1) takes it; nil when the tool makes the file.
  var size: String?
  /// The shell command that makes it as `a.img`.
  var command: String
  /// How sure `identify` has to be.
  var certainty = "structure"
  /// How many backups it has at least.
  var backups = 0
  /// What is left when 544 bytes are written over its beginning, and of its first MiB zeroed.
  var afterIncident: Survival
  var afterZeroing: Survival

  /// What is left of a format.
  enum Survival: Sendable {
    /// The structure that it is read by.
    case intact
    /// Backups, from which the format's own tools bring it back.
    case restorable
    /// Backups, but too much else is gone.
    case backup
    case nothing
  }

  var testDescription: String { name }

  private static let uuid = "11111111-2222-3333-4444-555555555555"

  static let all: [ForeignImage] = [
    ForeignImage(
      name: "ext2", id: "ext4", size: "20M", command: "mke2fs -q -t ext2 -F -L data a.img", backups: 1,
      afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "ext3 with blocks of 4 KiB", id: "ext4", size: "200M",
      command: "mke2fs -q -t ext3 -b 4096 -F -L data a.img", backups: 1, afterIncident: .intact,
      afterZeroing: .restorable),
    ForeignImage(
      name: "ext4", id: "ext4", size: "64M", command: "mke2fs -q -t ext4 -F -L data -U \(uuid) a.img",
      certainty: "checksum", backups: 4, afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "ext4 with sparse_super2", id: "ext4", size: "64M",
      command: "mke2fs -q -t ext4 -O sparse_super2 -F -L data a.img", certainty: "checksum", backups: 2,
      afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "XFS", id: "xfs", size: "300M", command: "mkfs.xfs -q -L data -m uuid=\(uuid) a.img",
      certainty: "checksum", backups: 3, afterIncident: .restorable, afterZeroing: .backup),
    ForeignImage(
      name: "XFS version 4", id: "xfs", size: "300M", command: "mkfs.xfs -q -m crc=0 -L data a.img", backups: 3,
      afterIncident: .restorable, afterZeroing: .backup),
    ForeignImage(
      name: "XFS with sectors of 4 KiB and odd groups", id: "xfs", size: "700M",
      command: "mkfs.xfs -q -s size=4096 -d agsize=100m -L data a.img", certainty: "checksum", backups: 6,
      afterIncident: .nothing, afterZeroing: .nothing),
    ForeignImage(
      name: "btrfs", id: "btrfs", size: "128M", command: "mkfs.btrfs -q -L data -U \(uuid) a.img",
      certainty: "checksum", backups: 1, afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "btrfs with xxhash", id: "btrfs", size: "128M", command: "mkfs.btrfs -q --csum xxhash a.img",
      certainty: "checksum", backups: 1, afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "btrfs with SHA-256", id: "btrfs", size: "128M", command: "mkfs.btrfs -q --csum sha256 a.img", backups: 1,
      afterIncident: .intact, afterZeroing: .restorable),
    ForeignImage(
      name: "F2FS", id: "f2fs", size: "64M", command: "mkfs.f2fs -q -l data a.img", backups: 1, afterIncident: .intact,
      afterZeroing: .nothing),
    ForeignImage(
      name: "F2FS with a checksum", id: "f2fs", size: "64M",
      command: "mkfs.f2fs -q -l data -O extra_attr,sb_checksum a.img", certainty: "checksum", backups: 1,
      afterIncident: .intact, afterZeroing: .nothing),
    ForeignImage(
      name: "EROFS", id: "erofs", command: "mkdir tree && seq 99999 >tree/file && mkfs.erofs -U \(uuid) a.img tree",
      certainty: "checksum", afterIncident: .intact, afterZeroing: .nothing),
    ForeignImage(
      name: "squashfs", id: "squashfs", command: "mkdir tree && seq 99999 >tree/file && mksquashfs tree a.img -quiet",
      afterIncident: .nothing, afterZeroing: .nothing),
    ForeignImage(
      name: "exFAT", id: "exfat", size: "64M", command: "mkfs.exfat -L data a.img", certainty: "checksum", backups: 1,
      afterIncident: .restorable, afterZeroing: .nothing),
    ForeignImage(
      name: "FAT12", id: "fat", size: "2M", command: "mkfs.fat -F 12 -n DATA a.img", afterIncident: .nothing,
      afterZeroing: .nothing),
    ForeignImage(
      name: "FAT16", id: "fat", size: "16M", command: "mkfs.fat -F 16 -n DATA a.img", afterIncident: .nothing,
      afterZeroing: .nothing),
    ForeignImage(
      name: "FAT32", id: "fat", size: "64M", command: "mkfs.fat -F 32 -n DATA a.img", backups: 1,
      afterIncident: .restorable, afterZeroing: .nothing),
    ForeignImage(
      name: "NTFS", id: "ntfs", size: "16M", command: "mkntfs -q -Q -F -L data a.img", backups: 1,
      afterIncident: .restorable, afterZeroing: .backup),
    ForeignImage(
      name: "GPT", id: "gpt", size: "16M", command: "sgdisk -o -n 1:2048:+8M -U \(uuid) a.img", certainty: "checksum",
      backups: 1, afterIncident: .restorable, afterZeroing: .restorable),
    ForeignImage(
      name: "MBR", id: "mbr", size: "16M", command: "printf 'label: dos\\n,8M,83\\n' | sfdisk -q a.img",
      afterIncident: .nothing, afterZeroing: .nothing),
    ForeignImage(
      name: "LUKS1", id: "luks", size: "16M",
      command: "printf secret | cryptsetup -q luksFormat --type luks1 --pbkdf-force-iterations 1000 a.img -",
      afterIncident: .nothing, afterZeroing: .nothing),
    ForeignImage(
      name: "LUKS2", id: "luks", size: "32M",
      command: "printf secret | cryptsetup -q luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "
        + "--label data a.img -", backups: 1, afterIncident: .restorable, afterZeroing: .nothing),
    ForeignImage(
      name: "swap", id: "swap", size: "16M", command: "mkswap -q -L data -U \(uuid) a.img", afterIncident: .intact,
      afterZeroing: .nothing),
  ]

  /// Makes the image in a folder.
  func make(in folder: Scratch) throws {
    if let size { try folder.shell("truncate -s \(size) a.img") }
    try folder.shell(command)
  }
}

extension Scratch {
  /// Runs a shell command in the folder; fails the test unless it ends with 0.
  @discardableResult
  func shell(_ command: String, allowing: Set<Int32> = [0]) throws -> Tool.Result {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
    let result = try Tool.run(
      ["-c", command], in: self, limit: 60, environment: ["PATH": path, "LC_ALL": "C"], program: "/bin/sh")
    try #require(allowing.contains(result.status), "\(command)\n\(result.status) \(result.output) \(result.errors)")
    return result
  }

  /// What blkid(8) says of an image: `LABEL`, `UUID`, `PTUUID` ...
  func blkid(_ name: String) throws -> [String: String] {
    let lines = try shell("blkid -p -o export \(name)", allowing: [0, 2]).lines
    return Dictionary(
      lines.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What `identify --json` says of an image.
  func identify(_ name: String) throws -> [String: Any] {
    let result = try Tool.run("identify", "--json", name, in: self)
    try #require(result.status == 0, "\(result.errors)")
    return try Objects.one(result.output)
  }
}
