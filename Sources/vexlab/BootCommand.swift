import ArgumentParser
import Foundation
import VexFuzz

/// Boots the guest as often as it takes.
struct BootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Boot the guest until every item was tried: after a crash or a hang again, behind the item.",
    discussion: """
      In the arguments of the emulator, {first} stands for the first item's number, {answers} and {console} for files of \
      the boot. What the boots leave is in REPORTS/boot-N.answers and boot-N.console; see judge.
      """)

  @Option(help: "The folder that pack wrote.")
  var pack: String

  @Option(help: "The folder to write to.")
  var reports: String

  @Option(help: "A boot that says nothing for so many seconds is ended.")
  var patience = 180.0

  @Argument(parsing: .postTerminator, help: "The emulator and its arguments.")
  var command: [String]

  func run() throws {
    let expectations = try LabTools.readExpectations(pack)
    let boots = GuestBoots(
      command: command, folder: URL(filePath: reports), count: UInt32(expectations.count), patience: patience)
    let done = try boots.run()
    Output.line("vexlab: \(done.count) \(done.count == 1 ? "boot" : "boots")")
  }
}
