import Glibc
import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// Makes a fresh image, for `vexfmt mkfs`.
struct ImageMaking {
  var path: String
  /// What is known of what may be there.
  var formats: Formats
  /// What is made.
  var specification: CompiledSpecification
  /// The version; nil for the one that the specification writes.
  var version: UInt64?
  var label: String?
  var uuid: String?
  /// The algorithm of checksums, by the name that the specification gives it; nil for the one that it writes.
  var checksum: String?
  /// The size as the user wrote it; nil for that of the target.
  var size: String?
  /// Where random bytes come from, if not from the system.
  var seed: UInt64?
  /// What may be lost.
  var replacing: String?
  /// Whether the rest of the target shall take no room.
  var isDiscarding = false
  var destination: PlanDestination

  private var isTrial: Bool { destination.isTrial }

  /// Answers with the exit status.
  func run(_ reporter: Reporter) throws(Failure) -> Int32 {
    if let maker = specification.format.maker {
      throw .message("\(shown(path)): not made; \(shown(maker)) makes images of \(specification.format.name)")
    }
    let settings = try settings()
    let wanted = try wantedSize()
    do {
      let target = try Target(path: path)
      let size = try self.size(of: target, wanted)
      var options = MakeOptions(size: size, version: version, settings: settings)
      options.progress = reporter.progress
      if let seed { (options.random, options.clock) = (.seeded(seed), .fixed(0)) }
      let maker = try ImageMaker(program: specification.program, checksums: .builtIn)
      if isTrial, target.kind == .missing {
        // A new file is not made, so whether its folder lets it be made is not known.
        if case .plan = destination {
          throw Failure.message(
            "\(shown(path)): a plan is for a file that exists; make it first, such as with truncate -s \(size)")
        }
        report(try maker.plan(options, on: Ground(size: 0, isBlank: true)), nil, [], reporter)
        return ExitStatus.success
      }
      let open = try OpenTarget(target)
      open.progress = reporter.progress
      let occupant = try Occupant(open, formats)
      if let status = try occupant.refusal(named: replacing, "made", reporter) { return status }
      if target.kind == .device { options.size = try open.size() }
      let before = try open.size()
      let ground = Ground(
        size: before, isBlank: occupant.isBlank, remains: occupant.remains, isDiscarded: isDiscarding)
      // Planning a large image takes long, and nobody should wait for it to hear that the disk has no such files.
      var plan =
        before == 0 && !isTrial
        ? try open.whileSized(options.size) { try maker.plan(options, on: ground) }
        : try maker.plan(options, on: ground)
      // Whoever looks for what was there finds it by its name.
      if let lost = occupant.recognised { plan.title += " over \(lost.prefix(100))" }
      let undo = try PlanApplication(target: open, destination: destination).run(
        try rested(plan, open, occupant.ground))
      report(plan, undo, occupant.losses, reporter)
      return ExitStatus.success
    } catch {
      throw Failure(error, path: path, action: "made")
    }
  }

  /// The plan, tied to what the target has where it writes.
  private func rested(_ plan: WritePlan, _ target: OpenTarget, _ ground: String) throws -> WritePlan {
    var plan = plan
    if target.target.kind == .missing { plan.sizeBefore = try target.size() } else { plan.ground = ground }
    return try plan.resting(on: IntegerSet(), of: try target.source())
  }

  private func wantedSize() throws(Failure) -> UInt64? {
    guard let size else { return nil }
    do { return try ByteSize.parse(size) } catch { throw .usage("--size \(oneLine(error.description))") }
  }

  /// The size of the image: what the target has, or what was asked for.
  private func size(of target: Target, _ wanted: UInt64?) throws(WriteError) -> UInt64 {
    if let wanted, wanted > ByteSize.maximum {
      throw WriteError(path: path, kind: .io(errno: EFBIG, doing: "making it"))
    }
    switch target.kind {
    case .device:
      // Known when it is open.
      if wanted != nil { throw WriteError(path: path, kind: .blockDevice) }
      return 0
    case .file(let existing) where existing > 0:
      if let wanted, wanted != existing {
        throw WriteError(path: path, kind: .otherSize(found: existing, wanted: wanted))
      }
      return existing
    case .file, .missing:
      guard let wanted else { throw WriteError(path: path, kind: .noSize) }
      return wanted
    }
  }

  private func settings() throws(Failure) -> [String: MakeOptions.Setting] {
    var settings: [String: MakeOptions.Setting] = [:]
    if let label { settings["label"] = .text(label) }
    settings["uuid"] = try uuid.map { uuid throws(Failure) in try .uuid(uuid) }
    if let checksum {
      guard let kind = specification.format.checksumKind else {
        throw .usage("--checksum: \(shown(specification.format.title)) has no choice of checksums")
      }
      guard kind.kinds.contains(checksum) else {
        let known = kind.kinds.joined(separator: ", ")
        throw .usage("--checksum '\(shown(checksum))': \(shown(specification.format.title)) has \(known)")
      }
      settings[kind.name] = .text(checksum)
    }
    return settings
  }

  private func report(_ plan: WritePlan, _ undo: String?, _ losses: [String], _ reporter: Reporter) {
    let format = specification.format
    let version = format.versions.map { self.version ?? $0.written }
    if reporter.isJSON {
      // `{"target", "format", "version", "size", "dryRun", "replaced", "undo", "stages"}`.
      reporter.json(
        .object([
          ("target", .string(path)), ("format", .string(format.name)),
          ("version", version.map { .unsigned($0) } ?? .null), ("size", .unsigned(plan.size)),
          ("dryRun", .boolean(isTrial)), ("replaced", .array(losses.map(JSON.string))), ("undo", .optional(undo)),
          ("stages", plan.json),
        ]))
      return
    }
    let name = "\(format.name)\(version.map { " version \($0)" } ?? "")"
    let amount = "\(plan.size) bytes, \(plan.byteCount) of them written"
    reporter.line("\(shown(path)): \(isTrial ? "would be made" : "made"): \(name), \(amount)")
    for loss in losses { reporter.line("  \(isTrial ? "would replace" : "replaced"): \(shown(loss))") }
    destination.tell(undo: undo, reporter)
    if isTrial { plan.print(reporter) }
  }
}
