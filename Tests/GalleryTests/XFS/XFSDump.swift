import Foundation
import TestSupport

/// What xfs_db prints of an image, in the terms of the specification.
struct XFSDump {
  /// The number of allocation groups.
  let groupCount: Int
  private let image: URL
  private let scratch: Scratch
  private let first: DumpedValues

  init(_ image: URL, in scratch: Scratch) throws {
    (self.image, self.scratch) = (image, scratch)
    first = try Self.print("sb 0", image, scratch)
    groupCount = Int(first["agcount"] ?? "") ?? 0
  }

  private static func print(_ address: String, _ image: URL, _ scratch: Scratch) throws -> DumpedValues {
    // xfs_db complains of groups that are smaller than it likes, and prints them all the same.
    DumpedValues(try scratch.shell("xfs_db -r -c '\(address)' -c print \(image.path) 2>/dev/null"), separator: "=")
  }

  var isVersion5: Bool { (first.number("versionnum") ?? 0) & 15 == 5 }

  /// The superblock of a group.
  func superblock(_ group: Int) throws -> FieldOracle {
    let printed = try Self.print("sb \(group)", image, scratch)
    var oracle = FieldOracle()
    for name in printed.names where isVersion5 || !Self.onlyVersion5.contains(name) {
      oracle.values["sb_\(name)"] = printed.value(name)
    }
    if let word = printed.number("versionnum") {
      oracle.values["sb_versionnum.version"] = "\(word & 15)"
      oracle.values["sb_versionnum.flags"] = "\(word >> 4)"
    }
    oracle.values["sb_crc"] = isVersion5 ? printed.swapped("crc") : nil
    if let size = printed.number("blocksize"), let count = printed.number("agblocks") {
      oracle.values["ag_bytes"] = "\(size * count)"
    }
    oracle.values["inner_uuid"] = innerUUID(printed)?.replacing("-", with: "")
    oracle.unprinted = Self.names
    return oracle
  }

  /// What metadata of version 5 repeats: the UUID that the filesystem was made with.
  private func innerUUID(_ printed: DumpedValues) -> String? {
    let isOther = isVersion5 && (printed.number("features_incompat") ?? 0) & 4 != 0
    return printed[isOther ? "meta_uuid" : "uuid"]
  }

  /// The names of flags come from no dump of a field; see `features`.
  private static let names: Set<String> = [
    "sb_versionnum.flags.names", "sb_features2.names", "sb_qflags.names", "sb_flags.names", "sb_features_compat.names",
    "sb_features_ro_compat.names", "sb_features_incompat.names", "sb_features_log_incompat.names",
  ]

  private static let onlyVersion5: Set<String> = [
    "features_compat", "features_ro_compat", "features_incompat", "features_log_incompat", "crc", "spino_align",
    "pquotino", "lsn", "meta_uuid",
  ]

  /// The features, as xfs_db calls them.
  func features() throws -> Set<String> {
    let text = try scratch.shell("xfs_db -r -c version \(image.path) 2>/dev/null")
    return Set(
      (text.split(separator: "=").last ?? "").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines)
      })
  }

  /// The free space header of a group.
  func freeSpace(_ group: Int) throws -> FieldOracle {
    let printed = try Self.print("agf \(group)", image, scratch)
    var oracle = FieldOracle()
    for name in [
      "magicnum", "versionnum", "seqno", "length", "flfirst", "fllast", "flcount", "freeblks", "longest", "btreeblks",
    ] {
      oracle.values["agf_\(name)"] = printed.value(name)
    }
    for (index, tree) in ["bno", "cnt", "rmap"].enumerated() {
      oracle.values["agf_roots[\(index)]"] = printed.value(tree + "root") ?? "0"
      oracle.values["agf_levels[\(index)]"] = printed.value(tree + "level") ?? "0"
    }
    let readOnly = isVersion5 ? first.number("features_ro_compat") ?? 0 : 0
    if readOnly & 2 != 0 { oracle.values["agf_rmap_blocks"] = printed.value("rmapblocks") }
    if readOnly & 4 != 0 {
      for (field, name) in [("blocks", "refcntblocks"), ("root", "refcntroot"), ("level", "refcntlevel")] {
        oracle.values["agf_refcount_\(field)"] = printed.value(name)
      }
    }
    addVersion5(to: &oracle, printed, "agf")
    if let sector = first.number("sectsize") { oracle.values["agfl_size"] = "\((sector - (isVersion5 ? 36 : 0)) / 4)" }
    return oracle
  }

  /// The inode header of a group.
  func inodes(_ group: Int) throws -> FieldOracle {
    let printed = try Self.print("agi \(group)", image, scratch)
    var oracle = FieldOracle()
    for name in ["magicnum", "versionnum", "seqno", "length", "count", "root", "level", "freecount"] {
      oracle.values["agi_\(name)"] = printed.value(name)
    }
    for name in ["newino", "dirino"] { oracle.values["agi_\(name)"] = printed.value(name, null: "4294967295") }
    // Of unlinked inodes only those are printed that there are, and a fresh image has none.
    if printed["unlinked[0-63]"] == "" {
      for bucket in 0..<64 { oracle.values["agi_unlinked[\(bucket)]"] = "4294967295" }
    }
    let readOnly = isVersion5 ? first.number("features_ro_compat") ?? 0 : 0
    if readOnly & 1 != 0 {
      oracle.values["agi_free_root"] = printed.value("free_root")
      oracle.values["agi_free_level"] = printed.value("free_level")
    }
    if readOnly & 8 != 0 {
      oracle.values["agi_iblocks"] = printed.value("ino_blocks")
      oracle.values["agi_fblocks"] = printed.value("fino_blocks")
    }
    addVersion5(to: &oracle, printed, "agi")
    return oracle
  }

  /// The free list of a group: of each entry xfs_db prints number and block.
  func freeList(_ group: Int) throws -> FieldOracle {
    let printed = try Self.print("agfl \(group)", image, scratch)
    var oracle = FieldOracle()
    let list = printed.text.firstMatch(of: /bno\[0-\d+\] = ([^\n]*)/).map { $0.1 } ?? ""
    for entry in list.split(separator: " ") {
      let parts = entry.split(separator: ":")
      guard parts.count == 2 else { continue }
      let name = isVersion5 ? "agfl_bno" : "agfl_bno_v4"
      oracle.values["\(name)[\(parts[0])]"] = parts[1] == "null" ? "4294967295" : String(parts[1])
    }
    if isVersion5 { for name in ["magicnum", "seqno"] { oracle.values["agfl_\(name)"] = printed.value(name) } }
    addVersion5(to: &oracle, printed, "agfl")
    if let sector = first.number("sectsize"), let block = first.number("blocksize") {
      oracle.values["first_block"] = "\(3 * sector / block + 1)"
    }
    return oracle
  }

  private func addVersion5(to oracle: inout FieldOracle, _ printed: DumpedValues, _ prefix: String) {
    guard isVersion5 else { return }
    oracle.values["\(prefix)_uuid"] = printed["uuid"]
    oracle.values["\(prefix)_lsn"] = printed.value("lsn")
    oracle.values["\(prefix)_crc"] = printed.swapped("crc")
  }
}

extension DumpedValues {
  /// The value as `show` prints it: numbers in decimal, `null` as all ones, text without its NULs.
  fileprivate func value(_ name: String, null: String = "18446744073709551615") -> String? {
    guard let text = self[name], !text.isEmpty else { return nil }
    if text == "null" { return null }
    if text.hasPrefix("\"") { return text.replacing("\\000", with: "").replacing("\"", with: "") }
    return number(name).map { "\($0)" } ?? text
  }

  /// The number of a value; what stands behind it, such as `(correct)`, is left out.
  fileprivate func number(_ name: String) -> UInt64? {
    guard let word = self[name]?.split(separator: " ").first else { return nil }
    return word.hasPrefix("0x") ? UInt64(word.dropFirst(2), radix: 16) : UInt64(word)
  }

  /// A CRC, whose bytes xfs_db prints as it does those of other numbers, although it is stored the other way round.
  fileprivate func swapped(_ name: String) -> String? {
    number(name).map { "\(UInt32(truncatingIfNeeded: $0).byteSwapped)" }
  }
}
