import VexBytes
import VexFormatSpec
import VexImage

/// Identifies what is on one target and reports it, for `vexfmt identify`.
struct ImageIdentification {
  var path: String
  var formats: Formats
  var reporter: Reporter

  /// Answers with the exit status of this target.
  func run() throws(Failure) -> Int32 {
    let file: ImageFile
    do { file = try ImageFile(path: path) } catch { return unreadable(oneLine(error)) }
    let found = try formats.identify(file)
    for place in found.unread { reporter.error(oneLine(place)) }
    if reporter.isJSON {
      reporter.json(
        .object(
          [("image", .string(path))] + found.members
            + [("recovery", .null), ("message", .optional(found.unread.first.map { oneLine($0) }))]))
    } else {
      print(found)
    }
    return found.unread.isEmpty ? ExitStatus.success : ExitStatus.failure
  }

  /// Reports a target about which nothing can be said.
  private func unreadable(_ message: String) -> Int32 {
    reporter.error(message)
    if reporter.isJSON {
      reporter.json(
        .object([
          ("image", .string(path)), ("size", .null), ("fingerprint", .null), ("blank", .null), ("whole", .null),
          ("findings", .array([])), ("unread", .array([])), ("recovery", .null), ("message", .string(message)),
        ]))
    }
    return ExitStatus.failure
  }

  private func print(_ found: Identification) {
    reporter.line("\(shown(path)): \(found.size) bytes, fingerprint \(found.fingerprint)")
    for line in found.losses { reporter.line("  \(oneLine(line))") }
    guard found.findings.isEmpty else { return }
    reporter.line(
      found.isBlank
        ? found.isWhole ? "  every byte is zero" : "  nothing recognised; all that was looked at is zero"
        : "  nothing recognised, but there is data")
  }
}
