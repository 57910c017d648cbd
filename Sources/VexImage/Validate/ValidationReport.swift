public import VexBytes

/// What validating an image found.
public struct ValidationReport: Sendable {
  /// So many findings are kept; more are counted.
  public static let findingLimit = 4096

  /// What the caller calls the image.
  public var image: String
  /// Name of the format whose rules were tested.
  public var format: String
  /// The version that the image says it has; nil when the format has none, or it cannot be read.
  public var version: UInt64?
  /// The judgement.
  public var verdict: Verdict
  /// What a kernel may do with it.
  public var mount: Mount
  /// What is wrong, in the order in which it was met.
  public var findings: [ImageFinding]
  /// How many findings there were beyond the limit.
  public var omittedFindings: UInt64
  /// Rules, structures and regions that were not judged, with the cause.
  public var notEvaluated: [(rule: String, cause: String)]
  /// How many there were beyond the limit.
  public var omittedNotEvaluated: UInt64
  /// How much was looked at.
  public var statistics: Statistics

  /// The judgement of an image.
  public enum Verdict: String, Sendable, CaseIterable {
    /// No rule is broken.
    case clean
    /// Rules are broken, none of severity `error`.
    case warnings
    /// A rule of severity `error` is broken, or a check could not be carried through.
    case damaged
    /// It is of the format, in a version or with features that are not known.
    case unsupported
    /// It is not of the format.
    case unrecognised
  }

  /// What a kernel may do with an image.
  public enum Mount: String, Sendable, CaseIterable {
    /// Read and write it.
    case rw
    /// Read it.
    case ro
    /// Nothing.
    case refuse
  }

  /// How much was looked at.
  public struct Statistics: Sendable {
    /// For each region: its name, how many elements were checked, and how many are free.
    public var regions: [(name: String, checked: UInt64, vacant: UInt64)] = []
    /// Elements checked in all regions.
    public var checked: UInt64 { regions.reduce(0) { $0 + $1.checked } }
    /// Facts about the whole image that were evaluated.
    public var facts: UInt64 = 0
  }

  /// The exit code of fsck(8): 0 clean or warnings only, 4 damaged or unsupported, 8 not recognised.
  public var exitCode: Int32 {
    switch verdict {
    case .clean, .warnings: 0
    case .damaged, .unsupported: 4
    case .unrecognised: 8
    }
  }
}

extension ValidationReport {
  /// The report as JSON, one object.
  public var json: JSON {
    .object([
      ("image", .string(image)), ("format", .string(format)), ("version", version.map { .unsigned($0) } ?? .null),
      ("verdict", .string(verdict.rawValue)), ("mount", .string(mount.rawValue)),
      ("findings", .array(findings.map(\.json))), ("omittedFindings", .unsigned(omittedFindings)),
      (
        "notEvaluated",
        .array(notEvaluated.map { .object([("rule", .string($0.rule)), ("cause", .string($0.cause))]) })
      ),
      (
        "statistics",
        .object([
          ("checked", .unsigned(statistics.checked)), ("facts", .unsigned(statistics.facts)),
          (
            "regions",
            .object(
              statistics.regions.map {
                ($0.name, .object([("checked", .unsigned($0.checked)), ("vacant", .unsigned($0.vacant))]))
              })
          ),
        ])
      ),
    ])
  }
}
