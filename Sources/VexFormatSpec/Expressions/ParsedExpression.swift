/// An expression as written: names are not yet bound.
struct ParsedExpression: Sendable {
  /// What it is.
  var node: Node
  /// Where it stands.
  var location: SourceLocation

  /// The forms of an expression.
  indirect enum Node: Sendable {
    /// `4096`, `0x1000`, `1_000`; with a unit also `64 KiB`, `1 block`. `KiB` to `EiB` are multiplied out and have unit
    /// `byte`.
    case number(UInt64, unit: String?)
    /// `true` or `false`.
    case boolean(Bool)
    /// `'VXSM'`: the bytes of a text in single quotes.
    case text([UInt8])
    /// `.linux`: a value of an enumeration or a flag.
    case member(String)
    /// `name.name[expression].name`.
    case path(ParsedPath)
    /// `name(argument, ...)`.
    case call(name: String, [ParsedExpression])
    /// `all(x in sequence if filter: body)`.
    case aggregate(ParsedAggregate)
    /// `a .. b`, `a ..= b`, `.. b`, `a ..`.
    case range(lower: ParsedExpression?, upper: ParsedExpression?, isClosed: Bool)
    /// `[a, b]`; only on the right of `in`.
    case list([ParsedExpression])
    /// `not a`.
    case not(ParsedExpression)
    /// `a + b`; operators `+ - * / % ^ << >> & |`.
    case arithmetic(ArithmeticOperator, ParsedExpression, ParsedExpression)
    /// `a < b`.
    case compare(ComparisonOperator, ParsedExpression, ParsedExpression)
    /// `a has b`.
    case has(ParsedExpression, ParsedExpression)
    /// `a in b`, where b is a list or a range.
    case isIn(ParsedExpression, ParsedExpression)
    /// `a and b`.
    case and(ParsedExpression, ParsedExpression)
    /// `a or b`.
    case or(ParsedExpression, ParsedExpression)
    /// `a ? b : c`.
    case conditional(ParsedExpression, ParsedExpression, ParsedExpression)
  }
}

/// A path as written.
struct ParsedPath: Sendable {
  /// The first name.
  var name: String
  /// Where the first name stands.
  var location: SourceLocation
  /// What follows it.
  var steps: [(step: Step, location: SourceLocation)]

  /// A further part of a path.
  enum Step: Sendable {
    /// `.name`
    case field(String)
    /// `[expression]`
    case element(ParsedExpression)
  }
}

/// An aggregate as written.
struct ParsedAggregate: Sendable {
  /// `all`, `sum`, ...
  var kind: Aggregate.Kind
  /// The variable's name.
  var variable: String
  /// A range or a path.
  var sequence: ParsedExpression
  /// Behind `if`.
  var filter: ParsedExpression?
  /// Behind the colon.
  var body: ParsedExpression?
}
