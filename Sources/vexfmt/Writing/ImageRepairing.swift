import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// Repairs one image, for `vexfmt repair`.
struct ImageRepairing {
  var path: String
  var formats: Formats
  var reporter: Reporter
  var destination: PlanDestination
  /// Elements whose bytes are right although their checksums are wrong.
  var trusted: [String] = []

  /// The number of the copy of what the image is known by that counts; nil for what the format says.
  var chosen: UInt64?

  private var isTrial: Bool { destination.isTrial }

  /// Answers with the exit status of fsck(8).
  func run() throws(Failure) -> Int32 {
    do {
      let image = try WritableImage(path: path, reporter, choosing: format(of:))
      let repairer = try ImageRepairer(program: image.specification.program, checksums: .builtIn)
      let plan: RepairPlan
      do {
        plan = try repairer.plan(image.source, name: path, trusting: trusted, from: chosen)
      } catch let error as RepairError { return refuse(error) }
      announce(plan)
      var undo: String?
      if let writes = plan.writes {
        undo = try image.apply(writes, destination)
      }
      report(plan, undo)
      return status(plan)
    } catch {
      throw Failure(error, path: path, action: "repaired")
    }
  }

  /// The format that the image's bytes choose, or those of a copy of what it is known by.
  private func format(of source: any ByteSource) throws -> CompiledSpecification? {
    if let found = try formats.format(of: source) {
      guard found.format.maker == nil || formats.name != nil else {
        let name = found.format.name
        throw Failure.message(
          "\(shown(path)): is \(found.format.title), which other programs write; use that format's own checker, or name the "
            + "format with --spec \(name) to have what follows from the rest made right")
      }
      return found
    }
    let survivor = try formats.identify(source).findings.first { $0.role == .backup && $0.isSound }
    guard let survivor, Catalogue.madeHere.contains(survivor.id) else { return nil }
    return try formats.compile(try Catalogue.find(survivor.id))
  }

  private func status(_ plan: RepairPlan) -> Int32 {
    if plan.before.verdict == .unrecognised, plan.writes == nil { return ExitStatus.Fsck.operational }
    var status = ExitStatus.Fsck.clean
    if plan.writes != nil, !isTrial { status |= ExitStatus.Fsck.corrected }
    let isLeft = isTrial ? plan.writes != nil || !plan.isComplete : !plan.isComplete
    return isLeft ? status | ExitStatus.Fsck.damaged : status
  }

  /// Says what will be done, before it is.
  private func announce(_ plan: RepairPlan) {
    guard !reporter.isJSON else { return }
    guard plan.writes != nil else { return }
    reporter.line("\(shown(path)): \(plan.before.summary(reporter))")
    for action in plan.actions { reporter.line("  \(isTrial ? "to do" : "doing"): \(shown(action))") }
  }

  private func refuse(_ error: RepairError) -> Int32 {
    reporter.error("\(shown(path)): not repaired: \(oneLine(error.description))")
    reporter.jsonError("\(path): not repaired: \(error.description)")
    switch error {
    case .noCopy(_, isRecognised: false): return ExitStatus.Fsck.operational
    case .untrusted, .noSuchCopy: return ExitStatus.Fsck.usage
    default: return ExitStatus.Fsck.damaged
    }
  }

  /// `{"image", "format", "dryRun", "repaired", "actions", "verdict", "findings", "obstacle", "undo", "stages"}`, where the
  /// verdict and the findings are those of the image afterwards.
  private func report(_ plan: RepairPlan, _ undo: String?) {
    if reporter.isJSON {
      reporter.json(
        .object([
          ("image", .string(path)), ("format", .string(plan.before.format)), ("dryRun", .boolean(isTrial)),
          ("repaired", .boolean(plan.writes != nil && !isTrial)), ("actions", .array(plan.actions.map(JSON.string))),
          ("verdict", .string(plan.after.verdict.rawValue)), ("findings", .array(plan.after.findings.map(\.json))),
          ("obstacle", .optional(plan.obstacle)), ("undo", .optional(undo)),
          ("stages", plan.writes?.json ?? .array([])),
        ]))
      return
    }
    let state = isTrial && plan.writes != nil ? "would be" : plan.writes == nil ? "is" : "is now"
    reporter.line("\(shown(path)): \(state) \(plan.after.summary(reporter))")
    if let obstacle = plan.obstacle {
      reporter.line("  not repaired, since \(oneLine(obstacle)):")
      for finding in plan.after.findings.prefix(20) { reporter.line("  \(finding.line(reporter))") }
    }
    destination.tell(undo: undo, isEmpty: plan.writes == nil, reporter)
    if isTrial { plan.writes?.print(reporter) }
  }
}
