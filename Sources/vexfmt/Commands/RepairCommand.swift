import ArgumentParser

/// Repairs an image.
struct RepairCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Repair what the rest of an image determines: copies, counters, maps of space.",
    discussion: """
      What is done is said first, and saved in an undo file before the first byte changes. Nothing is guessed: what no sound \
      part of the image tells is left. Exit status, as for fsck: 0 nothing to do, 1 repaired, 4 damage is left, 8 unreadable \
      or not recognised, 16 wrong usage.
      """)

  static var statuses: Statuses { .fsck }

  @Argument(help: "The image: a file or a block device.")
  var image: String

  @Option(
    help: ArgumentHelp(
      "An element whose bytes are right although its checksum is wrong, such as 'inodes[1]'; can be given several times.",
      valueName: "element"))
  var trust: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take copy N of the superblock for right, even if the first one is sound, as after another format was written.",
      valueName: "n"))
  var from: UInt64?

  @OptionGroup var spec: SpecOption
  @OptionGroup var writing: WriteOptions
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    guard writing.replace == nil else {
      throw ValidationError("--replace is not for repair, which replaces nothing sound")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    var repairing = ImageRepairing(
      path: image, formats: try Formats(spec: spec.name, reporter), reporter: reporter, destination: writing.destination
    )
    repairing.trusted = trust
    repairing.chosen = from
    return try repairing.run()
  }
}
