public import VexBytes
public import VexFormatSpec
public import VexPlugins

/// Says what is on an image: filesystems, partition tables, what remains of them, and their backups.
///
/// Formats are recognised by their specifications. Only the places are read at which formats have their structures and, by
/// the habits of their tools, backups of them, and those that the fingerprint samples; an image is never searched. Reading
/// ends after 32 MiB or 4096 places, whatever an image says of itself; ordinary ones take some hundred places and less than
/// 2 MiB.
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
    var plugged: [Recognised] = []
    for (program, isPlugged) in try library.programs(leavingTracesOn: reader) {
      let found = SpecifiedFormat(program: program, checksums: checksums, reader)?.findings() ?? []
      if isPlugged { plugged += found } else { findings += found }
    }
    // What a plugin sees where something that is built in was found says nothing of that, and must lead nobody astray.
    let places = Set(findings.map(\.offset))
    findings += plugged.filter { !places.contains($0.offset) }
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

  /// The findings in order, without a mere boot signature where another boot sector has been recognised.
  private static func settled(_ findings: [Recognised]) -> [Recognised] {
    let others = Set(findings.filter { $0.category != .partitionTable }.map(\.offset))
    return findings.filter { $0.isSound || $0.category != .partitionTable || !others.contains($0.offset) }
      .sorted { ($0.role == .primary ? 0 : 1, $0.offset, $0.id) < ($1.role == .primary ? 0 : 1, $1.offset, $1.id) }
  }
}
