public import VexBytes

/// Named bits of a word.
public struct FlagSet: Sendable {
  /// The name.
  public var name: String
  /// How the word is stored.
  public var storage: IntegerType
  /// Number of bits of a word (below 8 × width inside bit fields).
  public var bits: Int
  /// What a bit without a name does; `.none` accepts it.
  public var unknown: Severity
  /// The named bits, in declaration order.
  public var flags: [Flag]
  /// What it is.
  public var doc: String?

  /// Every named bit.
  public var knownMask: UInt64 { flags.reduce(0) { $0 | $1.mask } }
  /// Every bit of a word.
  public var mask: UInt64 { bits >= 64 ? .max : (1 << UInt64(bits)) - 1 }
  /// The flag with `name`, be it its first or another one.
  public func flag(named name: String) -> Flag? { flags.first { $0.names.contains(name) } }
}

/// One named bit.
public struct Flag: Sendable {
  /// The name.
  public var name: String
  /// Further names of the same bit.
  public var aliases: [String] = []
  /// Number of the bit, 0 lowest.
  public var bit: Int
  /// What the set bit does to a mount; `.none` when this implementation knows it fully.
  public var mount: Severity
  /// What must hold while the bit is set.
  ///
  /// Bound as an expression of the structure that holds the word.
  public var requires: Expression?
  /// The versions that have the bit; nil for all.
  public var versions: VersionSet?
  /// What it means.
  public var doc: String?

  /// Every name of the bit, the one that it is shown by first.
  public var names: [String] { [name] + aliases }
  /// The bit as a mask.
  public var mask: UInt64 { 1 << UInt64(bit & 63) }
}

/// A word of feature flags in the first structure.
public struct FeatureWord: Sendable {
  /// The word's name (`incompat`).
  public var name: String
  /// The field of the first region's structure that holds it.
  public var field: FieldID
  /// The bits of the field that it is; nil for the whole field.
  public var bits: BitField?
  /// Its flags.
  public var flags: FlagSetID

  /// A flag's bit in the field that holds the word.
  func mask(of flag: Flag) -> UInt64 { flag.mask << UInt64(bits?.at ?? 0) }
}
