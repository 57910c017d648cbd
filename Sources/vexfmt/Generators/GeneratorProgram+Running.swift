import VexBytes
import VexCodecs
import VexProcess

extension GeneratorProgram {
  /// At most so many bytes of an answer are read.
  static let maximumAnswer = 64 << 20
  /// So many bytes of what a generator says on its standard error are kept.
  static let keptErrors = 1 << 20

  /// Runs the generator on a document, and reads its answer.
  ///
  /// It runs in `/`, with an environment that is the same everywhere, so that what it makes follows from the document.
  func answer(
    to document: ExchangeDocument, seconds: Int, _ reporter: Reporter
  ) throws(Failure) -> GeneratorAnswer {
    let child = ChildProcess(
      path, environment: [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")],
      folder: "/",
      limits: ChildProcess.Limits(time: .seconds(seconds), output: Self.maximumAnswer, errors: Self.keptErrors))
    Termination.watch()
    let result: ChildProcess.Result
    do {
      result = try child.run(input: Array((document.json.text + "\n").utf8))
    } catch {
      throw .message(
        "\(shown(name)): cannot be started: \(error); expected a program, or a script whose first line names one "
          + "(#!/usr/bin/python3)")
    }
    let said = Self.lines(result.errors)
    switch result.ending {
    case .exited(0): break
    case .exited(let status):
      throw .quoted(
        "\(shown(name)): ended with status \(status); expected 0 and its answer\(Self.seeBelow(said))", output: said)
    case .signalled(let signal):
      throw .quoted(
        "\(shown(name)): was ended by signal \(signal); expected status 0 and its answer\(Self.seeBelow(said))",
        output: said)
    case .tookTooLong:
      throw .quoted(
        "\(shown(name)): was killed, for it had not ended after \(seconds) seconds; mend it, or give it longer: "
          + "--timeout\(Self.seeBelow(said))", output: said)
    case .saidTooMuch:
      throw .message(
        "\(shown(name)): was killed, for its answer is longer than \(Self.maximumAnswer) bytes; expected the files of one "
          + "format, mend it")
    }
    if !said.isEmpty {
      reporter.warning("\(shown(name)) says:")
      for line in said.split(separator: "\n") { reporter.errorText("  \(shown(String(line)))\n") }
    }
    do {
      return try GeneratorAnswer(result.output)
    } catch {
      throw .quoted(
        "\(shown(name)): its answer is not as docs/GENERATORS.md describes: \(oneLine(error.reason)); mend it",
        output: "")
    }
  }

  private static func seeBelow(_ said: String) -> String { said.isEmpty ? "" : "; it says:" }

  /// The first and the last lines of a text.
  private static func lines(_ text: KeptText) -> String {
    let lines = text.text.split(separator: "\n")
    guard lines.count > 40 else { return lines.joined(separator: "\n") }
    return (lines.prefix(20) + ["[\(lines.count - 40) lines are left out]"] + lines.suffix(20)).joined(separator: "\n")
  }
}
