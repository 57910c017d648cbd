/// Something about the layout of a format that images in the field depend on.
///
/// The lock file has a line for each that belongs to a released version: its kind, its name, its value in a few words, and the
/// versions, such as `field superblock.magic 0 4 bytes[4] - 1`. A word of `-` says that there is nothing of the kind.
struct PinnedFact: Sendable, Equatable {
  /// What it is about.
  enum Kind: String, Sendable, CaseIterable {
    /// The sizes of a structure: smallest, largest, and how they are computed.
    case structure
    /// A stored field: offset, size, type, and when it is there.
    case field
    /// A computed field: how.
    case computed
    /// A value of an enumeration: the number.
    case value
    /// A named bit: its number.
    case bit
    /// A space: its loops, when there is a piece, where each begins, its
    /// length and place, and when addresses may be elsewhere.
    case space
    /// A region: what it holds, where, how many, in which loops, when it is there, when it is free.
    case region

    /// How many words its value has.
    var wordCount: Int {
      switch self {
      case .computed, .value, .bit: 1
      case .structure: 3
      case .field: 4
      case .space: 6
      case .region: 6
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

  /// The value for people: without what there is not.
  var description: String {
    let labels: [String]
    switch kind {
    case .structure: labels = ["", "", "as"]
    case .field: labels = ["", "", "", "when"]
    case .computed, .value, .bit: labels = [""]
    case .space: labels = ["each", "when", "from", "length", "at", "partial"]
    case .region: labels = ["", "at", "count", "each", "when", "vacant"]
    }
    return zip(labels, value).filter { $0.1 != "-" }
      .map { $0.0.isEmpty ? $0.1 : "\($0.0) \($0.1)" }.joined(separator: " ")
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
