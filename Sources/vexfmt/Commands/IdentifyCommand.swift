import ArgumentParser

/// Says what is on a target.
struct IdentifyCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Say what is on files or devices: filesystems, partition tables, remains of them, backups.",
    discussion: """
      Nothing is written, and nothing is searched: only the places are read where formats have their structures and their tools put \
      backups. The fingerprint, or a UUID that is shown, is what --replace takes. Exit status: 0 whatever was found, 1 if a target \
      could not be read, 64 wrong usage.
      """)

  @Argument(help: "Images: regular files or block devices.")
  var targets: [String]

  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let formats = try Formats(spec: nil, reporter)
    var status = ExitStatus.success
    for target in targets where !reporter.isUnread {
      status = max(status, try ImageIdentification(path: target, formats: formats, reporter: reporter).run())
      reporter.flush()
    }
    return status
  }
}
