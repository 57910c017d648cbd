import Foundation
import TestSupport
import Testing

/// What btrfs prints of an image, in the terms of the specification.
struct BtrfsDump {
  /// The superblocks, the first first.
  let superblocks: [FieldOracle]
  /// The root of the chunk tree.
  let root: FieldOracle
  /// What the items of the chunk tree hold, by their number.
  let devices: [Int: FieldOracle], chunks: [Int: FieldOracle]
  /// What the items of the tree of roots hold that are roots, by their number.
  let roots: [Int: FieldOracle]

  init(_ image: URL, in scratch: Scratch) throws {
    let printed = try scratch.shell("btrfs inspect-internal dump-super -f -a \(image.path)")
    superblocks = printed.components(separatedBy: "superblock: ").dropFirst().map(Self.superblock)
    let tree = try scratch.shell("btrfs inspect-internal dump-tree -t chunk --csum-headers \(image.path)")
    (root, devices, chunks) = try Self.leaf(tree)
    roots = try Self.roots(try scratch.shell("btrfs inspect-internal dump-tree -t root \(image.path)"))
  }

  /// A superblock, its chunks and its backups.
  private static func superblock(_ text: String) -> FieldOracle {
    var oracle = FieldOracle()
    let dump = DumpedValues(text.replacing(" (deprecated)", with: ""), separator: "\t")
    for (name, field) in renamed { oracle.values[field] = dump[name].map(number) }
    for name in dump.names where plain.contains(name) || name.hasPrefix("dev_item.") {
      oracle.values[name] = dump[name].map(number)
    }
    oracle.values["magic"] = "5f42485266535f4d"
    oracle.values["label"] = dump["label"]
    oracle.values["csum"] = dump["csum"].map(digest)
    oracle.values["csum_type.names"] =
      ["crc32", "xxhash", "sha256", "blake2"][Int(dump["csum_type"]?.prefix(1) ?? "") ?? 0]
    for name in ["flags", "compat_flags", "compat_ro_flags", "incompat_flags"] {
      oracle.values[name + ".names"] = names(behind: name, in: text)
    }
    // The tool prints what counts as the UUID of the metadata, which is stored only where it is another one.
    let isOther = oracle.values["incompat_flags.names"]?.contains("metadata_uuid") == true
    oracle.values["metadata_uuid"] = isOther ? dump["metadata_uuid"] : "00000000-0000-0000-0000-000000000000"
    oracle.values["tree_uuid"] = dump["metadata_uuid"]?.replacing("-", with: "")
    for (index, item) in text.components(separatedBy: "\titem ").dropFirst().enumerated() {
      let path = "sys_chunk_array[\(index)]."
      oracle.values[path + "key.objectid"] = "256"
      oracle.values[path + "key.type"] = "228"
      oracle.values[path + "key.offset"] = item.firstMatch(of: /CHUNK_ITEM (\d+)\)/).map { String($0.1) }
      for (name, value) in chunk(item) { oracle.values[path + name] = value }
    }
    for backup in text.matches(of: /backup (\d):((?:\n\t\t.*)+)/) {
      for line in backup.2.matches(of: /(\w+):\t+(\d+)(?:\tgen: (\d+)\tlevel: (\d+))?/) {
        let name = line.1.hasPrefix("backup_") ? line.1.dropFirst(7) : line.1
        let path = "super_roots[\(backup.1)].\(name)"
        oracle.values[path] = String(line.2)
        if let generation = line.3, let level = line.4 {
          oracle.values[path + "_gen"] = String(generation)
          oracle.values[path + "_level"] = String(level)
        }
      }
    }
    oracle.unprinted = [
      "dev_item.start_offset", "nr_global_roots", "block_group_root_generation", "block_group_root_level",
    ]
    return oracle
  }

  private static let plain: Set<String> = [
    "bytenr", "flags", "fsid", "generation", "root", "chunk_root_generation", "root_level", "chunk_root",
    "chunk_root_level", "log_root", "log_root_transid", "log_root_level", "total_bytes", "bytes_used", "sectorsize",
    "nodesize", "stripesize", "num_devices", "compat_flags", "compat_ro_flags", "incompat_flags", "cache_generation",
    "uuid_tree_generation", "csum_type",
  ]

  private static let renamed = [
    "sys_array_size": "sys_chunk_array_size", "leafsize": "__unused_leafsize", "root_dir": "root_dir_objectid",
  ]

  /// A value as `show` prints it; what stands behind it, such as `[match]`, is left out.
  private static func number(_ text: String) -> String {
    let word = String(text.split(separator: " ").first ?? "")
    return word.hasPrefix("0x") ? UInt64(word.dropFirst(2), radix: 16).map(String.init) ?? word : word
  }

  /// A digest, which the tool prints without the zeroes behind it.
  private static func digest(_ text: String) -> String {
    let digits = (text.split(separator: " ").first ?? "").dropFirst(2)
    return digits + String(repeating: "0", count: max(0, 64 - digits.count))
  }

  /// The names of flags in the lines behind a word.
  private static func names(behind word: String, in text: String) -> String {
    guard let line = text.range(of: "\n\(word)\t"), let open = text[line.upperBound...].firstIndex(of: "\n"),
      text[open...].dropFirst().drop(while: { $0 == "\t" }).first == "(",
      let close = text[open...].firstIndex(of: ")")
    else { return "" }
    return text[open..<close].split { !$0.isLetter && !$0.isNumber && $0 != "_" }.joined(separator: " ").lowercased()
  }

  /// A chunk's fields.
  private static func chunk(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for name in ["length", "owner", "stripe_len", "io_align", "io_width", "sector_size", "num_stripes", "sub_stripes"] {
      values[name] = word(behind: name, in: text)
    }
    let profiles = ["single": 0, "RAID0": 1, "RAID1": 2, "DUP": 4]
    let words = (word(behind: "type", in: text) ?? "").split(separator: "|")
    var (kinds, profile) = (0, 0)
    for word in words {
      if let bit = ["DATA", "SYSTEM", "METADATA"].firstIndex(of: word) { kinds |= 1 << bit }
      if let value = profiles[String(word)] { profile = value }
    }
    values["type"] = "\(profile << 3 | kinds)"
    values["type.kind"] = "\(kinds)"
    values["type.kind.names"] = ["DATA", "SYSTEM", "METADATA"].filter(words.contains).joined(separator: " ")
      .lowercased()
    values["type.profile"] = "\(profile)"
    values["type.profile.names"] = (words.last ?? "").lowercased()
    values["type.unknown"] = "0"
    values["is_striped"] = "0"
    for stripe in text.matches(of: /stripe (\d+) devid (\d+) offset (\d+)\s+dev_uuid (\S+)/) {
      values["stripe[\(stripe.1)].devid"] = String(stripe.2)
      values["stripe[\(stripe.1)].offset"] = String(stripe.3)
      values["stripe[\(stripe.1)].dev_uuid"] = String(stripe.4)
    }
    return values
  }

  private static func word(behind name: String, in text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.firstIndex(of: name[...]).flatMap { words.indices.contains($0 + 1) ? String(words[$0 + 1]) : nil }
  }

  /// The leaf that is all of the chunk tree, and what its items hold.
  private static func leaf(_ text: String) throws -> (FieldOracle, [Int: FieldOracle], [Int: FieldOracle]) {
    let head = try #require(
      text.firstMatch(of: /leaf (\d+) items (\d+) free space \d+ generation (\d+) owner CHUNK_TREE/))
    let csum = try #require(text.firstMatch(of: /flags 0x1\(WRITTEN\) backref revision 1 csum (\S+)/))
    var root = FieldOracle()
    root.values = [
      "bytenr": String(head.1), "nritems": String(head.2), "generation": String(head.3), "owner": "3", "level": "0",
      "csum": digest(String(csum.1)), "flags": "\((1 as UInt64) << 56 | 1)", "flags.flags": "1",
      "flags.flags.names": "written", "flags.backref_rev": "1",
    ]
    root.values["fsid"] = text.firstMatch(of: /fs uuid (\S+)/).map { String($0.1) }
    root.values["chunk_tree_uuid"] = text.firstMatch(of: /chunk uuid (\S+)/).map { String($0.1) }
    var (devices, chunks): ([Int: FieldOracle], [Int: FieldOracle]) = ([:], [:])
    for (index, item) in text.components(separatedBy: "\titem ").dropFirst().enumerated() {
      let key = try #require(item.firstMatch(of: /key \((\w+) (\w+) (\d+)\) itemoff (\d+) itemsize (\d+)/))
      let isDevice = key.2 == "DEV_ITEM"
      root.values["items[\(index)].key.objectid"] = isDevice ? "1" : "256"
      root.values["items[\(index)].key.type"] = isDevice ? "216" : "228"
      root.values["items[\(index)].key.offset"] = String(key.3)
      root.values["items[\(index)].offset"] = String(key.4)
      root.values["items[\(index)].size"] = String(key.5)
      if isDevice {
        let names = [
          "devid", "total_bytes", "bytes_used", "io_align", "io_width", "sector_size", "type", "generation",
          "start_offset", "dev_group", "seek_speed", "bandwidth", "uuid", "fsid",
        ]
        devices[index] = FieldOracle(
          values: Dictionary(uniqueKeysWithValues: names.map { ($0, word(behind: $0, in: item) ?? "") }))
      } else {
        chunks[index] = FieldOracle(values: chunk(item).merging(["logical": String(key.3)]) { $1 })
      }
    }
    return (root, devices, chunks)
  }
}
