import VexBytes
import VexCodecs
public import VexFormatSpec

/// Why a fresh image could not be made from a specification; `description` is one line for people.
public struct MakeError: Error, Sendable {
  /// What kind of failure it is.
  public var kind: Kind
  /// What it is about: the path of a field (`superblock.free_blocks`), a region, or the name of a rule.
  public var subject: String
  /// What happened, as the rest of a sentence.
  public var reason: String
  /// Path of the specification.
  public var specification: String
  /// Where the specification says so; nil when it is about what the user asked for.
  public var location: SourceLocation?

  /// What can go wrong.
  public enum Kind: String, Sendable {
    /// The specification has no such version.
    case version = "mkfs/version"
    /// There is no such field, or the value does not fit it.
    case setting = "mkfs/setting"
    /// A field of the fresh image has no value, or one that does not fit it.
    case noValue = "mkfs/no-value"
    /// Values depend on each other in a circle that never comes to rest.
    case unstable = "mkfs/unstable"
    /// Elements lie over each other or outside of the image.
    case overlap = "mkfs/overlap"
    /// What was made breaks one of the format's own rules.
    case breaksRule = "mkfs/breaks-rule"
    /// A checksum cannot be computed: its algorithm is not loaded.
    case checksum = "mkfs/checksum"
    /// The format's checks cannot be run.
    case table = "mkfs/table"
  }
}

extension MakeError: CustomStringConvertible {
  /// One line: what it is about, what happened, the code, the place in the specification.
  public var description: String {
    let place = location.map { ", \(printable(specification)):\($0.line):\($0.column)" } ?? ""
    // Of a broken rule, the reason says what it is about, and the rule's name is for looking it up.
    guard kind == .breaksRule else { return "\(printable(subject)): \(printable(reason)) [\(kind.rawValue)\(place)]" }
    return "\(printable(reason)) [\(printable(subject))\(place)]"
  }
}

/// A value that a field could not get yet.
struct MissingValue {
  /// Path of the field, or of the region's key.
  var subject: String
  var reason: NoValue
  var location: SourceLocation
}
