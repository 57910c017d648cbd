public import VexBytes

/// Why an image is not migrated; nothing has been written then.
///
/// `description` is one line for people.
public enum MigrationError: Error, Sendable {
  /// The format has no versions at all.
  case unversioned(format: String)
  /// The format has no such version.
  case unknownVersion(UInt64, known: [UInt64])
  /// The format has no such kind of checksums.
  case unknownKind(String, known: [String])
  /// No version on the way has a choice of checksums, or not that one; the report is of the image as it would be.
  case noKind(String, version: UInt64, ValidationReport?)
  /// Without its undo file, an interrupted change cannot be ended, for the reason in these words.
  case noWayOut(String)
  /// Nothing is to be ended: the image says of itself that nothing is under way.
  case notUnderWay
  /// A change of the image was begun and not ended.
  case underWay
  /// The image is not clean, so that what it says is not to be relied on.
  case notClean(ValidationReport)
  /// No edges lead there.
  case noWay(from: UInt64, to: UInt64, reachable: [UInt64])
  /// The image lacks what the edge needs, or the edge would write over it before the commit.
  case needs([ImageFinding])
  /// Something else lies where the edge writes.
  case remains(Remains)
  /// What lies where the edge writes is not what was named as replaceable.
  case otherRemains(Remains?, named: String)
  /// The image after cannot be made.
  case make(MakeError)
  /// The image after would break rules.
  case unsound(ValidationReport)
  /// The image cannot be read.
  case image(ImageError)
  /// Something of the image has no value, or is too large.
  case noValue(String)
  /// The format's checks cannot be run.
  case table(String)
}

extension MigrationError: CustomStringConvertible {
  /// One line: what was found, what was expected, what to do.
  public var description: String { printable(sentence) }

  /// A word for the kind, for programs.
  public var kind: String {
    switch self {
    case .unversioned, .unknownVersion: "version"
    case .unknownKind, .noKind: "kind"
    case .notClean: "not-clean"
    case .noWay, .noWayOut: "no-way"
    case .underWay, .notUnderWay: "under-way"
    case .needs: "needs"
    case .remains, .otherRemains: "remains"
    case .make, .noValue, .table: "failed"
    case .unsound: "unsound"
    case .image: "unreadable"
    }
  }

  /// The rules that the image breaks, or would break.
  public var findings: [ImageFinding] {
    switch self {
    case .notClean(let report), .unsound(let report), .noKind(_, _, let report?): report.findings
    case .needs(let findings): findings
    default: []
    }
  }

  private var sentence: String {
    func list(_ versions: [UInt64]) -> String { versions.map(String.init).joined(separator: ", ") }
    switch self {
    case .unversioned(let format): return "\(format) has no versions, so there is nothing to migrate"
    case .unknownVersion(let version, let known): return "there is no version \(version); known are \(list(known))"
    case .unknownKind(let kind, let known):
      return "there is no kind of checksums '\(kind)' to choose"
        + (known.isEmpty ? ", since this format has no choice" : "; known are \(known.joined(separator: ", "))")
    case .noKind(let kind, let version, let report):
      let cause = report?.findings.first.map { ": \($0.message) [\($0.rule)]" } ?? ", since it has no choice"
      return "version \(version) cannot have the checksums \(kind)\(cause); --to names another version"
    case .noWayOut(let reason):
      return "there is no undo file of it, and without one it cannot be ended: \(reason); name the file with --undo"
    case .notUnderWay:
      return "no migration of it is under way, and there is no undo file of one that could be ended; "
        + "vexfmt undo --list shows those that there are"
    case .underWay: return RepairError.underWay.description
    case .notClean(let report):
      return "is \(report.verdict.rawValue), and only a clean image is migrated; see what validate says, and repair it"
    case .noWay(let from, let to, let reachable):
      return "no way leads from version \(from) to version \(to); "
        + (reachable.isEmpty ? "none leads away from it" : "it can become version \(list(reachable))")
    case .needs(let findings):
      return findings.map { "\($0.message) [\($0.rule)]" }.joined(separator: "; ")
    case .remains(let remains):
      return "\(remains.words); look at it, and if nobody needs it: --replace \(remains.fingerprint)"
    case .otherRemains(nil, let named):
      return "there is nothing to replace, so '\(named)' names nothing; leave --replace out"
    case .otherRemains(let remains?, let named):
      return "\(remains.words), and its fingerprint is \(remains.fingerprint), not '\(named)'"
    case .make(let error): return "\(error)"
    case .unsound(let report):
      let first = report.findings.first.map { "\($0.message) [\($0.rule)]" }
      let cause = first ?? report.notEvaluated.first.map { "\($0.rule): \($0.cause)" } ?? report.verdict.rawValue
      return "the image would not be clean afterwards: \(cause); the specification's edge is wrong"
    case .image(let error): return "\(error)"
    case .noValue(let cause): return cause
    case .table(let cause): return "the format's checks cannot be run: \(cause)"
    }
  }
}

extension Remains {
  fileprivate var words: String {
    "something else lies where it would write: \(count) bytes that are not zero, the first at offset \(offset), "
      + "where \(target) would be: \(DecodedValue.hexadecimal(sample))"
  }
}
