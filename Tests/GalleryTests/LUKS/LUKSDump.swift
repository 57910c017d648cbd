import Foundation
import TestSupport

/// What `cryptsetup luksDump` says of headers, as their fields.
enum LUKSDump {
  /// Of LUKS1.
  static func first(_ image: URL, in scratch: Scratch) throws -> [String: String] {
    let text = try scratch.shell("cryptsetup luksDump \(image.path)")
    // Bytes go on in further lines, which begin with white space.
    let joined = text.replacing(/\n\s+(?=[0-9a-f]{2} )/, with: " ")
    let parts = joined.split(separator: "\nKey Slot ").map(String.init)
    let dump = DumpedValues(parts.first ?? "", separator: ":")
    var fields = ["magic": "4c554b53babe", "version": "1"]
    for (ours, theirs) in [
      "cipherName": "Cipher name", "cipherMode": "Cipher mode", "hashSpec": "Hash spec",
      "payloadOffset": "Payload offset",
      "mkDigestIterations": "MK iterations", "uuid": "UUID",
    ] {
      fields[ours] = dump[theirs]
    }
    fields["keyBytes"] = dump["MK bits"].flatMap { Int($0) }.map { "\($0 / 8)" }
    fields["mkDigest"] = dump["MK digest"].map(hexadecimal)
    fields["mkDigestSalt"] = dump["MK salt"].map(hexadecimal)
    for (index, part) in parts.dropFirst().enumerated() {
      let slot = DumpedValues(part, separator: ":")
      let isEnabled = part.contains("ENABLED")
      let path = "keyblock[\(index)]"
      fields["\(path).active.names"] = isEnabled ? "enabled" : "disabled"
      fields["\(path).active"] = isEnabled ? "\(0x00AC_71F3)" : "\(0xDEAD)"
      guard isEnabled else { continue }
      fields["\(path).passwordIterations"] = slot["Iterations"]
      fields["\(path).passwordSalt"] = slot["Salt"].map(hexadecimal)
      fields["\(path).keyMaterialOffset"] = slot["Key material offset"]
      fields["\(path).stripes"] = slot["AF stripes"]
    }
    return fields
  }

  /// Of LUKS2: what both headers have, and the checksum of each.
  static func second(_ image: URL, in scratch: Scratch) throws -> (fields: [String: String], checksums: [String]) {
    let text = try scratch.shell("cryptsetup luksDump --debug \(image.path)")
    let dump = DumpedValues(text, separator: ":")
    var fields: [String: String] = [:]
    fields["hdr_size"] = dump["Metadata area"]?.split(separator: " ").first.map(String.init)
    fields["seqid"] = dump["Epoch"]
    fields["uuid"] = dump["UUID"]
    for (ours, theirs) in ["label": "Label", "subsystem": "Subsystem"] {
      fields[ours] = dump[theirs].map { $0.hasPrefix("(no ") ? "" : $0 }
    }
    fields["checksum_alg"] = (text.firstMatch(of: /bytes, checksum (\w+)\./)?.output.1).map(String.init)
    return (fields, text.matches(of: /Checksum:(\w+) \(in-memory\)/).map { String($0.output.1) })
  }

  private static func hexadecimal(_ bytes: String) -> String { bytes.filter(\.isHexDigit) }
}
