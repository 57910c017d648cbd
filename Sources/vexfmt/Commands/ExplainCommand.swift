import ArgumentParser

/// Explains a rule, or what is wrong with an image.
struct ExplainCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a rule, or every finding of an image.",
    discussion: """
      A rule is given by its name (vexfs/superblock.version/in), by the end of its name if that is unique (version/in), or by its \
      number.
      """)

  @Argument(help: ArgumentHelp("A rule, or the path of an image.", valueName: "rule-or-image"))
  var subject: String

  @OptionGroup var spec: SpecOption
  @OptionGroup var json: JSONOption

  var wantsJSON: Bool { json.isSet }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let finder = try RuleFinder(spec: spec.name, for: subject)
    // A whole name is a rule, even if a file is called so; anything else that exists is an image.
    if let found = finder.exactly(subject) {
      explain(found, reporter)
    } else if FileProblem.exists(subject) {
      try explainImage(reporter)
    } else {
      explain(try finder.find(subject), reporter)
    }
    return ExitStatus.success
  }

  private func explain(_ found: RuleFinder.Found, _ reporter: Reporter) {
    let explanation = RuleExplanation(source: found.source, format: found.format, rule: found.rule)
    if reporter.isJSON { reporter.json(explanation.json) } else { explanation.print(reporter) }
  }

  private func explainImage(_ reporter: Reporter) throws(Failure) {
    guard let image = try OpenedImage.open(subject, try Formats(spec: spec.name, reporter)) else {
      throw .message(Formats.unrecognised(subject))
    }
    let explanation = ImageExplanation(image: image, report: try image.validate(), reporter: reporter)
    if reporter.isJSON { reporter.json(explanation.json) } else { explanation.print() }
  }
}
