import Foundation
import TestSupport

/// What fsck.fat and blkid say of an image, as fields of its boot sector.
enum FATDump {
  static func boot(_ image: URL, in scratch: Scratch) throws -> [String: String] {
    // It ends with 1 where it would mend something, and it would write a backup where there is none.
    var dump = DumpedValues(try scratch.shell("fsck.fat -vn \(image.path)", allowing: [0, 1]), separator: ":")
    dump.add([
      "system_id": /System ID "(.*)"/, "media": /Media byte 0x(\w+)/, "sector_size": /(\d+) bytes per logical sector/,
      "cluster_size": /(\d+) bytes per cluster/, "reserved": /(\d+) reserved sectors?/, "fats": /(\d+) FATs?,/,
      "type": /, (\d+) bit entries/, "fat_sectors": /bytes per FAT \(= (\d+) sectors?\)/,
      "dir_entries": /(\d+) root directory entries/, "data_start": /Data area starts at byte \d+ \(sector (\d+)\)/,
      "clusters": /(\d+) data clusters/, "secs_track": /(\d+) sectors\/track/, "heads": /(\d+) heads/,
      "hidden": /(\d+) hidden sectors/, "total": /(\d+) sectors total/, "root": /Root directory start at cluster (\d+)/,
    ])
    var fields: [String: String] = [:]
    for name in [
      "system_id", "sector_size", "cluster_size", "reserved", "fats", "type", "fat_sectors", "data_start", "clusters",
      "secs_track", "heads", "hidden", "total",
    ] {
      fields[name] = dump[name]
    }
    fields["media"] = dump["media"].flatMap { UInt8($0, radix: 16) }.map { "\($0)" }
    fields["dir_entries"] = dump["dir_entries"] ?? "0"
    let isFAT32 = dump["type"] == "32"
    fields["fat_length"] = isFAT32 ? "0" : dump["fat_sectors"]
    if isFAT32 {
      fields["fat32_length"] = dump["fat_sectors"]
      fields["fat32_root_cluster"] = dump["root"]
    }
    let prefix = isFAT32 ? "fat32_" : "fat16_"
    let probe = DumpedValues(try scratch.shell("blkid -p -o export \(image.path)"), separator: "=")
    fields[prefix + "vol_id"] = probe["UUID"].flatMap { UInt32($0.filter { $0 != "-" }, radix: 16) }.map { "\($0)" }
    fields[prefix + "vol_label"] = (probe["LABEL_FATBOOT"] ?? "NO NAME").padding(
      toLength: 11, withPad: " ", startingAt: 0)
    fields[prefix + "fs_type"] = probe["VERSION"]?.padding(toLength: 8, withPad: " ", startingAt: 0)
    return fields
  }
}
