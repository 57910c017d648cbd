/// A fixed map of bytes: which fields are present may vary, where they are does not.
public struct Structure: Sendable {
  /// The name.
  public var name: String
  /// What it is.
  public var doc: String?
  /// Its size.
  public var size: StructureSize
  /// The versions in which it exists; nil for all.
  public var versions: VersionSet?
  /// What whoever holds the structure must supply to its rules.
  public var given: [GivenParameter]
  /// Stored and virtual fields, in declaration order.
  public var fields: [Field]
  /// Rules of the structure itself, in declaration order; those of fields are in the fields.
  public var rules: [RuleTemplate]
  /// What a writer of the structure puts into other structures, in order: the field there, and its value in terms of
  /// this one.
  public var updates: [(target: Access, value: Expression)]
  /// Where the specification declares it.
  public var location: SourceLocation

  /// The field with `name`, if there is one.
  public func field(named name: String) -> FieldID? { fields.firstIndex { $0.name == name } }
}

/// The size of a structure, in bytes.
public struct StructureSize: Sendable {
  /// The size of an instance; nil when every instance has `minimum` bytes.
  public var expression: Expression?
  /// No instance is smaller.
  public var minimum: Int
  /// No instance is larger.
  public var maximum: Int
  /// The size in each known version where it does not depend on anything else, for layouts per version.
  public var byVersion: [UInt64: Int]

  /// Whether every instance has the same size.
  public var isFixed: Bool { minimum == maximum }

  /// Whether something else than the version tells it.
  public var isTold: Bool { expression != nil && byVersion.isEmpty }
}

/// A value or structure that the holder of a structure supplies to it.
public struct GivenParameter: Sendable {
  /// The name by which rules use it.
  public var name: String
  /// An integer or byte-string type, or a structure.
  public var type: FieldType
}

/// A part of a structure with a name.
public struct Field: Sendable {
  /// The name.
  public var name: String
  /// What it means.
  public var doc: String?
  /// Where its bytes are, or what they are computed from.
  public var storage: FieldStorage
  /// What its bytes mean; nil for bytes that mean nothing (reserved).
  public var type: FieldType?
  /// The unit its value is counted in; nil for plain numbers.
  public var unit: Unit?
  /// The versions in which it is present; nil for all.
  public var versions: VersionSet?
  /// A further condition for its presence; nil for none.
  public var condition: Expression?
  /// The value that means "nothing here"; constraints do not apply to it.
  public var none: Expression?
  /// What holds for the bytes while they mean nothing.
  public var unused: UnusedPolicy
  /// The value in a fresh image.
  public var initial: InitialValue
  /// What it supplies to the nested structure, in the order of that structure's `given`.
  public var arguments: [Expression]
  /// Whether the nested structure's rules run in the stages of this structure, as if its fields stood here.
  public var isMerged: Bool
  /// Rules on this field, in the order in which a stage runs them.
  public var rules: [RuleTemplate]
  /// Checksums stored in this field, of which at most one holds at a time.
  public var checksums: [ChecksumObject]
  /// Where the specification declares it.
  public var location: SourceLocation

  /// Offset of the first byte in the structure; nil for virtual fields and those whose place varies.
  @inline(never)  // Inlined into loops over fields, it makes the optimiser of Swift 6.3.1 fail.
  public var offset: Int? {
    if case .stored(let offset, _) = storage { return offset }
    return nil
  }

  /// Number of bytes it takes; nil for virtual fields.
  @inline(never)  // As above.
  public var byteCount: Int? {
    switch storage {
    case .stored(_, let size): size
    case .moving(let place): place.size
    case .joined, .computed, .digest, .storedElsewhere: nil
    }
  }

  /// How far its structure has to reach for the field to be there; nil for virtual fields.
  ///
  /// An array whose length varies is there where it begins; whether its elements are is a question of its length.
  public var leastEnd: Int? {
    if type?.count?.steering != nil { return offset }
    guard let offset, let byteCount else { return nil }
    return offset + byteCount
  }
}

/// Where a field's value comes from.
public enum FieldStorage: Sendable {
  /// Bytes of the structure: offset and size in bytes.
  case stored(offset: Int, size: Int)
  /// Bytes of the structure whose place something in it says; other fields describe all of them.
  case moving(MovingPlace)
  /// Other integer fields put together, lowest part first; an absent part is 0.
  case joined([FieldID])
  /// A computed value; integer, boolean or byte string.
  case computed(Expression)
  /// A checksum used as a value.
  case digest(ChecksumObject)
  /// The digest of this structure whose value is stored in another one; it has only checksum rules.
  case storedElsewhere
}

/// A place in a structure that varies, inside the bytes that are always there.
public struct MovingPlace: Sendable {
  /// The offset of the first byte.
  public var offset: Expression
  /// The smallest offset.
  public var minimum: Int
  /// The largest offset.
  public var maximum: Int
  /// Number of bytes.
  public var size: Int

  /// Whether an offset is within its bounds.
  public func allows(_ offset: UInt64) -> Bool { offset >= UInt64(minimum) && offset <= UInt64(maximum) }
}

/// What holds for bytes that mean nothing.
public enum UnusedPolicy: String, Sendable, CaseIterable {
  /// They are zero, and that is checked.
  case zero
  /// Writers carry them over.
  case preserve
  /// Writers may change them.
  case ignore
}

/// The value of a field in a fresh image.
public enum InitialValue: Sendable {
  /// What the field's `is` says, or 0.
  case derived
  /// An expression.
  case expression(Expression)
  /// Random bytes.
  case random
  /// The time of making.
  case now
}
