import Foundation
import Testing
import TestSupport

/// What dump.erofs says of an image: the fields of its superblock and of an inode, by their names in the specification.
struct ErofsDump {
  private(set) var superblock: [String: String] = [:]
  private(set) var root: [String: String] = [:]

  /// - `devices`: further devices, which dump.erofs wants to be named.
  init(_ image: URL, devices: [String], in scratch: Scratch) throws {
    let command = "dump.erofs " + devices.map { "--device=\($0) " }.joined()
    let dump = DumpedValues(try scratch.shell("\(command)-s \(image.path)"), separator: ":")
    for (ours, theirs) in [
      "blocks": "Filesystem blocks", "meta_blkaddr": "Filesystem inode metadata start block",
      "xattr_blkaddr": "Filesystem shared xattr metadata start block", "root_nid": "Filesystem root nid",
      "inos": "Filesystem inode count", "uuid": "Filesystem UUID",
    ] {
      superblock[ours] = dump[theirs]
    }
    superblock["magic"] = dump["Filesystem magic number"].flatMap { UInt64($0.dropFirst(2), radix: 16) }.map { "\($0)" }
    superblock["build_time"] = try dump["Filesystem created"].map {
      try scratch.shell("date -d '\($0)' +%s").trimmingCharacters(in: .newlines)
    }
    // It has names of its own for them, one for each bit.
    let features = try #require(dump["Filesystem features"]).split(separator: " ").map(String.init)
    func bits(_ names: [String: Int]) -> String {
      "\(features.reduce(0) { $0 | 1 << (names[$1] ?? 63) } & (1 << 32 - 1))"
    }
    superblock["feature_compat"] = bits(["sb_csum": 0, "mtime": 1])
    superblock["feature_incompat"] = bits([
      "0padding": 0, "big_pcluster": 1, "chunked_file": 2, "device_table": 3, "ztailpacking": 4,
    ])
    root = try Self.inode(try #require(dump["Filesystem root nid"]), command, image, in: scratch)
  }

  private static func inode(_ number: String, _ command: String, _ image: URL, in scratch: Scratch) throws -> [String:
    String]
  {
    var dump = DumpedValues(try scratch.shell("\(command)--nid=\(number) \(image.path)"), separator: ":")
    dump.add([
      "size": /Size: (\d+)/, "links": /Links: (\d+)/, "i_format.layout": /Layout: (\d+)/, "bytes": /Inode size: (\d+)/,
      "uid": /Uid: (\d+)/, "gid": /Gid: (\d+)/, "access": /Access: (\d+)\//, "xattrs": /Xattr size: (\d+)/,
      "seconds": /Timestamp: (.*)\.\d+/, "nanoseconds": /Timestamp: .*\.(\d+)/,
    ])
    let isExtended = dump["bytes"] == "64"
    let width = isExtended ? "_32" : "_16"
    var fields = ["size": dump["size"], "links": dump["links"], "i_format.layout": dump["i_format.layout"]]
    fields["i_format.form"] = isExtended ? "1" : "0"
    fields["i_size" + (isExtended ? "_64" : "_32")] = dump["size"]
    fields["i_nlink" + width] = dump["links"]
    fields["i_uid" + width] = dump["uid"]
    fields["i_gid" + width] = dump["gid"]
    fields["i_mode.permissions"] = dump["access"].flatMap { UInt64($0, radix: 8) }.map { "\($0)" }
    // A directory in the format's own numbers, and the names of all.
    let layouts = ["flat_plain", "compressed_full", "flat_inline", "compressed_compact", "chunk_based"]
    let layout = dump["i_format.layout"].flatMap { Int($0) } ?? 0
    fields["i_format"] = "\(layout << 1 | (isExtended ? 1 : 0))"
    fields["i_format.form.names"] = isExtended ? "extended" : "compact"
    fields["i_format.layout.names"] = layouts[layout % layouts.count]
    fields["i_mode"] = dump["access"].flatMap { UInt64($0, radix: 8) }.map { "\(4 << 12 | $0)" }
    fields["i_mode.kind"] = "4"
    fields["i_mode.kind.names"] = "directory"
    // The header has 12 bytes, and every attribute is counted in words of 4.
    fields["i_xattr_icount"] = dump["xattrs"].flatMap { Int($0) }.map { "\($0 == 0 ? 0 : ($0 - 12) / 4 + 1)" }
    if isExtended {
      fields["i_mtime"] = try scratch.shell("date -d '\(dump["seconds"] ?? "")' +%s").trimmingCharacters(in: .newlines)
      fields["i_mtime_nsec"] = dump["nanoseconds"].flatMap { UInt64($0) }.map { "\($0)" }
    }
    return fields.compactMapValues { $0 }
  }
}
