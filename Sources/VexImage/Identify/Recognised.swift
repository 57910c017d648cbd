public import VexFormatSpec

/// Something that was recognised on an image: a filesystem, a partition table, or what remains of one.
public struct Recognised: Sendable, Equatable {
  /// The format, for programs: `ext4` (also for ext2 and ext3), `xfs`, `gpt`, `vexfs` ...
  public var id: String
  /// The format, for people.
  public var title: String
  /// What kind of thing it is.
  public var category: Category
  /// What the structure is called: superblock, header, boot sector.
  public var structure: String
  /// Whether it is the structure that the format is read by, or a copy of it.
  public var role: Role
  /// Place of the structure in the image, in bytes.
  public var offset: UInt64
  /// Length of the structure in bytes.
  public var length: UInt64
  /// Whether the values of the structure agree with each other, with its place and with the size of the image.
  public var isSound = false
  /// What its checksum says.
  public var checksum: Checksum = .none
  /// The format's version as the structure tells it.
  public var version: String?
  /// The label; nil when it has none.
  public var label: String?
  /// The UUID, serial number or volume ID in the form in which blkid prints it; nil when it has none.
  public var uuid: String?
  /// Number of bytes in the unit that the format's own tools count in: a block, or a sector; nil when it is not known.
  public var blockSize: UInt64?
  /// Whether it says of itself that a change of it was begun and not ended.
  public var isUnderWay = false
  /// What else there is to say, a few words each.
  public var details: [String] = []

  /// A kind of thing.
  public typealias Category = Recognition.Category

  /// Which of several copies it is.
  public enum Role: String, Sendable, CaseIterable {
    case primary
    case backup
  }

  /// What a checksum says.
  public enum Checksum: String, Sendable, CaseIterable {
    /// The structure has none.
    case none
    /// It has one, of a kind that this build does not compute.
    case unverified
    /// It does not agree with the bytes.
    case wrong
    /// It agrees with the bytes.
    case valid
  }

  /// How sure it is, from less to more.
  public enum Certainty: String, Sendable, CaseIterable {
    /// Only the bytes are there by which the format is known.
    case magic
    /// The structure is sound.
    case structure
    /// The structure is sound, and its checksum agrees.
    case checksum
  }

  /// How sure it is.
  public var certainty: Certainty {
    guard isSound else { return .magic }
    return checksum == .valid ? .checksum : .structure
  }

  /// Makes something that is known by its magic alone.
  public init(
    id: String, title: String, category: Category = .filesystem, structure: String = "superblock",
    role: Role = .primary,
    offset: UInt64, length: UInt64
  ) {
    self.id = id
    self.title = title
    self.category = category
    self.structure = structure
    self.role = role
    self.offset = offset
    self.length = length
  }
}

extension Recognised {
  /// The finding in one line: `ext4, label "data", UUID ..., at offset 1024, checksum valid`.
  public var line: String { line(offsets: [offset]) }

  /// One line about several that differ in their places alone.
  func line(offsets: [UInt64]) -> String {
    var parts = [version.map { "\(title) \($0)" } ?? title]
    if role == .backup { parts.append("backup \(structure)\(offsets.count > 1 ? "s" : "")") }
    if let label { parts.append("label \"\(label)\"") }
    if let uuid { parts.append("UUID \(uuid)") }
    parts += details
    if isUnderWay { parts.append("a migration of it was begun and not ended") }
    let places = offsets.map(String.init).joined(separator: ", ")
    parts.append("at offset\(offsets.count > 1 ? "s" : "") \(places)")
    parts.append(surety)
    return parts.joined(separator: ", ")
  }

  private var surety: String {
    switch (isSound, checksum) {
    case (true, .valid): "checksum valid"
    case (true, .none): "structure valid"
    case (true, .unverified): "structure valid, checksum not verified"
    case (true, .wrong): "structure valid, checksum wrong"
    case (false, .wrong): "magic only, checksum wrong"
    case (false, _): "magic only"
    }
  }
}

extension [Recognised] {
  /// A line for each, but one for all that differ in their places alone.
  var lines: [String] {
    var groups: [[Recognised]] = []
    for finding in self {
      var moved = finding
      let group = groups.firstIndex { group in
        moved.offset = group[0].offset
        return moved == group[0]
      }
      if let group { groups[group].append(finding) } else { groups.append([finding]) }
    }
    return groups.map { $0[0].line(offsets: $0.map(\.offset)) }
  }
}
