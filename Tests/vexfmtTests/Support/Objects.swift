import Foundation
import Testing

/// JSON as another program reads it.
enum Objects {
  /// The object of each line.
  static func lines(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  /// The only object of an output of one line.
  static func one(_ output: String) throws -> [String: Any] {
    let objects = try lines(output)
    try #require(objects.count == 1)
    return objects[0]
  }
}

extension [String: Any] {
  /// The member names in order.
  var names: [String] { keys.sorted() }
  /// A member that is an array of objects.
  func objects(_ name: String) -> [[String: Any]] { self[name] as? [[String: Any]] ?? [] }
  /// A member that is an object.
  func object(_ name: String) -> [String: Any] { self[name] as? [String: Any] ?? [:] }
  /// A member that is a string.
  func string(_ name: String) -> String? { self[name] as? String }
  /// A member that is an integer.
  func integer(_ name: String) -> Int? { self[name] as? Int }
  /// Whether a member is there and null.
  func isNull(_ name: String) -> Bool { self[name] is NSNull }
}
