import Foundation
import TestSupport

/// What `unsquashfs -s` says of an image, as the fields of its superblock.
struct SquashfsDump {
  /// Fields by their names in the specification.
  let values: [String: String]
  /// The name of the compressor as the specification has it, and the flags in the order of their bits.
  let compressor: String?
  let flags: [String]
  /// How many sets of extended attributes there are; nil when they are not stored.
  let xattrs: String?

  init(_ image: URL, in scratch: Scratch) throws {
    var dump = DumpedValues(try scratch.shell("unsquashfs -s \(image.path)"), separator: ":")
    dump.add([
      "inodes": /Number of inodes (\d+)/, "fragments": /Number of fragments (\d+)/, "no_ids": /Number of ids (\d+)/,
      "xattrs": /Number of xattr ids (\d+)/, "block_size": /Block size (\d+)/,
      "bytes_used": /Filesystem size (\d+) bytes/, "compressor": /Compression (\w+)/,
      "s_major": /SQUASHFS (\d+):\d+ superblock/, "s_minor": /SQUASHFS \d+:(\d+) superblock/,
    ])
    compressor = dump["compressor"].map { $0 == "gzip" ? "zlib" : $0 }
    xattrs = dump["xattrs"]
    func says(_ line: String) -> Bool { dump.text.contains("\n\(line)\n") }
    let conditions = [
      ("uncompressed_inodes", says("Inodes are uncompressed")), ("uncompressed_data", says("Data is uncompressed")),
      ("uncompressed_fragments", says("Fragments are uncompressed")),
      ("no_fragments", says("Fragments are not stored")),
      ("always_fragments", says("Always-use-fragments option is specified")),
      ("duplicates", says("Duplicates are removed")), ("exportable", says("Filesystem is exportable via NFS")),
      ("uncompressed_xattrs", says("Xattrs are uncompressed")), ("no_xattrs", says("Xattrs are not stored")),
      // Options are printed indented, behind the compressor; lz4 always has some, and names only one of them.
      ("compressor_options", compressor == "lz4" || dump.text.contains(/Compression \w+\n\t/)),
      // The ids go with the inodes, and then have no flag.
      ("uncompressed_ids", says("Uids/Gids (Id table) are uncompressed") && !says("Inodes are uncompressed")),
    ]
    flags = conditions.filter(\.1).map(\.0)
    var values: [String: String] = [:]
    for name in ["inodes", "fragments", "no_ids", "block_size", "bytes_used", "s_major", "s_minor"] {
      values[name] = dump[name]
    }
    values["mkfs_time"] = try scratch.shell("unsquashfs -mkfs-time \(image.path)")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    values["compression.names"] = compressor
    values["flags.names"] = flags.joined(separator: " ")
    self.values = values
  }
}
