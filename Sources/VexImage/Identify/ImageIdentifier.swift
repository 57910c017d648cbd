public import VexBytes
public import VexFormatSpec
public import VexPlugins

/// Says what is on an image: filesystems, partition tables, what remains of them, and their backups.
///
/// Formats with a specification are recognised by it, others by what their public headers say. Only the places are read at
/// which formats have their structures and, by the habits of their tools, backups of them, and those that the fingerprint
/// samples; an image is never searched. Reading ends after 32 MiB or 4096 places, whatever an image says of itself;
/// ordinary ones take some hundred places and less than 2 MiB.
public struct ImageIdentifier: Sendable {
  /// So many backups of a format are told at most, since more of them say nothing new.
  static let backupLimit = 8
  /// And so many are looked for, to be wiped with what they are backups of.
  static let wipedBackupLimit = 256

  private let library: FormatLibrary
  private let checksums: ChecksumRegistry

  /// Makes one that knows the formats of `library`.
  public init(library: FormatLibrary, checksums: ChecksumRegistry = .builtIn) {
    self.library = library
    self.checksums = checksums
  }

  /// Identifies what is on an image.
  ///
  /// A caller who has read all of it, or knows its holes, passes whether every byte is zero. Bytes decide nothing but the
  /// answer; throws when a specification of the library has mistakes.
  public func identify(
    _ source: any ByteSource, isKnownZero: Bool? = nil
  ) throws(SpecificationError) -> Identification {
    let reader = ProbeReader(source, checksums: checksums)
    // First, so that an image with places without end leaves room for it.
    var fingerprint = Fingerprint(reader)
    var findings: [Recognised] = []
    for format in KnownFormats.all { findings += Self.findings(of: format, reader) }
    // What is known both ways is told once.
    for program in try library.programs(leavingTracesOn: reader, except: Set(KnownFormats.all.map(\.id))) {
      findings += SpecifiedFormat(program: program, checksums: checksums).findings(reader)
    }
    let furtherBackups: [Recognised]
    (findings, furtherBackups) = Self.divided(Self.settled(findings))
    for finding in findings { fingerprint.add(finding, reader) }
    let account = reader.account
    return Identification(
      size: source.size, findings: findings,
      isBlank: isKnownZero ?? account.isAllZero && findings.isEmpty && account.failures.isEmpty,
      isWhole: isKnownZero != nil || Fingerprint.coversAll(of: source.size),
      fingerprint: fingerprint.text, furtherBackups: furtherBackups, unread: account.failures)
  }

  /// The findings that are told, and the backups beyond.
  private static func divided(_ findings: [Recognised]) -> (told: [Recognised], further: [Recognised]) {
    var counts: [String: Int] = [:]
    var (told, further): ([Recognised], [Recognised]) = ([], [])
    for finding in findings {
      if finding.role == .backup { counts[finding.id, default: 0] += 1 }
      if counts[finding.id, default: 0] > backupLimit { further.append(finding) } else { told.append(finding) }
    }
    return (told, further)
  }

  private static func findings(of format: any KnownFormat, _ reader: ProbeReader) -> [Recognised] {
    var places = format.places(reader.size)[...]
    var seen: Set<UInt64> = []
    var findings: [Recognised] = []
    while let place = places.popFirst() {
      guard findings.count(where: { $0.role == .backup }) < wipedBackupLimit, seen.insert(place.offset).inserted,
        let bytes = reader.bytes(at: place.offset, count: format.length),
        let magic = format.magics.first(where: { $0.matches(bytes) })
      else { continue }
      var found = Recognised(
        id: format.id, title: format.title, category: format.category, structure: format.structure, role: place.role,
        offset: place.offset, length: UInt64(min(bytes.count, format.length)))
      places += format.examine(ProbedStructure(bytes, place: place, reader: reader), &found)
      // Where a backup may be, there may as well be anything, and a short magic is there by chance.
      if place.role == .primary || found.isSound || magic.bytes.count >= 8 { findings.append(found) }
    }
    return findings
  }

  /// The findings in order, without a mere boot signature where a boot sector has been recognised.
  private static func settled(_ findings: [Recognised]) -> [Recognised] {
    let isKnown = findings.contains { $0.id != "mbr" && $0.offset == 0 }
    return findings.filter { !($0.id == "mbr" && !$0.isSound && isKnown) }
      .sorted { ($0.role == .primary ? 0 : 1, $0.offset, $0.id) < ($1.role == .primary ? 0 : 1, $1.offset, $1.id) }
  }
}
