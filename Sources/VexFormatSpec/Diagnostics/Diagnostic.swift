/// Something wrong with a specification, for the person who writes it.
public struct Diagnostic: Sendable, Hashable {
  /// What kind it is, `unit/mismatch`; stable.
  public var code: String
  /// Where it is.
  public var location: SourceLocation
  /// What was found and what was expected, in one sentence without a final period.
  public var message: String
  /// Other places involved.
  public var notes: [Note]
  /// What to do about it, if that is known.
  public var help: String?

  /// Another place that a diagnostic speaks of.
  public struct Note: Sendable, Hashable {
    /// Where it is.
    public var location: SourceLocation
    /// What is there.
    public var message: String

    /// Makes a note.
    public init(_ message: String, at location: SourceLocation) {
      self.location = location
      self.message = message
    }
  }

  /// Makes a diagnostic.
  public init(
    _ code: String, at location: SourceLocation, _ message: String, notes: [Note] = [], help: String? = nil
  ) {
    self.code = code
    self.location = location
    self.message = message
    self.notes = notes
    self.help = help
  }
}

/// All diagnostics of one specification; thrown when there is any.
public struct SpecificationError: Error, Sendable {
  /// Path of the specification.
  public var path: String
  /// Its lines, for showing the place.
  public var lines: [String]
  /// In order of place.
  public var diagnostics: [Diagnostic]
}

/// Collects diagnostics while a specification is compiled.
public struct DiagnosticCollector: Sendable {
  /// In order of discovery.
  public private(set) var diagnostics: [Diagnostic] = []
  private var known: Set<Diagnostic> = []

  /// Makes an empty collector.
  public init() {}

  /// More diagnostics than this help nobody; further ones are left out.
  static let limit = 1000

  /// Whether anything was reported.
  public var isEmpty: Bool { diagnostics.isEmpty }

  /// Adds a diagnostic, unless the same was added before.
  public mutating func report(_ diagnostic: Diagnostic) {
    guard diagnostics.count < Self.limit else { return }
    // A template that is used in several places is bound several times.
    if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  /// Adds a diagnostic.
  public mutating func report(
    _ code: String, at location: SourceLocation, _ message: String, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    report(Diagnostic(code, at: location, message, notes: notes, help: help))
  }
}
