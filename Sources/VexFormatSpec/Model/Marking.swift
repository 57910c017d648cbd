/// How an image says that a change of it was begun and not ended, so that nobody takes it for what it is not.
///
/// While a change is under way, a feature of the first structure is set, which refuses a mount, and fields beside it say what
/// is being done.
public struct Marking: Sendable {
  /// The feature.
  public var feature: String
  /// Offset in the first structure of the word that holds the feature, in bytes.
  public var offset: Int
  /// How the word is stored.
  public var word: IntegerType
  /// The feature's bit in it.
  public var mask: UInt64
  /// Where each thing is kept.
  public var record: [Entry: Place]
  /// What is done, in order; the first begins with the mark, and the last once all is done but what commits.
  public var phases: [Phase]

  /// A field of the first structure, or of what is nested in it.
  public struct Place: Sendable {
    /// Offset in the first structure, in bytes.
    public var offset: Int
    /// The field.
    public var field: Field
  }

  /// Something that the image remembers of the change.
  public enum Entry: String, Sendable, CaseIterable {
    /// The version before.
    case from
    /// The version after.
    case to
    /// What chose the algorithm of checksums before.
    case fromKind = "from_kind"
    /// What chooses it after.
    case toKind = "to_kind"
    /// What is being done.
    case phase
    /// The beginning of the digest of all that is written.
    case plan
    /// The first element of the phase that is not done yet.
    case cursor
    /// When it was begun.
    case started
  }

  /// What is done at a time.
  public struct Phase: Sendable {
    /// The name.
    public var name: String
    /// Its number in the image.
    public var value: UInt64
    /// The regions that are written in it, in order.
    public var regions: [RegionID]
  }
}
