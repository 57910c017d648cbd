import Foundation
import Testing
import TestSupport
import VexFormatSpec

/// What `show --json` decodes: every field by its path, `superblock[0].root_inode.block`, as text.
///
/// Numbers are decimal; flags and enumerations are their numbers, and their names stand behind `.names`; an absent
/// field has no entry.
struct ShownImage {
  private(set) var fields: [String: String] = [:]
  /// Where each element is in the image.
  private(set) var offsets: [String: UInt64] = [:]

  init(_ json: String) throws {
    let whole = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let structures = try #require(whole["structures"] as? [String: Any])
    for (region, elements) in structures {
      for element in try #require(elements as? [[String: Any]]) {
        let index = try #require(element["index"] as? NSNumber)
        add(element["fields"] ?? NSNull(), at: "\(region)[\(index)]")
        offsets["\(region)[\(index)]"] = (element["offset"] as? NSNumber)?.uint64Value
      }
    }
  }

  private mutating func add(_ value: Any, at path: String) {
    switch value {
    case let object as [String: Any]:
      for (name, value) in object {
        switch (name, value) {
        case ("raw", _): add(value, at: path)
        case ("names", let names as [String]): fields[path + ".names"] = names.joined(separator: " ")
        default: add(value, at: "\(path).\(name)")
        }
      }
    case let array as [Any]: for (index, value) in array.enumerated() { add(value, at: "\(path)[\(index)]") }
    case let number as NSNumber: fields[path] = "\(number)"
    case let text as String: fields[path] = text
    default: break
    }
  }

  /// The names of a region's elements.
  func elements(of region: String) -> [String] { offsets.keys.filter { $0.hasPrefix(region + "[") }.sorted() }

  /// The fields of one element, by their paths in it.
  func element(_ name: String) -> [String: String] {
    var result: [String: String] = [:]
    for (path, value) in fields where path.hasPrefix(name + ".") {
      result[String(path.dropFirst(name.count + 1))] = value
    }
    return result
  }
}

extension Gallery {
  /// What the built program shows of an image.
  func shown(_ image: URL, in scratch: Scratch) throws -> ShownImage {
    let result = try vexfmt("show", "--json", image.path, in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    return try ShownImage(result.text)
  }

  /// Fails the test unless the built program finds an image clean, nothing left out, and its structures keep their bytes
  /// when they are read and written.
  func requireClean(_ image: URL, in scratch: Scratch) throws {
    let result = try vexfmt("validate", "--json", image.path, in: scratch)
    let report = try #require(
      try JSONSerialization.jsonObject(with: result.output) as? [String: Any], "\(result.errors)")
    #expect(result.status == 0)
    #expect(report["format"] as? String == name)
    #expect((report["version"] is NSNull) == (format.versions == nil))
    #expect(report["verdict"] as? String == "clean", "\(report["findings"] ?? "")")
    #expect((report["notEvaluated"] as? [Any])?.count == 0, "\(report["notEvaluated"] ?? "")")
    try expectRoundTrips(of: image)
  }
}
