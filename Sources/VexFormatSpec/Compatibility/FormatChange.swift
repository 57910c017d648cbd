/// A difference between two specifications of a format, and what it takes to make it safely.
public struct FormatChange: Sendable, Equatable {
  /// What kind of edit it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Bytes are elsewhere, or mean another thing.
    case layout
    /// The same bytes are right or wrong for other reasons.
    case meaning
    /// Nothing that an image could show: texts and explanations.
    case source
  }

  /// The weakest way in which older programs can be kept from doing harm, from less to more.
  public enum Safeguard: Int, Sendable, Comparable, CaseIterable {
    /// None is needed.
    case nothing
    /// A flag that older programs may ignore.
    case compat
    /// A flag whose images older programs may read and must not write.
    case readOnlyCompat
    /// A flag whose images older programs must refuse.
    case incompat
    /// A new version of the format, and a migration to it.
    case version

    /// Whether `lhs` does less than `rhs`.
    public static func < (lhs: Safeguard, rhs: Safeguard) -> Bool { lhs.rawValue < rhs.rawValue }

    /// As it is called in specifications.
    public var name: String {
      switch self {
      case .nothing: "none"
      case .compat: "compat"
      case .readOnlyCompat: "ro_compat"
      case .incompat: "incompat"
      case .version: "version"
      }
    }
  }

  /// What kind of edit it is.
  public var kind: Kind
  /// What it is about: `field superblock.label`.
  public var subject: String
  /// What was, and what is.
  public var description: String
  /// What it takes.
  public var needs: Safeguard
  /// What the new specification does about it.
  public var has: Safeguard
  /// Where the new specification says so; nil for what is gone.
  public var location: SourceLocation?

  /// Whether the specification does enough.
  public var isSafe: Bool { has >= needs }

  init(
    _ kind: Kind, _ subject: String, _ description: String, needs: Safeguard, has: Safeguard = .nothing,
    at location: SourceLocation?
  ) {
    self.kind = kind
    self.subject = subject
    self.description = description
    self.needs = needs
    self.has = has
    self.location = location
  }
}
