/// Something about the layout of a format that images in the field depend on.
///
/// The lock file has a line for each that belongs to a released version: its kind, its name, its value in a few words, and the
/// versions, such as `field superblock.magic 0 4 bytes[4] 1`.
struct PinnedFact: Sendable, Equatable {
  /// What it is about.
  enum Kind: String, Sendable, CaseIterable {
    /// The sizes of a structure: smallest, largest.
    case structure
    /// A stored field: offset, size, type.
    case field
    /// A value of an enumeration: the number.
    case value
    /// A named bit: its number.
    case bit
    /// A region: what it holds, and where.
    case region

    /// How many words its value has.
    var wordCount: Int {
      switch self {
      case .structure, .region: 2
      case .field: 3
      case .value, .bit: 1
      }
    }
  }

  /// What it is about.
  var kind: Kind
  /// The name: `superblock.magic`, `checksum_kind.crc32c`.
  var name: String
  /// The value, a word each.
  var value: [String]
  /// The versions in which it holds, ascending; nil for a format that has none.
  var versions: [UInt64]?
  /// Where the specification says so.
  var location: SourceLocation

  /// The line of the lock file.
  var line: String {
    let versions = versions.map { $0.map(String.init).joined(separator: ",") } ?? "-"
    return ([kind.rawValue, name] + value + [versions]).joined(separator: " ")
  }

  /// Reads a line of the lock file; nil when it is of another form.
  init?(words: [Substring], location: SourceLocation) {
    guard let first = words.first, let kind = Kind(rawValue: String(first)), words.count == kind.wordCount + 3,
      let last = words.last
    else { return nil }
    self.kind = kind
    name = String(words[1])
    value = words[2..<words.count - 1].map(String.init)
    self.location = location
    guard last != "-" else { return }
    let numbers = last.split(separator: ",", omittingEmptySubsequences: false).map { UInt64($0) }
    guard !numbers.isEmpty, !numbers.contains(nil) else { return nil }
    versions = numbers.compactMap(\.self)
  }

  init(_ kind: Kind, _ name: String, _ value: [String], _ versions: [UInt64]?, _ location: SourceLocation) {
    self.kind = kind
    self.name = name
    self.value = value
    self.versions = versions
    self.location = location
  }
}
