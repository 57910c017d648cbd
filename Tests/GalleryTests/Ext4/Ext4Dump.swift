import Foundation
import TestSupport

/// What dumpe2fs prints of an image, in the terms of the specification.
struct Ext4Dump {
  private let head: DumpedValues
  private let groups: [String]

  init(_ image: URL, in scratch: Scratch) throws {
    let text = try scratch.shell("dumpe2fs \(image.path) 2>/dev/null")
    head = DumpedValues(text, separator: ":")
    groups = text.split(separator: /\nGroup (?=\d+:)/).dropFirst().map(String.init)
  }

  var groupCount: Int { groups.count }

  /// The features, as e2fsprogs calls them.
  var features: Set<String> {
    let text = head["Filesystem features"] ?? ""
    return text == "(none)" ? [] : Set(text.split(separator: " ").map(String.init))
  }

  /// What it prints of the first superblock.
  var superblock: [String: String] {
    var values: [String: String] = [:]
    let names = [
      "Inode count": "s_inodes_count", "Block count": "blocks_count", "Reserved block count": "r_blocks_count",
      "Free blocks": "free_blocks_count", "Free inodes": "s_free_inodes_count", "First block": "s_first_data_block",
      "Block size": "block_size", "Cluster size": "cluster_size", "Group descriptor size": "desc_size",
      "Blocks per group": "s_blocks_per_group", "Clusters per group": "s_clusters_per_group",
      "Inodes per group": "s_inodes_per_group", "Inode size": "inode_size", "Mount count": "s_mnt_count",
      "Maximum mount count": "s_max_mnt_count", "First inode": "s_first_ino", "Journal inode": "s_journal_inum",
      "Required extra isize": "s_min_extra_isize", "Desired extra isize": "s_want_extra_isize",
      "Reserved GDT blocks": "s_reserved_gdt_blocks", "Filesystem UUID": "s_uuid",
      "Overhead clusters": "s_overhead_clusters", "MMP block number": "s_mmp_block",
      "User quota inode": "s_usr_quota_inum", "Group quota inode": "s_grp_quota_inum",
      "Project quota inode": "s_prj_quota_inum", "Orphan file inode": "s_orphan_file_inum",
    ]
    for (name, field) in names { values[field] = head[name] }
    for (name, field) in [("Filesystem volume name", "s_volume_name"), ("Last mounted on", "s_last_mounted")] {
      values[field] = head[name].map { $0.hasPrefix("<") ? "" : $0 }
    }
    for (name, field) in [("Checksum", "s_checksum"), ("Checksum seed", "s_checksum_seed")] {
      values[field] = head[name].flatMap { UInt64($0.dropFirst(2), radix: 16) }.map { "\($0)" }
    }
    return values
  }

  /// What it prints of a group's descriptor.
  func group(_ number: Int) -> [String: String] {
    let text = groups[number]
    var values: [String: String] = [:]
    func find(_ field: String, _ pattern: Regex<(Substring, Substring)>, radix: Int = 10) {
      guard let word = text.firstMatch(of: pattern)?.1 else { return }
      values[field] = UInt64(word, radix: radix).map { "\($0)" }
    }
    find("bg_checksum", /^[^\n]*csum 0x([0-9a-f]+)/, radix: 16)
    find("block_bitmap", /Block bitmap at (\d+)/)
    find("inode_bitmap", /Inode bitmap at (\d+)/)
    find("inode_table", /Inode table at (\d+)/)
    find("block_bitmap_csum", /Block bitmap at [^\n]*csum 0x([0-9a-f]+)/, radix: 16)
    find("inode_bitmap_csum", /Inode bitmap at [^\n]*csum 0x([0-9a-f]+)/, radix: 16)
    find("free_clusters", /(\d+) free (?:blocks|clusters)/)
    find("free_inodes", /(\d+) free inodes/)
    find("used_dirs", /(\d+) directories/)
    // Printed where it is not 0.
    if features.contains("metadata_csum") || features.contains("uninit_bg") { values["itable_unused"] = "0" }
    find("itable_unused", /(\d+) unused inodes/)
    return values
  }
}
