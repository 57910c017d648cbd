import VexBytes
import VexFSLayout

/// What a mounted filesystem says of itself, in words and as JSON.
///
/// The JSON has one object: `{"mountpoint", "version", "read_only", "block_size", "total_blocks", "free_blocks", "label", "uuid",
/// "compat", "ro_compat", "incompat", "generation", "inodes_used", "state", "findings", "last_finding": {"rule", "number",
/// "severity", "offset"}}`. Flags are objects with `raw` and `names`; `uuid` and `last_finding` are null where there is none.
struct StatusReport {
  /// Where it is mounted.
  var mountpoint: String
  /// What the kernel said.
  var status: VexFS.Status

  /// One object.
  var json: JSON {
    .object([
      ("mountpoint", .string(mountpoint)), ("version", .unsigned(UInt64(status.version))),
      ("read_only", .boolean(status.flags.contains(.readOnly))), ("block_size", .unsigned(status.blockSize)),
      ("total_blocks", .unsigned(status.totalBlocks)), ("free_blocks", .unsigned(status.freeBlocks)),
      ("label", .string(status.label)), ("uuid", .optional(uuid)),
      ("compat", Self.flags(status.compat.rawValue, status.compat.names)),
      ("ro_compat", Self.flags(status.roCompat.rawValue, status.roCompat.names)),
      ("incompat", Self.flags(status.incompat.rawValue, status.incompat.names)),
      ("generation", .unsigned(status.generation)), ("inodes_used", .unsigned(status.inodesUsed)),
      ("state", Self.flags(UInt64(status.state.rawValue), status.state.names)),
      ("findings", .unsigned(UInt64(status.findings))), ("last_finding", finding),
    ])
  }

  /// Lines for people.
  var text: String {
    var lines = [
      ("mounted at", printable(mountpoint) + (status.flags.contains(.readOnly) ? ", read-only" : "")),
      ("version", String(status.version)), ("label", status.label.isEmpty ? "none" : printable(status.label)),
    ]
    if let uuid { lines.append(("uuid", uuid)) }
    // In version 1 more free blocks than blocks are a warning only; statfs(2) says the same as this.
    let free = min(status.freeBlocks, status.totalBlocks)
    let recorded = free == status.freeBlocks ? "" : " (\(status.freeBlocks) are recorded)"
    lines.append(("blocks", "\(status.totalBlocks) of \(status.blockSize) bytes, \(free) free\(recorded)"))
    if status.version > 1 {
      let features = status.compat.names + status.roCompat.names + status.incompat.names
      lines.append(("features", features.isEmpty ? "none" : features.joined(separator: ", ")))
      lines.append(("state", status.state.names.joined(separator: ", ")))
      lines.append(("inodes", "\(status.inodesUsed) used"))
      lines.append(("generation", String(status.generation)))
    }
    let last = status.lastRule == 0 ? "" : "; the last: \(rule), \(status.lastWeight), at offset \(status.lastOffset)"
    lines.append(("findings", "\(status.findings) since the mount\(last)"))
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value
    }.joined(separator: "\n")
  }

  private var uuid: String? {
    status.version > 1 ? status.uuid.description : nil
  }

  private var rule: String { VexFS.ruleName(status.lastRule) ?? "rule \(status.lastRule)" }

  private var finding: JSON {
    guard status.lastRule != 0 else { return .null }
    return .object([
      ("rule", .string(rule)), ("number", .unsigned(UInt64(status.lastRule))),
      ("severity", .string("\(status.lastWeight)")), ("offset", .unsigned(status.lastOffset)),
    ])
  }

  private static func flags(_ raw: UInt64, _ names: [String]) -> JSON {
    .object([("raw", .unsigned(raw)), ("names", .array(names.map(JSON.string)))])
  }
}
