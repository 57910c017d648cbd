/// A node of a specification's text, with its place; scalars are text and nothing else.
enum SyntaxNode: Sendable {
  case scalar(SyntaxScalar)
  case mapping(SyntaxMapping)
  case sequence(SyntaxSequence)

  /// Where it begins.
  var location: SourceLocation {
    switch self {
    case .scalar(let scalar): scalar.location
    case .mapping(let mapping): mapping.location
    case .sequence(let sequence): sequence.location
    }
  }

  /// What it is, for messages.
  var kindName: String {
    switch self {
    case .scalar: "a scalar"
    case .mapping: "a mapping"
    case .sequence: "a list"
    }
  }
}

/// A piece of text.
struct SyntaxScalar: Sendable {
  /// The text, after YAML's quoting and folding.
  var text: String
  /// Where its first character stands: behind the opening quote, if there is one.
  var location: SourceLocation
  /// Offsets in `text`, in Unicode scalars and ascending, from which on the place is counted anew.
  ///
  /// That is where a following line of a text over several lines begins, and behind an escape. Empty for a text that
  /// stands in the file as it is.
  var lineStarts: [(offset: Int, location: SourceLocation)] = []

  /// The place of `length` characters from `offset` on, in Unicode scalars of `text`.
  func location(at offset: Int, length: Int) -> SourceLocation {
    // Bisected: a long text on many lines asks for the place of each of its tokens.
    var (first, end) = (0, lineStarts.count)
    while first < end {
      let middle = first + (end - first) / 2
      if lineStarts[middle].offset <= offset { first = middle + 1 } else { end = middle }
    }
    let start = first > 0 ? lineStarts[first - 1] : (offset: 0, location: location)
    return SourceLocation(
      line: start.location.line, column: start.location.column + (offset - start.offset), length: max(1, length))
  }
}

/// Keys and values in order.
struct SyntaxMapping: Sendable {
  /// In order; keys are distinct.
  var entries: [(key: SyntaxScalar, value: SyntaxNode)]
  /// Where it begins.
  var location: SourceLocation

  /// The value of `key`.
  subscript(key: String) -> SyntaxNode? { entries.first { $0.key.text == key }?.value }
}

/// Items in order.
struct SyntaxSequence: Sendable {
  /// In order.
  var items: [SyntaxNode]
  /// Where it begins.
  var location: SourceLocation
}
