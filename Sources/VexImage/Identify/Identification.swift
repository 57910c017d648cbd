public import VexBytes

/// What is on an image, as far as the places tell that formats are recognised by.
public struct Identification: Sendable {
  /// Size of the image in bytes.
  public var size: UInt64
  /// What was recognised, ordered by the place; primary structures first.
  public var findings: [Recognised]
  /// Whether every byte is zero: of the whole image if `isWhole`, otherwise of what was looked at.
  public var isBlank: Bool
  /// Whether `isBlank` is about all bytes of the image.
  public var isWhole: Bool
  /// Sixteen hexadecimal digits that stand for what is on the image.
  ///
  /// Whoever types it has seen what `identify` saw; `Fingerprint` says what it covers. It is no proof that other bytes are
  /// the same.
  public var fingerprint: String
  /// More backups of what is among the findings: nobody needs to be told of them, but they go with it when it is replaced.
  public var furtherBackups: [Recognised]
  /// Places that could not be read; what they hold is unknown.
  public var unread: [ImageError]

  /// Makes an identification.
  public init(
    size: UInt64, findings: [Recognised], isBlank: Bool, isWhole: Bool, fingerprint: String,
    furtherBackups: [Recognised] = [], unread: [ImageError] = []
  ) {
    self.size = size
    self.findings = findings
    self.isBlank = isBlank
    self.isWhole = isWhole
    self.fingerprint = fingerprint
    self.furtherBackups = furtherBackups
    self.unread = unread
  }

  /// Whether `id` names what is on the image: its fingerprint, or the UUID of anything recognised, in either case.
  public func accepts(_ id: String) -> Bool {
    let id = id.lowercased()
    return id == fingerprint || findings.contains { $0.uuid?.lowercased() == id }
  }

  /// What would be lost if the image were overwritten, a line for each thing; empty when nothing was recognised.
  public var losses: [String] { findings.lines }
}
