public import VexBytes
public import VexFormatSpec

/// The bytes by which a format is recognised; enough to tell that an image is none of it without its specification.
public struct FormatSignature: Sendable, Hashable {
  /// Bytes that are expected somewhere.
  public struct Pattern: Sendable, Hashable {
    /// Where they are, in bytes.
    public var offset: UInt64
    /// What they are.
    public var bytes: [UInt8]

    /// Makes a pattern.
    public init(offset: UInt64, bytes: [UInt8]) {
      self.offset = offset
      self.bytes = bytes
    }
  }

  /// Where structures of one kind may be, whatever an image says.
  public struct Backup: Sendable, Hashable {
    /// Their magic numbers, by offsets in the structure.
    public var magic: [Pattern]
    /// Where they may be.
    public var places: PlaceFormula

    /// Makes one of its parts.
    public init(magic: [Pattern], places: PlaceFormula) {
      self.magic = magic
      self.places = places
    }
  }

  /// Where the first structure is, in bytes; nil when that depends on the image.
  public var place: UInt64?
  /// The magic numbers of that structure, by their offsets in it; a format without any is never recognised.
  public var magic: [Pattern]
  /// Bytes by offsets in the image, any of which tells of the format instead of the magic numbers.
  public var marks: [Pattern] = []
  /// Where copies of what tells of the format may be.
  public var backups: [Backup] = []
  /// What is recognised besides, by offsets in the image.
  public var lookalikes: [Pattern]
  /// Sizes of units, in bytes: a copy of the first structure may be in the last whole one of an image.
  public var copyUnits: [UInt64]
  /// Where copies of the first structure are, or may be searched for, whatever an image says; in bytes.
  public var fixedCopies: [UInt64]

  /// Makes a signature of its parts.
  public init(
    place: UInt64?, magic: [Pattern], lookalikes: [Pattern], copyUnits: [UInt64], fixedCopies: [UInt64] = [],
    marks: [Pattern] = [], backups: [Backup] = []
  ) {
    self.place = place
    self.magic = magic
    self.lookalikes = lookalikes
    self.copyUnits = copyUnits
    self.fixedCopies = fixedCopies
    self.marks = marks
    self.backups = backups
  }

  /// Finds the signature of a format.
  public init(_ format: Format) {
    self.init(place: nil, magic: [], lookalikes: [], copyUnits: [])
    lookalikes = format.lookalikes.map { Pattern(offset: $0.offset, bytes: $0.magic) }
    guard let region = format.regions.first, let id = region.structure else { return }
    let first: Expression?
    switch region.places {
    case .list(let places):
      first = places.first
      if region.copies != nil, places.count > 1 { copyUnits = Set(format.units.compactMap(\.constant)).sorted() }
    case .formula(let place): first = place
    }
    if region.copies != nil {
      var listed = region.search[...]
      if case .list(let places) = region.places { listed = places.dropFirst() + listed }
      fixedCopies = Set(listed.compactMap { $0.folded().integer }).sorted()
    }
    // The first element has index 0, so a formula like `index * 4096` is constant, too.
    place = first?.folded().integer ?? first.flatMap { Self.atIndexZero($0, format) }
    magic = Self.magic(of: id, format)
    marks = format.recognition.marks.flatMap { mark in
      PlaceFormula(mark.places).places(in: .max).flatMap { place in
        mark.magics.map { Pattern(offset: place, bytes: $0) }
      }
    }
    backups = format.recognition.backups.filter(\.places.areKnown).compactMap { backup in
      format.regions[backup.region].structure.map {
        Backup(magic: Self.magic(of: $0, format), places: PlaceFormula(backup.places))
      }
    }
  }

  /// The magic numbers of a structure, by their offsets in it.
  public static func magic(of structure: StructureID, _ format: Format) -> [Pattern] {
    format.structures[structure].fields.flatMap { field in
      field.rules.compactMap { rule in number(rule, field) }
    }
  }

  private static func number(_ rule: RuleTemplate, _ field: Field) -> Pattern? {
    guard rule.stage == .magic, rule.condition == nil, let offset = field.offset,
      case .holds(let predicate) = rule.predicate
    else { return nil }
    switch predicate.node {
    case .compareBytes(_, let right, negated: false):
      if case .bytes(let bytes) = right.folded().node { return Pattern(offset: UInt64(offset), bytes: bytes) }
    case .compare(.equal, _, let right, _):
      guard let value = right.folded().integer, let type = field.type?.integerType else { return nil }
      return Pattern(offset: UInt64(offset), bytes: type.bytes(of: value))
    default: break
    }
    return nil
  }

  private static func atIndexZero(_ expression: Expression, _ format: Format) -> UInt64? {
    var evaluator = Evaluator(format: format, world: SizedWorld(imageSize: 0))
    evaluator.index = 0
    return try? evaluator.integer(expression)
  }

  /// How much the magic numbers say, or the least mark: so many of their bytes are not zero.
  public var strength: Int {
    marks.map(Self.strength).min() ?? magic.reduce(0) { $0 + Self.strength($1) }
  }
  private static func strength(_ pattern: Pattern) -> Int { pattern.bytes.count { $0 != 0 } }
  /// Weaker magic numbers are found by chance.
  public static let leastStrength = 2

  /// Whether an image has what tells of the format: a mark, or without any all magic numbers where the first structure is.
  public func matches(_ source: any ByteSource) -> Bool {
    marks.isEmpty ? matchesFirst(source) : !present(marks, source).isEmpty
  }

  /// Whether an image has all magic numbers where the first structure is.
  public func matchesFirst(_ source: any ByteSource) -> Bool { place.map { matches(source, at: $0) } ?? false }

  /// The marks that an image has.
  public func marks(on source: any ByteSource) -> [Pattern] { present(marks, source) }

  private func present(_ patterns: [Pattern], _ source: any ByteSource) -> [Pattern] {
    patterns.filter { Self.holds($0, at: 0, source) }
  }

  /// Whether an image has all magic numbers of a structure at `place`.
  public func matches(_ source: any ByteSource, at place: UInt64) -> Bool { Self.matches(magic, source, at: place) }

  /// Whether an image has some magic numbers of a structure at `place`.
  public static func matches(_ magic: [Pattern], _ source: any ByteSource, at place: UInt64) -> Bool {
    !magic.isEmpty && magic.allSatisfy { holds($0, at: place, source) }
  }

  /// Where copies of the first structure can be when nothing tells: the last whole unit of an image of `size` bytes.
  public func copyPlaces(_ size: UInt64) -> [UInt64] {
    copyUnits.compactMap { bytes in bytes > 0 && size / bytes > 1 ? (size / bytes - 1) * bytes : nil }.sorted()
  }

  /// Whether an image has anything of the format: the first structure, what may be a copy of it, or a lookalike.
  public func leavesTraces(on source: any ByteSource) -> Bool {
    matches(source) || !present(lookalikes, source).isEmpty
      || backups.contains { backup in
        backup.places.places(in: source.size).contains { Self.matches(backup.magic, source, at: $0) }
      }
      || (copyPlaces(source.size) + fixedCopies).contains { matches(source, at: $0) }
  }

  private static func holds(_ pattern: Pattern, at place: UInt64, _ source: any ByteSource) -> Bool {
    var bytes: [UInt8] = []
    guard let start = checkedAdd(place, pattern.offset),
      (try? source.read(at: start, into: &bytes, count: pattern.bytes.count)) != nil
    else { return false }
    return bytes == pattern.bytes
  }
}
