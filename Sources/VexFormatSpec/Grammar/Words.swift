import VexBytes

/// Words that stand behind keys and are no names.
enum Words {
  enum Endian: String, CaseIterable { case little, big }
  enum MountPolicy: String, CaseIterable { case rw, readonly }
  /// What bits without a name do to a mount.
  enum UnknownBits: String, CaseIterable { case accept, warning, readonly, refuse }
  /// What a flag's being set does to a mount.
  enum FlagMount: String, CaseIterable { case refuse, readonly }
  /// Which part of a digest is kept that is wider than its field.
  enum KeptPart: String, CaseIterable { case low }
  /// How many elements a region has that is in a space.
  enum Count: String, CaseIterable { case mirrors }
  enum Severity: String, CaseIterable {
    case warning, readonly, error

    var severity: VexBytes.Severity {
      switch self {
      case .warning: .warning
      case .readonly: .readonly
      case .error: .error
      }
    }
  }
  enum Requirement: String, CaseIterable { case required }
}
