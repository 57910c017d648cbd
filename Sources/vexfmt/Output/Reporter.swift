import VexBytes
import VexFormatSpec
import VexImage

/// All that the program says: results on the standard output, everything else on the standard error.
final class Reporter {
  /// Whether results are JSON, one object per line.
  let isJSON: Bool
  private let output = OutputStream(descriptor: 1)
  private let errors = OutputStream(descriptor: 2)
  /// The name that messages begin with: that by which the program was called.
  private let program: String
  private var hasPrintedJSON = false
  /// The line that shows how far long work is; nil where nobody would see it.
  private let progressLine: ProgressLine?

  /// Makes a reporter for the program as it was called.
  init(program: String, isJSON: Bool) {
    self.program = program
    self.isJSON = isJSON
    progressLine = isJSON ? nil : ProgressLine(on: errors)
  }

  /// Whether nobody reads the results any more, so that making more of them is in vain.
  var isUnread: Bool { output.isBroken }

  /// Whether results go to a terminal that shows colours.
  var usesColor: Bool { output.usesColor }

  /// Is told how far long work is, and shows it; nil where nobody would see it.
  var progress: ProgressHandler? {
    guard let progressLine else { return nil }
    return { progressLine.show($0) }
  }

  /// Prints a line, or several, of the result.
  func line(_ text: String = "") { self.text(text + "\n") }

  /// Prints text of the result as it is.
  func text(_ text: String) {
    progressLine?.erase()
    output.write(text)
  }

  /// Prints a result as one line of JSON.
  func json(_ value: JSON) {
    hasPrintedJSON = true
    output.write(value.text + "\n")
  }

  /// Prints `{"error"}` for a command that was to print JSON and stopped before it had any.
  func jsonError(_ message: String) { if isJSON, !hasPrintedJSON { json(.object([("error", .string(message))])) } }

  /// `text` in a style, when the results are shown in colours.
  func paint(_ text: String, _ style: Style) -> String {
    usesColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Says on the standard error what went wrong, in one line.
  func error(_ message: String) { complain(message) }

  /// Says on the standard error what the user should know, in one line.
  func warning(_ message: String) { complain("warning: " + message) }

  /// Shows the diagnostics of a specification on the standard error.
  func diagnostics(_ error: SpecificationError) {
    progressLine?.erase()
    output.flush()
    errors.write(DiagnosticRenderer(usesColor: errors.usesColor).render(error))
  }

  /// Prints text on the standard error as it is.
  func errorText(_ text: String) {
    progressLine?.erase()
    output.flush()
    errors.write(text)
    errors.flush()
  }

  /// Writes out what there is so far, so that results of long work are seen as they come.
  func flush() { output.flush() }

  /// Writes everything out, and answers with the exit status: `status`, unless the results could not be written.
  func finish(_ status: Int32, whenUnwritable: Int32) -> Int32 {
    progressLine?.erase()
    output.flush()
    errors.flush()
    if output.isBroken { return ExitStatus.brokenPipe }
    guard let code = output.failure else { return status }
    complain("the output cannot be written: \(systemMessage(code)); what was printed is incomplete")
    return whenUnwritable
  }

  private func complain(_ message: String) {
    progressLine?.erase()
    output.flush()
    errors.write("\(program): \(message)\n")
    errors.flush()
  }

  /// How a text looks on a terminal: its SGR parameters.
  enum Style: String {
    case good = "32"
    case bad = "1;31"
    case caution = "33"
    case strong = "1"
    case faint = "2"
  }
}
