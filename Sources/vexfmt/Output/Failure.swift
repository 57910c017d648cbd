import VexBytes
import VexFormatSpec

/// Why a command stops.
enum Failure: Error {
  /// One line: the path or the place, what was found, what was expected, what to do.
  case message(String)
  /// One line, and below it what another program said.
  case quoted(String, output: String)
  /// The specification is wrong.
  case specification(SpecificationError)
  /// The command line is wrong in a way that the parser cannot see.
  case usage(String)
  /// Everything has been said already.
  case status(Int32)
}

extension Reporter {
  /// Says why a command stops; answers with the exit status.
  func report(_ failure: Failure, failed: Int32, usage: Int32) -> Int32 {
    switch failure {
    case .message(let text):
      error(text)
      jsonError(text)
      return failed
    case .quoted(let text, let output):
      error(text)
      jsonError(text)
      for line in output.split(separator: "\n").prefix(60) { errorText("  \(shown(String(line)))\n") }
      return failed
    case .specification(let problem):
      diagnostics(problem)
      return failed
    case .usage(let text):
      error(text)
      return usage
    case .status(let status):
      return status
    }
  }
}

/// Text of the user's for a message: on one line, without what steers terminals, and not endless.
func shown(_ text: String, limit: Int = 240) -> String {
  let safe = printable(text)
  return safe.unicodeScalars.count <= limit ? safe : String(safe.unicodeScalars.prefix(limit)) + "..."
}

/// A sentence of a library, which may quote the user.
func oneLine(_ text: String) -> String { shown(text, limit: 1200) }

/// A sentence about an image; its path may be endless, and what is said of it must be seen nevertheless.
func oneLine(_ error: ImageError) -> String {
  var error = error
  error.path = shown(error.path)
  return oneLine(error.description)
}

/// An argument as a shell takes it, for a command that the user may copy.
func quoted(_ argument: String) -> String {
  let plain = argument.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "-_./=,+:@%".utf8.contains(byte)
  }
  return plain && !argument.isEmpty ? argument : "'" + shown(argument).replacing("'", with: "'\\''") + "'"
}
