/// How images of a format are recognised, and what people are told of them, besides what its structures say.
public struct Recognition: Sendable {
  /// What kind of thing the format is.
  public var category = Category.filesystem
  /// The region whose first element tells of the format: the first one, unless that is something else's as well.
  public var region: RegionID = 0
  /// What people call that element; nil for the name of its region.
  public var noun: String?
  /// What people call the format: the first statement that holds; the format's own title if none does.
  public var titles: [Statement] = []
  /// The label: the first that has a value.
  public var labels: [Told] = []
  /// The UUID or serial number: the first that has a value.
  public var ids: [Told] = []
  /// The numbers of the version, which are told with dots between them; without any it is that of the format.
  public var version: [Expression] = []
  /// Number of bytes in the unit that the format's own tools count in.
  public var blockSize: Expression?
  /// Number of bytes that it takes of its image.
  public var size: Expression?
  /// What else there is to say: all statements that hold.
  public var details: [Statement] = []
  /// When something that breaks rules is told, for its magic number is there by chance; nil for always.
  public var damagedCondition: Expression?
  /// What people call something that breaks rules; nil for what it is called otherwise.
  public var damagedTitle: String?
  /// Regions whose first element is checked as well, with what is said when it breaks a rule.
  public var also: [(region: RegionID, text: String)] = []
  /// Bytes of which any tells that the format is there, instead of the magic number of its first structure.
  public var marks: [Mark] = []
  /// Where copies may be, besides where the region's own places are.
  public var backups: [Backup] = []

  /// Makes what is recognised by the magic number of its first structure.
  public init() {}

  /// A kind of thing.
  public enum Category: String, Sendable, CaseIterable {
    case filesystem
    case partitionTable = "partition-table"
    case encrypted
    case swap
  }

  /// A text, and when it is said.
  public struct Statement: Sendable {
    /// When it is said; nil for always.
    public var condition: Expression?
    /// The text, in which `#` stands for the number.
    public var text: String
    /// The number; nil when the text has none.
    public var number: Expression?
  }

  /// A value that is told.
  public struct Told: Sendable {
    /// Loops over regions and arrays, outermost first; the first element for which the value is there counts.
    public var walks: [Region.Walk]
    /// When it is meant; nil for always.
    public var condition: Expression?
    /// The value: a text, a UUID or a number.
    public var value: Expression
    /// How a number is written: each `X` or `x` is a hexadecimal digit, upper or lower case; nil for decimal.
    public var pattern: String?
  }

  /// Places that differ by their number, `index`.
  public struct Places: Sendable {
    /// Where the one with a number is, in bytes.
    public var place: Expression
    /// How many they are.
    public var count: UInt64

    /// Whether they follow from the size of the image; otherwise what tells of the format tells them.
    public var areKnown: Bool { place.isTold(bySize: true) }
  }

  /// Bytes at fixed places.
  public struct Mark: Sendable {
    /// Where they may be.
    public var places: Places
    /// The bytes: any of these.
    public var magics: [[UInt8]]
  }

  /// Where copies may be.
  public struct Backup: Sendable {
    /// The region that has such elements.
    public var region: RegionID
    /// Where they may be.
    public var places: Places
  }
}
