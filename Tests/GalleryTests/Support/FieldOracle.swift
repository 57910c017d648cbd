import Testing

/// What is known of the fields of one element without the specification, and which ones nothing is known of.
struct FieldOracle {
  /// The values, by the path of the field.
  var values: [String: String] = [:]
  /// Fields that the format's tools do not print, whose names begin with one of these.
  var unprinted: Set<String> = []

  /// Compares it with every decoded field; one that neither list has fails the test, as does one that is not decoded.
  func compare(_ decoded: [String: String], sourceLocation: SourceLocation = #_sourceLocation) {
    for (path, value) in decoded.sorted(by: { $0.key < $1.key }) {
      if let expected = values[path] {
        #expect(value == expected, "\(path)", sourceLocation: sourceLocation)
        #expect(!isUnprinted(path), "\(path) is known", sourceLocation: sourceLocation)
      } else if !isUnprinted(path) {
        Issue.record("nothing is known of \(path), which is \(value)", sourceLocation: sourceLocation)
      }
    }
    for path in values.keys.sorted() where decoded[path] == nil {
      Issue.record("\(path) is not decoded; it should be \(values[path] ?? "")", sourceLocation: sourceLocation)
    }
  }

  private func isUnprinted(_ path: String) -> Bool {
    unprinted.contains { path == $0 || path.hasPrefix($0 + ".") || path.hasPrefix($0 + "[") }
  }
}
