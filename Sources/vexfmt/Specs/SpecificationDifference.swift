import VexBytes
import VexFormatSpec

/// Compares two specifications and reports each change, for `vexfmt diff`.
struct SpecificationDifference {
  var old: String
  var new: String
  var reporter: Reporter

  /// Answers with the exit status: failure if a change takes more than the later specification does.
  func run() throws(Failure) -> Int32 {
    let (before, after) = (try Catalogue.find(old), try Catalogue.find(new))
    let one = try format(before, before.lock)
    var other = try format(after, after.lock)
    // Rules keep their numbers where nothing says otherwise.
    if after.lock == nil, other.name == one.name { other = try format(after, before.lock) }
    guard one.name == other.name else {
      throw .message(
        "\(shown(new)): is of the format \(other.name), and \(shown(old)) of \(one.name); name two of one format")
    }
    let changes = FormatComparison(one, other).changes
    let unsafe = changes.count { !$0.isSafe }
    if reporter.isJSON {
      reporter.json(json(changes))
    } else {
      for change in changes { print(change, after) }
      let sum = changes.isEmpty ? "the same" : "\(counted(changes.count, "change")), \(unsafe) of them unsafe"
      reporter.line("\(shown(old)), \(shown(new)): \(sum)")
    }
    return unsafe == 0 ? ExitStatus.success : ExitStatus.failure
  }

  /// Compiles one with the numbers of a lock file, and without what that pins: what changed is the question here.
  private func format(_ source: SpecificationSource, _ lock: [UInt8]?) throws(Failure) -> Format {
    var source = source
    source.lock = lock
    return try source.compile(isPinned: false)
  }

  private func print(_ change: FormatChange, _ source: SpecificationSource) {
    let place = change.location.map { "\(shown(source.path)):\($0.line): " } ?? ""
    let verdict =
      change.needs == .nothing
      ? "" : change.isSafe ? " [\(change.needs.name): done]" : " [needs \(change.needs.name), has \(change.has.name)]"
    reporter.line("\(place)\(change.kind.rawValue): \(shown(change.subject)) \(oneLine(change.description))\(verdict)")
  }

  /// `{"old", "new", "safe", "changes": [{"kind", "subject", "description", "needs", "has", "safe", "line"}]}`.
  private func json(_ changes: [FormatChange]) -> JSON {
    .object([
      ("old", .string(old)), ("new", .string(new)), ("safe", .boolean(changes.allSatisfy(\.isSafe))),
      (
        "changes",
        .array(
          changes.map { change in
            .object([
              ("kind", .string(change.kind.rawValue)), ("subject", .string(change.subject)),
              ("description", .string(change.description)), ("needs", .string(change.needs.name)),
              ("has", .string(change.has.name)), ("safe", .boolean(change.isSafe)),
              ("line", change.location.map { .count($0.line) } ?? .null),
            ])
          })
      ),
    ])
  }
}
