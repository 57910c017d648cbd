import ArgumentParser

/// Makes a fresh filesystem.
struct MkfsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "mkfs",
    abstract: "Make a filesystem in a file or on a block device.",
    discussion: """
      A new file needs --size. A block device, and a file that has anything but zeroes, are refused until --replace names \
      what is there; what is mounted, in use, read-only or divided into partitions is refused whatever is named. What is \
      there is saved in an undo file before the first byte changes.

      Called mkfs.vexfs, it takes -q, -v, -f and -F as other tools of that kind do, of which none forces anything, and the \
      size behind the target.
      """)

  @Argument(help: "The file or block device.")
  var target: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The version of the format; by default the one that the specification writes.", valueName: "n"),
    transform: WholeNumber.parse)
  var formatVersion: UInt64?

  @Option(name: [.customShort("L"), .long], help: "The label.")
  var label: String?

  @Option(name: [.customShort("U"), .long], help: "The UUID, by default a random one.")
  var uuid: String?

  @Option(
    help: ArgumentHelp(
      "The algorithm of checksums, where the format has a choice; by default the one that it prefers.",
      valueName: "kind"))
  var checksum: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The size: 20480, 64K, 100M, 1T; units are powers of 1024.", valueName: "size"))
  var size: String?

  @Flag(help: "Let the rest take no room: holes of a file, blocks that a device may forget. All of it is saved first.")
  var discard = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Take random bytes from this seed and the time as 1970, so that the same call makes the same bytes.",
      valueName: "n"),
    transform: WholeNumber.parse)
  var seed: UInt64?

  @Option(
    name: .customLong("spec"),
    help: ArgumentHelp(
      "The format: the name of a built-in one, or the path of a specification.",
      discussion: "It can be left out while only one is built in.", valueName: "name-or-path"))
  var spec: String?

  @OptionGroup var writing: WriteOptions
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func validate() throws {
    guard !discard || writing.savePlan == nil else {
      throw ValidationError(
        "--discard cannot be planned for later, since nobody could tell whether what goes had changed")
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let formats = try Formats(spec: nil, reporter)
    var making = ImageMaking(
      path: target, formats: formats, specification: try formats.compile(try Catalogue.findToWrite(spec)),
      destination: writing.destination)
    making.version = formatVersion
    making.label = label
    making.uuid = uuid
    making.checksum = checksum
    making.size = size
    making.seed = seed
    making.replacing = writing.replace
    making.isDiscarding = discard
    return try making.run(reporter)
  }
}
