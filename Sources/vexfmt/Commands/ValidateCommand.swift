import ArgumentParser

/// Tests every rule on images.
struct ValidateCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Test every rule on images; nothing is written.",
    discussion: """
      Exit status, as for fsck: 0 clean or warnings only, 4 damaged or unsupported, 8 unreadable or not recognised, 16 wrong usage; \
      of several images, all of them combined.
      """)
  static let statuses = Statuses.fsck

  @Argument(help: "Images: regular files or block devices.")
  var images: [String]

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let formats = try Formats(spec: spec.name, reporter)
    var status = ExitStatus.Fsck.clean
    for image in images where !reporter.isUnread {
      status |= try ImageValidation(path: image, formats: formats, reporter: reporter).run()
      reporter.flush()
    }
    return status
  }
}
