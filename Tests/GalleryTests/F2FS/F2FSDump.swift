import Foundation
import TestSupport

/// What dump.f2fs prints of an image: the fields of its superblock and of the checkpoint that counts.
struct F2FSDump {
  private(set) var superblock: [String: String] = [:]
  private(set) var checkpoint: [String: String] = [:]
  /// The label and the names of the features.
  private(set) var label = ""
  private(set) var features: [String] = []

  init(_ image: URL, in scratch: Scratch) throws {
    let text = try scratch.shell("dump.f2fs -d 1 \(image.path)")
    let parts = text.split(separator: "| Checkpoint ")
    superblock = Self.numbers(parts.first ?? "")
    checkpoint = Self.numbers(parts.dropFirst().first ?? "").filter { name, _ in
      // Elements that have names instead of numbers, and the first byte of what is no field.
      !name.hasPrefix("alloc_type[CURSEG") && !name.hasPrefix("sit_nat_version_bitmap")
    }
    // Where the superblock lacks the feature, the number is not there.
    if let match = text.firstMatch(of: /volum_name\s+\[(.*)\]/) { label = String(match.1) }
    if let match = text.firstMatch(of: /superblock features = [0-9a-f]+ : (.*)/) {
      features = match.1.split(separator: " ").map(String.init)
    }
  }

  /// The lines of a name and a number in hexadecimal and decimal.
  private static func numbers(_ text: Substring) -> [String: String] {
    var result: [String: String] = [:]
    for match in text.matches(of: /(?m)^(\S+)\s+\[0x *[0-9a-f]+ : (\d+)\]$/) {
      if result[String(match.1)] == nil { result[String(match.1)] = String(match.2) }
    }
    return result
  }
}
