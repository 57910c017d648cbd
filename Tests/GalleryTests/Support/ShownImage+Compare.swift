import Testing

extension ShownImage {
  /// Compares every element that has fields with what is known of it; one of which nothing is known fails the test.
  func compare(with oracles: [String: FieldOracle], sourceLocation: SourceLocation = #_sourceLocation) {
    for name in offsets.keys.sorted() where !element(name).isEmpty {
      guard let oracle = oracles[name] else {
        Issue.record("nothing is known of \(name)", sourceLocation: sourceLocation)
        continue
      }
      oracle.compare(element(name), sourceLocation: sourceLocation)
    }
    for name in oracles.keys.sorted() where element(name).isEmpty {
      Issue.record("\(name) is not shown", sourceLocation: sourceLocation)
    }
  }
}
