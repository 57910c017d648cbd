import Testing

extension [Specimen] {
  /// The one of that name.
  func named(_ name: String) throws -> Specimen { try #require(first { $0.name == name }) }
}
