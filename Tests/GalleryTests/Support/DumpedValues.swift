import Foundation

/// What a format's dump tool prints of an image: one value a line behind its name.
struct DumpedValues {
  let text: String
  private var values: [String: String] = [:]

  /// Takes apart lines of a name, a separator and a value; of a name that is printed twice, the first.
  init(_ text: String, separator: Character) {
    self.text = text
    for line in text.split(whereSeparator: \.isNewline) {
      guard let middle = line.firstIndex(of: separator) else { continue }
      let name = line[..<middle].trimmingCharacters(in: .whitespaces)
      let value = line[line.index(after: middle)...].trimmingCharacters(in: .whitespaces)
      if values[name] == nil { values[name] = value }
    }
  }

  /// Adds what patterns find in the text; each has a group for the value.
  mutating func add(_ patterns: [String: Regex<(Substring, Substring)>]) {
    for (name, pattern) in patterns {
      if let match = text.firstMatch(of: pattern) { values[name] = String(match.1) }
    }
  }

  var names: Set<String> { Set(values.keys) }

  subscript(name: String) -> String? { values[name] }
}
