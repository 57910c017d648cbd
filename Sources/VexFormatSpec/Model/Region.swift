/// A place where structures, or just bytes, are.
public struct Region: Sendable {
  /// The name.
  public var name: String
  /// What it holds.
  public var doc: String?
  /// The structure of its elements; nil when it is just bytes.
  public var structure: StructureID?
  /// Where elements are: a list of places, or a formula over `index`.
  ///
  /// In bytes; addresses of `space`, if that is not nil.
  public var places: Places
  /// Whether an address has an element for each of its places in the space; otherwise the first of them counts.
  public var isMirrored = false
  /// What the places are addresses of; nil when they are places in the image.
  public var space: SpaceID?
  /// The number of elements, or of elements for each combination of `walks`; nil for one (or for as many as the list
  /// has).
  public var count: Expression?
  /// The cap of `count`.
  public var maximumCount: UInt64
  /// Nested loops over earlier regions, outermost first; `index` counts from 0 within each combination.
  public var walks: [Walk]
  /// The versions in which the region exists; nil for all.
  public var versions: VersionSet?
  /// Whether an element exists; nil for always.
  public var condition: Expression?
  /// Whether an element that exists is free; nil for never.
  public var vacant: Expression?
  /// Whether `vacant` looks at the element's bytes, of which nothing is proven by then; they are its variable.
  public var vacantReadsElement = false
  /// What the region supplies to the structure, in the order of its `given`.
  public var arguments: [Expression]
  /// Length in bytes of an element that has no structure.
  public var byteCount: Expression?
  /// The unit of space that elements claim; nil when they claim none.
  public var owns: Unit?
  /// Copies of one thing; nil for a table or a single thing.
  public var copies: Copies?
  /// Whether a kernel can find element `index`, and what to give to its check, with what it has at hand: verified structures
  /// that are one thing.
  public var isLocal = false
  /// Places to try when the first element is lost.
  public var search: [Expression]
  /// Rules on each element: `inside`, `valid`, and those of its steering expressions.
  public var rules: [RegionRule]
  /// Where the specification declares it.
  public var location: SourceLocation

  /// The variable that stands for an element of region `id` in the region's own conditions.
  public static func variable(of id: RegionID) -> VariableID { -1 - id }

  /// Whether a name of the region stands for one thing.
  public var isSingle: Bool { copies != nil || (count == nil && !isMirrored && walks.isEmpty && places.isOne) }

  /// Where elements are.
  public enum Places: Sendable {
    /// A fixed number of places.
    case list([Expression])
    /// A formula over `index`.
    case formula(Expression)

    /// Whether it yields one place when there is no count.
    public var isOne: Bool {
      switch self {
      case .list(let places): places.count == 1
      case .formula: true
      }
    }
  }

  /// One loop of a walk.
  public struct Walk: Sendable {
    /// The variable.
    public var variable: VariableID
    /// The variable's name.
    public var name: String
    /// What it ranges over.
    public var sequence: Aggregate.Sequence
    /// The type of the elements.
    public var type: FieldType
  }
}

/// Elements of a region that are one thing.
public struct Copies: Sendable {
  /// Which copy counts.
  public var pick: Pick
  /// The field that tells the newest.
  public var newest: FieldID?
  /// The fields that may differ, or those that may not.
  public var fields: FieldList

  /// Which copy counts.
  public enum Pick: String, Sendable, CaseIterable {
    case primary
    case firstValid = "first_valid"
    case newest
  }

  /// Which fields are compared.
  public enum FieldList: Sendable {
    /// All but these.
    case allBut([FieldID])
    /// Only these.
    case only([FieldID])
    /// None.
    case nothing
  }
}

/// A rule on a region's elements.
public struct RegionRule: Sendable {
  /// Number from the lock file.
  public var number: UInt32
  /// What it is about.
  public var kind: Kind
  /// How badly a failure weighs.
  public var severity: SeverityPolicy

  /// Whether the author says that other rules imply it, so that no image breaks it alone.
  public var isImplied: Bool

  /// What a region's rule is about.
  public enum Kind: Sendable {
    /// `when` and `vacant` have a value.
    case when
    /// Place, count and length have a value, the count respects its cap and could fit, and the element is inside the
    /// image.
    case inside
    /// The copies can be read and agree.
    case copies
    /// Claimed space is not claimed by anything else.
    case disjoint
    /// An expression about the element is true.
    case valid(Expression)

    /// The last component of the rule's name.
    public var name: String {
      switch self {
      case .when: "when"
      case .inside: "inside"
      case .copies: "copies"
      case .disjoint: "disjoint"
      case .valid: "valid"
      }
    }
  }
}

/// A fact about the whole image.
public struct Fact: Sendable {
  /// Number from the lock file.
  public var number: UInt32
  /// The name.
  public var name: String
  /// What must hold.
  public var predicate: Expression
  /// The versions in which it applies; nil for all.
  public var versions: VersionSet?
  /// When it applies; nil for always.
  public var condition: Expression?
  /// How badly a failure weighs.
  public var severity: SeverityPolicy
  /// The regions it reads; it is not evaluated when one of their elements is broken.
  public var regions: [RegionID]
  /// What must hold, in the specification's own words.
  public var statement: String
  /// The author's explanation.
  public var doc: String?
  /// Where the specification declares it.
  public var location: SourceLocation
}
