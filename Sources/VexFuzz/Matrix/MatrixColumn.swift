/// How a mutant was changed: a column of the kill matrix.
public enum MatrixColumn: Sendable, Hashable {
  /// One field, or two neighbours of it, by a verb; checksums are right again, but for `stale`.
  case verb(Verb)
  /// What surrounds the structure: its place, its index, the size of the image, what it is given, its length.
  case surroundings
  /// Several fields, each by a verb that was drawn, or bytes at random, or nothing.
  case mixed
  /// Whatever a search found to break one rule and no other.
  case aimed
}

extension MatrixColumn: CaseIterable {
  /// All columns, in the order in which they are shown.
  public static let allCases = verbs.map(MatrixColumn.verb) + [.surroundings, .mixed, .aimed]

  /// Its place among all of them, for what counts millions.
  var number: Int {
    switch self {
    case .verb(let verb): Self.verbs.firstIndex(of: verb) ?? 0
    case .surroundings: Self.verbs.count
    case .mixed: Self.verbs.count + 1
    case .aimed: Self.verbs.count + 2
    }
  }

  private static let verbs = Verb.allCases
  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  /// What reports call it.
  public var name: String {
    switch self {
    case .verb(let verb): verb.rawValue
    case .surroundings: "surroundings"
    case .mixed: "mixed"
    case .aimed: "aimed"
    }
  }

  /// The column of a name; nil when there is none.
  public init?(name: String) {
    guard let column = Self.byName[name] else { return nil }
    self = column
  }
}

extension Mutant {
  /// The column that it is counted in, unless a search made it.
  var column: MatrixColumn {
    if surroundings != nil { return .surroundings }
    if !isRepaired { return .verb(.stale) }
    return verb.map(MatrixColumn.verb) ?? .mixed
  }
}
