import ArgumentParser
import Foundation
import VexBytes
import VexFuzz

/// Compares answers with what was expected, and writes the reports.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract:
      "Compare what the boots left with what was expected; write report.txt, report.json and report.xml (JUnit).")

  @Option(help: "The folder that pack wrote.")
  var pack: String

  @Option(help: "The folder that boot wrote.")
  var reports: String

  @Option(help: "What reports call the kernel.")
  var kernel: String

  @Option(help: "So many mutants at least must have been tried.")
  var mutants = 1

  func run() throws {
    let folder = URL(filePath: reports)
    let report = LabJudge.report(
      try LabTools.readExpectations(pack), GuestBoots.boots(in: folder), kernel: kernel,
      least: [.step: 1, .corpus: 1, .device: 1, .migration: 1, .mutant: mutants])
    let files = [("report.txt", report.text), ("report.json", report.json.text + "\n"), ("report.xml", report.junit)]
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    Output.text(report.text)
    if !report.passes { throw ExitCode.failure }
  }
}
