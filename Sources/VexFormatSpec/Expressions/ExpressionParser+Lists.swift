/// One loop of a walk as written: `e in superblock.extents`.
struct ParsedWalk: Sendable {
  /// The variable's name.
  var variable: String
  /// Where the variable stands.
  var location: SourceLocation
  /// What it ranges over.
  var sequence: ParsedExpression
}

/// Some successive versions as written; both bounds are members, and a missing bound is open.
struct ParsedVersionRange: Sendable {
  /// The first version.
  var lower: UInt64?
  /// The last version.
  var upper: UInt64?
  /// Where it stands.
  var location: SourceLocation

  /// Whether `version` is a member.
  func contains(_ version: UInt64) -> Bool { version >= lower ?? 0 && version <= upper ?? .max }
}

extension ExpressionParser {
  /// Reads the loops of a walk, outermost first: `e in superblock.extents, s in e.stripes`.
  static func parseWalks(
    _ scalar: SyntaxScalar, into diagnostics: inout DiagnosticCollector
  ) -> [ParsedWalk]? {
    read(scalar, into: &diagnostics) { parser throws(ExpressionSyntaxError) in
      var walks: [ParsedWalk] = []
      repeat {
        guard case .name(let name) = parser.current.kind else {
          throw parser.unexpected("the name of a variable", help: "a walk is `x in things, y in x.parts`")
        }
        let token = parser.advance()
        guard parser.take(.in) else { throw parser.unexpected("`in`", help: "a walk is `x in things, y in x.parts`") }
        let sequence = parser.finish(try parser.range())
        let place = scalar.location(at: token.offset, length: token.length)
        walks.append(ParsedWalk(variable: name, location: place, sequence: sequence))
      } while parser.take(",")
      return walks
    }
  }

  /// Reads a set of versions: `1`, `2..`, `..3`, `1, 3..4`.
  ///
  /// Upper bounds are members.
  static func parseVersions(
    _ scalar: SyntaxScalar, into diagnostics: inout DiagnosticCollector
  ) -> [ParsedVersionRange]? {
    read(scalar, into: &diagnostics) { parser throws(ExpressionSyntaxError) in
      var ranges: [ParsedVersionRange] = []
      repeat { ranges.append(try parser.versionRange()) } while parser.take(",")
      return ranges
    }
  }

  private mutating func versionRange() throws(ExpressionSyntaxError) -> ParsedVersionRange {
    let start = current
    let lower = takeNumber()
    var upper = lower
    if take("..") {
      upper = takeNumber()
      guard lower != nil || upper != nil else {
        throw error(at: previous, "found `..` without a version", help: "leave `versions` out to mean all")
      }
    } else if at("..=") {
      throw error(at: current, "found `..=` in a set of versions", help: "write `..`; the last version is included")
    } else if lower == nil {
      throw unexpected("a version, as in `1`, `2..` or `1, 3..4`")
    }
    let length = previous.end - start.offset
    if let lower, let upper, upper < lower {
      throw ExpressionSyntaxError(
        offset: start.offset, length: length, message: "\(lower)..\(upper) holds no version", help: nil)
    }
    return ParsedVersionRange(
      lower: lower, upper: upper, location: scalar.location(at: start.offset, length: length))
  }

  private mutating func takeNumber() -> UInt64? {
    guard case .number(let value) = current.kind else { return nil }
    advance()
    return value
  }
}
