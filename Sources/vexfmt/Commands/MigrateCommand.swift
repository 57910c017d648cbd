import ArgumentParser

/// Brings an image to another version of its format.
struct MigrateCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring an image to another version of its format, or to other checksums, in place.",
    discussion: """
      The specification declares which ways there are and what they need. All of it is tested, and the image as it would \
      be, before a byte is written. Only a clean image is migrated. What is there is saved in an undo file before the first \
      byte changes. Then the image says of itself that it is being migrated, until that is done; nobody mounts it meanwhile.
      """)

  @Argument(help: "The image: a file or a block device.")
  var image: String

  @Option(help: ArgumentHelp("The version that the image shall have.", valueName: "n"))
  var to: UInt64?

  @Option(
    help: ArgumentHelp(
      "The algorithm of checksums that the image shall have, where its version has a choice.", valueName: "kind"))
  var checksum: String?

  @Flag(
    help: "Complete a migration that was interrupted. --undo names its undo file, if it is not in the usual folder.")
  var resume = false

  @Flag(help: "Take back a migration, whether or not it was interrupted. --undo names its undo file.")
  var rollback = false

  @Option(name: [.customShort("U"), .long], help: "The UUID, where the version adds one; by default a random one.")
  var uuid: String?

  @Option(
    help: ArgumentHelp(
      "Take random bytes from this seed and the time as 1970, so that the same call makes the same bytes.",
      valueName: "n"))
  var seed: UInt64?

  @OptionGroup var spec: SpecOption
  @OptionGroup var writing: WriteOptions
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    guard [to != nil || checksum != nil, resume, rollback].count(where: \.self) == 1 else {
      throw ValidationError("give one of --to <n>, --checksum <kind>, --resume and --rollback")
    }
    guard to != nil || uuid == nil else { throw ValidationError("-U is for --to") }
    guard to != nil || checksum != nil || writing.savePlan == nil else {
      throw ValidationError("--save-plan is for --to and --checksum")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    if resume || rollback {
      let migration = InterruptedMigration(
        path: image, undo: writing.undo, reporter: reporter, replacing: writing.replace, isTrial: writing.dryRun,
        formats: try Formats(spec: spec.name, reporter))
      return resume ? try migration.resume() : try migration.rollBack()
    }
    var migration = ImageMigration(
      path: image, version: to, checksum: checksum, formats: try Formats(spec: spec.name, reporter), reporter: reporter,
      destination: writing.destination)
    migration.uuid = uuid
    migration.replacing = writing.replace
    migration.seed = seed
    return try migration.run()
  }
}
