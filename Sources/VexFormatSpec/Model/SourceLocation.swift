/// A place in a specification.
public struct SourceLocation: Sendable, Hashable {
  /// Line, from 1.
  public var line: Int
  /// Column, from 1, in Unicode scalars.
  public var column: Int
  /// Number of Unicode scalars that belong to it, at least 1.
  public var length: Int

  /// Makes a location.
  public init(line: Int, column: Int, length: Int = 1) {
    self.line = line
    self.column = column
    self.length = length
  }
}
