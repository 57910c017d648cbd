public import VexBytes

/// How an image gets from one version to another: one step for each edge, and after each the image is sound.
public struct MigrationPlan: Sendable {
  /// The image's version.
  public var from: UInt64
  /// The version that is wanted.
  public var to: UInt64
  /// The steps, in order; none if it has that version.
  public var steps: [Step]

  /// One edge, or a change of the kind of checksums.
  public struct Step: Sendable {
    /// The version before.
    public var from: UInt64
    /// The version after.
    public var to: UInt64
    /// The kind of checksums after, if that is what changes.
    public var kind: String?
    /// What is given up, and why, in the specification's words.
    public var losses: [(what: String, reason: String)]
    /// What is written.
    public var writes: WritePlan
  }

  /// What is written in all steps, as one plan; nil when there are none.
  ///
  /// It still has to be tied to what it was made from (`WritePlan.resting`).
  public func combined(title: String) -> WritePlan? {
    guard let first = steps.first else { return nil }
    return WritePlan(
      title: title, sizeBefore: first.writes.sizeBefore, size: first.writes.size, stages: steps.flatMap(\.writes.stages)
    )
  }
}

/// What a migration shall be.
public struct MigrationOptions: Sendable {
  /// Fields of the first structure by path, instead of what the last step would give them.
  public var settings: [String: MakeOptions.Setting]
  /// The fingerprint of what else lies where the migration writes, if it may be lost.
  public var replacing: String?
  /// Where random bytes come from.
  public var random: MakeOptions.RandomSource
  /// What time it is.
  public var clock: MakeOptions.Clock
  /// Is told how far the planning is.
  public var progress: ProgressHandler?

  /// Makes options.
  public init(
    settings: [String: MakeOptions.Setting] = [:], replacing: String? = nil,
    random: MakeOptions.RandomSource = .system, clock: MakeOptions.Clock = .system
  ) {
    self.settings = settings
    self.replacing = replacing
    self.random = random
    self.clock = clock
  }
}

/// Bytes where a migration would write, which the image's version does not describe and which are not zero.
public struct Remains: Sendable, Equatable {
  /// How many bytes are not zero.
  public var count: UInt64
  /// The place of the first one.
  public var offset: UInt64
  /// The bytes from there on, 16 at most.
  public var sample: [UInt8]
  /// What would be written there: `space_map[0]`.
  public var target: String
  /// Tells these bytes at these places from all others: 16 hexadecimal digits.
  public var fingerprint: String
}

extension Remains {
  /// The remains as JSON.
  public var json: JSON {
    .object([
      ("count", .unsigned(count)), ("offset", .unsigned(offset)),
      ("sample", .string(DecodedValue.hexadecimal(sample))), ("target", .string(target)),
      ("fingerprint", .string(fingerprint)),
    ])
  }
}
