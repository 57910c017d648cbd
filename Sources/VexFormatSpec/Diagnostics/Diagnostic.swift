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
    self.message = Self.shortened(message)
    self.notes = notes
    self.help = help.map(Self.shortened)
  }

  /// A text without its middle when it quotes more of the specification than anybody would read.
  private static func shortened(_ text: String) -> String {
    let most = 500
    guard text.utf8.count > 4 * most else { return text }
    let (start, end) = (text.unicodeScalars.prefix(most), text.unicodeScalars.suffix(most))
    return "\(String(start)) ... \(String(end))"
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
  /// Words and signs of all expressions so far.
  private var tokens = 0
  /// What may still be spent on guessing names.
  private var effort = NameComparison.maximumEffort

  /// Makes an empty collector.
  public init() {}

  /// More diagnostics than this help nobody; further ones are left out.
  static let limit = 100

  /// Whether anything was reported.
  public var isEmpty: Bool { diagnostics.isEmpty }

  /// Whether further diagnostics are left out.
  var isFull: Bool { diagnostics.count >= Self.limit }

  /// Adds a diagnostic, unless the same was added before.
  public mutating func report(_ diagnostic: Diagnostic) {
    guard !isFull else { return }
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

  /// All expressions of a specification have at most so many words and signs.
  static let maximumTokens = 24_000

  /// Counts the words and signs of an expression at a place; false when there are too many, which is reported once.
  mutating func admit(tokens count: Int, at location: SourceLocation) -> Bool {
    guard tokens <= Self.maximumTokens else { return false }
    tokens += count
    guard tokens > Self.maximumTokens else { return true }
    report(
      "structure/too-large", at: location,
      "the expressions up to here have more than \(Self.maximumTokens) words and signs")
    return false
  }

  /// The candidate that `name` was probably meant to be, as a help; nil when none is near enough, and when enough was
  /// guessed already.
  mutating func suggestion(for name: String, in candidates: some Sequence<String>) -> String? {
    guard !isFull else { return nil }
    return NameComparison.nearest(name, in: candidates, effort: &effort).map { "did you mean '\($0)'?" }
  }
}
