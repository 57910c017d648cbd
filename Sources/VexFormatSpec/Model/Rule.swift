public import VexBytes

/// The stages of trust, in the order in which they run.
public enum Stage: Int, Sendable, Comparable, CaseIterable {
  /// The smallest size is inside the image.
  case bytes = 1
  /// Magic numbers at fixed places.
  case magic = 2
  /// Fields that size, places and checksums need.
  case shape = 3
  /// The size is within its bounds and inside the image.
  case size = 4
  /// Checksums.
  case checksum = 5
  /// Versions and feature bits.
  case features = 6
  /// Fields by themselves, and what is nested.
  case fields = 7
  /// Fields against each other.
  case relations = 8
  /// What refers to other structures.
  case references = 9

  /// Whether `lhs` runs before `rhs`.
  public static func < (lhs: Stage, rhs: Stage) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The stage's name in reports.
  public var name: String { String(describing: self) }
}

/// The errno with which a failed rule refuses a mount.
public enum ErrorNumber: String, Sendable, CaseIterable {
  /// Not this format, or a part of it that is not supported.
  case invalid = "EINVAL"
  /// A checksum did not verify.
  case badMessage = "EBADMSG"
  /// The structure is damaged.
  case unclean = "EUCLEAN"
  /// The bytes could not be read.
  case inputOutput = "EIO"

  /// The number that Linux gives it.
  public var number: Int32 {
    switch self {
    case .inputOutput: 5
    case .invalid: 22
    case .badMessage: 74
    case .unclean: 117
    }
  }
}

/// How badly a failed rule weighs.
public struct SeverityPolicy: Sendable {
  /// Versions and conditions in order, each with its severity; the first that holds decides.
  public var cases: [(versions: VersionSet?, condition: Expression?, severity: Severity)]
  /// The severity when none holds.
  public var otherwise: Severity

  /// Makes a policy that is always the same.
  public init(always severity: Severity) {
    cases = []
    otherwise = severity
  }
}

/// A rule as a structure declares it, before it is placed in a check.
public struct RuleTemplate: Sendable {
  /// Last component of the name: the kind of a field's rule (`range`) or a rule's own name.
  public var kind: String
  /// The whole name, without the format's, where it does not follow from the field (`features.journal/requires`).
  public var nameOverride: String?
  /// The bit field it is about; nil for the whole field.
  public var bitField: String?
  /// What must hold.
  public var predicate: Predicate
  /// The versions in which it applies, besides those of its field; nil for all.
  public var versions: VersionSet?
  /// When it applies, besides the presence of its field; nil for always.
  public var condition: Expression?
  /// How badly a failure weighs.
  public var severity: SeverityPolicy
  /// The errno; nil for that of the stage.
  public var errno: ErrorNumber?
  /// When it runs.
  public var stage: Stage
  /// What must hold, in the specification's own words.
  public var statement: String
  /// Whether it reads only its own structure, what the structure was given, and regions of one thing.
  public var isLocal: Bool
  /// Whether the author demands that it is local.
  var mustBeLocal = false
  /// Whether another rule is always broken before it, so that no image breaks it alone.
  var isImplied = false
  /// The author's explanation.
  public var doc: String?
  /// Where the specification declares it.
  public var location: SourceLocation
}

/// What a rule demands.
public indirect enum Predicate: Sendable {
  /// The first bytes of the structure, `minimum` of them, are inside the image.
  case bytes
  /// The size expression has a value within its bounds, and all those bytes are inside the image.
  case size
  /// An expression is true.
  case holds(Expression)
  /// An expression has a value; for conditions and steering expressions that could fail.
  case hasValue(Expression)
  /// A steering count is at most its cap.
  case isAtMost(Expression, UInt64)
  /// The elements of a packed array fill its bytes: the expression goes through all of them, and else has no value.
  case isFilled(Expression)
  /// The bytes of the rule's field are zero while the field is absent, as far as they are inside the structure.
  case unusedIsZero
  /// The bytes of a counted array behind its last element are zero.
  case restIsZero(ArrayCount)
  /// A text contains a NUL.
  case hasNul(Access)
  /// The stored digest equals the computed one, for the one of `Field.checksums` that applies.
  case checksum
}

/// A rule in the table of all rules.
public struct RuleInfo: Sendable {
  /// Number from the lock file.
  public var number: UInt32
  /// Full name, `FORMAT/STRUCTURE.FIELD/KIND`.
  public var name: String
  /// When it runs; nil for rules on regions and on the whole image.
  public var stage: Stage?
  /// The root structure in whose check it is; nil for rules on regions and on the whole image.
  public var structure: StructureID?
  /// The field it is about, with its path inside the root structure (`inode_table.mode`); empty for rules on
  /// structures.
  public var field: String
  /// Severity when no condition changes it.
  public var severity: SeverityPolicy
  /// The errno it refuses a mount with.
  public var errno: ErrorNumber
  /// Whether a kernel evaluates it.
  public var isLocal: Bool
  /// Whether the author says that other rules imply it, so that no image breaks it alone.
  public var isImplied: Bool
  /// What must hold, in the specification's own words.
  public var statement: String
  /// The author's explanation.
  public var doc: String?
  /// Where the specification declares it.
  public var location: SourceLocation
}
