import Foundation
import Testing

extension BtrfsDump {
  /// What the tree of roots lists, by the numbers of the items.
  static func roots(_ text: String) throws -> [Int: FieldOracle] {
    var roots: [Int: FieldOracle] = [:]
    for (index, item) in text.components(separatedBy: "\titem ").dropFirst().enumerated() {
      guard let key = item.firstMatch(of: /^\d+ key \((\w+) ROOT_ITEM \d+\)/) else { continue }
      let lines = item.replacing(/\(.*\)/, with: "").replacing("drop_progress key", with: "")
      let words = lines.split(whereSeparator: \.isWhitespace).map(String.init)
      var oracle = FieldOracle(unprinted: ["inode", "drop_progress"])
      for name in plain {
        let place = try #require(words.firstIndex(of: name), "\(name) of item \(index)")
        oracle.values[name] = words[place + 1]
      }
      // Not set is 0 in the tool's words, too.
      oracle.values["flags"] = oracle.values["flags"].flatMap { UInt64($0.dropFirst(2), radix: 16) }.map(String.init)
      for name in ["ctime", "otime", "stime", "rtime"] {
        let place = try #require(words.firstIndex(of: name))
        let parts = words[place + 1].split(separator: ".")
        oracle.values[name + ".sec"] = String(parts[0])
        oracle.values[name + ".nsec"] = String(parts[1])
      }
      oracle.values["tree"] = trees[String(key.1)] ?? String(key.1)
      roots[index] = oracle
    }
    return roots
  }

  private static let plain = [
    "generation", "root_dirid", "bytenr", "byte_limit", "bytes_used", "last_snapshot", "flags", "refs", "drop_level",
    "level", "generation_v2", "uuid", "parent_uuid", "received_uuid", "ctransid", "otransid", "stransid", "rtransid",
  ]

  private static let trees = [
    "EXTENT_TREE": "2", "DEV_TREE": "4", "FS_TREE": "5", "CSUM_TREE": "7", "QUOTA_TREE": "8", "UUID_TREE": "9",
    "FREE_SPACE_TREE": "10", "DATA_RELOC_TREE": "18446744073709551607",
  ]
}
