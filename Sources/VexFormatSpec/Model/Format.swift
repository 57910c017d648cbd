public import VexBytes

/// A compiled specification: every name is bound, every offset fixed, every rule placed in the order of trust.
///
/// A `Format` is immutable and self-contained; all back ends start from it. Tables refer to each other by index, so
/// that the value is a tree without references.
public struct Format: Sendable {
  /// The format's name, first component of every rule's name.
  public var name: String
  /// What people call it.
  public var title: String
  /// The specification's text documentation, if it has one.
  public var doc: String?
  /// SPDX expression that generated files carry.
  public var license: String
  /// The program that makes images of the format (`mkfs.xfs`); nil when this project does, from the specification.
  public var maker: String?
  /// Byte order of integers without a suffix.
  public var order: ByteOrder
  /// What a mount does.
  public var mount: Mount
  /// The versions, if the format has more than one.
  public var versions: VersionTable?
  /// Named constants, in declaration order.
  public var constants: [Constant]
  /// Units of size that the specification declares, in declaration order; built-in ones are not listed.
  public var units: [UnitDefinition]
  /// Enumerations.
  public var enumerations: [Enumeration]
  /// Flag types.
  public var flagSets: [FlagSet]
  /// Structures, in declaration order.
  public var structures: [Structure]
  /// Feature words.
  public var features: [FeatureWord]
  /// Addresses that are no places in the image, in declaration order.
  public var spaces: [AddressSpace] = []
  /// Checksum algorithms that are not built in, in declaration order.
  public var algorithms: [DeclaredAlgorithm] = []
  /// Regions of the image, in declaration order; the first identifies the format.
  public var regions: [Region]
  /// One tree of rules for each structure that a region holds, in declaration order.
  public var checks: [Check]
  /// Facts about the whole image, in declaration order.
  public var facts: [Fact]
  /// Ways from one version to another, in declaration order.
  public var migrations: [Migration] = []
  /// How an image says that a change of it was begun and not ended; nil when it has no way to.
  public var marking: Marking?
  /// What is made anew when an image is repaired, for each version of which it is known: edges from it to itself.
  public var repairs: [Migration] = []
  /// How images are recognised, and what people are told of them.
  public var recognition: Recognition {
    get { recognitions.first ?? Recognition() }
    set { recognitions = [newValue] }
  }
  /// At most one; kept apart, since it is large and formats are copied all the time.
  var recognitions: [Recognition] = []
  /// Byte patterns that `identify` names and nothing writes.
  public var lookalikes: [Lookalike]
  /// Requests to a mounted filesystem, in declaration order.
  public var ioctls: [Ioctl] = []
  /// Every rule that an image can break, ordered by number.
  public var rules: [RuleInfo]
  /// Every rule of migrations, ordered by number: what an image must be before it is migrated.
  public var migrationRules: [RuleInfo] = []
  /// The names of the variables of aggregates and walks, by their numbers.
  public var variableNames: [String] = []
  /// Path of the specification, as it was given.
  public var path: String

  /// The rule with `number`, if there is one; also of migrations.
  public func rule(_ number: UInt32) -> RuleInfo? {
    Self.search(rules, number) ?? Self.search(migrationRules, number)
  }

  private static func search(_ rules: [RuleInfo], _ number: UInt32) -> RuleInfo? {
    // Numbers have gaps once rules were removed, so the table is searched.
    let index = rules.partitioningIndex { $0.number >= number }
    return index < rules.count && rules[index].number == number ? rules[index] : nil
  }

  /// The rule with the full name `name`, if there is one; also of migrations.
  public func rule(named name: String) -> RuleInfo? { allRules.first { $0.name == name } }

  /// Every rule, of images and then of migrations.
  public var allRules: [RuleInfo] { rules + migrationRules }

  /// The structure with `name`, if there is one.
  public func structure(named name: String) -> Structure? { structures.first { $0.name == name } }

  /// The check whose root is structure `id`, if a region holds that structure.
  public func check(of id: StructureID) -> Check? { checks.first { $0.structure == id } }
}

/// Index of a structure in `Format.structures`.
public typealias StructureID = Int
/// Index of a field in `Structure.fields`.
public typealias FieldID = Int
/// Index of an enumeration in `Format.enumerations`.
public typealias EnumerationID = Int
/// Index of a flag type in `Format.flagSets`.
public typealias FlagSetID = Int
/// Index of a region in `Format.regions`.
public typealias RegionID = Int

/// The versions of a format and the field that tells them apart.
public struct VersionTable: Sendable {
  /// The structure that holds the field; always that of the first region.
  public var structure: StructureID
  /// The field that holds the version.
  public var field: FieldID
  /// The bits of the field that are the version; nil for the whole field.
  public var bits: BitField?
  /// The versions known, ascending.
  public var known: [UInt64]
  /// Versions that may still change; the lock file does not pin them.
  public var drafts: [UInt64]
  /// The version that mkfs writes unless told otherwise.
  public var written: UInt64
}

/// A set of versions of the format, as a condition.
public struct VersionSet: Sendable, Hashable {
  /// The members, ascending.
  ///
  /// They are always known versions.
  public var members: [UInt64]

  /// Makes a set from ascending members.
  public init(members: [UInt64]) { self.members = members }

  /// Whether `version` is a member.
  public func contains(_ version: UInt64) -> Bool { members.contains(version) }

  /// Whether no version is in both sets.
  public func isDisjoint(with other: VersionSet) -> Bool { !members.contains(where: other.contains) }

  /// Whether every member is in `other`.
  public func isSubset(of other: VersionSet) -> Bool { members.allSatisfy(other.contains) }

  /// The versions that are in both sets.
  public func intersection(_ other: VersionSet) -> VersionSet { VersionSet(members: members.filter(other.contains)) }
}

/// A named constant.
public struct Constant: Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: UInt64
  /// The unit the value is counted in; nil for a plain number.
  public var unit: Unit?
  /// What it is for.
  public var doc: String?
}

/// A named pattern of bytes that is recognised but not described further.
public struct Lookalike: Sendable {
  /// The name.
  public var name: String
  /// Where the pattern stands in the image, in bytes.
  public var offset: UInt64
  /// The pattern.
  public var magic: [UInt8]
  /// What it is.
  public var doc: String?
}
