import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// Makes a fresh image, for `vexfmt mkfs`.
struct ImageMaking {
  var target: String
  var specification: CompiledSpecification
  /// The version; nil for the one that the specification writes.
  var version: UInt64?
  var label: String?
  var uuid: String?
  /// The size as the user wrote it; nil for that of the file.
  var size: String?
  /// Where random bytes come from, if not from the system.
  var seed: UInt64?
  /// Whether only to say what would be written.
  var isTrial = false

  /// Answers with the exit status.
  func run(_ reporter: Reporter) throws(Failure) -> Int32 {
    let settings = try settings()
    let size = try wantedSize()
    do {
      let writer = try ImageWriter(path: target, size: size)
      var options = MakeOptions(size: writer.size, version: version, settings: settings)
      if let seed { (options.random, options.clock) = (.seeded(seed), .fixed(0)) }
      let maker = try ImageMaker(program: specification.program, checksums: .builtIn)
      if isTrial { try writer.requireWritable() }
      let plan = isTrial ? try maker.plan(options) : try writer.write { try maker.plan(options) }
      report(plan, reporter)
      return ExitStatus.success
    } catch var error as WriteError {
      error.path = shown(error.path)
      throw .message(oneLine(error.description))
    } catch let error as MakeError {
      throw .message("\(shown(target)): not made: \(oneLine(error.description))")
    } catch {
      throw .message("\(shown(target)): not made: \(oneLine("\(error)"))")
    }
  }

  private func wantedSize() throws(Failure) -> UInt64? {
    guard let size else { return nil }
    do { return try ByteSize.parse(size) } catch { throw .usage("--size \(oneLine(error.description))") }
  }

  private func settings() throws(Failure) -> [String: MakeOptions.Setting] {
    var settings: [String: MakeOptions.Setting] = [:]
    if let label { settings["label"] = .text(label) }
    if let uuid {
      guard UUIDValue(text: uuid) != nil else {
        throw .usage("-U '\(shown(uuid))': expected a UUID, such as 01234567-89ab-cdef-0123-456789abcdef")
      }
      settings["uuid"] = .text(uuid)
    }
    return settings
  }

  private func report(_ plan: ImagePlan, _ reporter: Reporter) {
    let format = specification.format
    let version = format.versions.map { self.version ?? $0.written }
    if reporter.isJSON {
      reporter.json(json(plan, version))
      return
    }
    let name = "\(format.name)\(version.map { " version \($0)" } ?? "")"
    let amount = "\(plan.size) bytes, \(plan.byteCount) of them written"
    reporter.line("\(shown(target)): \(isTrial ? "would be made" : "made"): \(name), \(amount)")
    guard isTrial else { return }
    reporter.line("  offset  bytes  what, in this order; everything else is zero")
    for write in plan.writes where !reporter.isUnread {
      reporter.line("  \(write.offset)  \(write.bytes.count)  \(write.name)")
    }
  }

  /// `{"target", "format", "version", "size", "dryRun", "writes": [{"offset", "length", "name"}]}`.
  private func json(_ plan: ImagePlan, _ version: UInt64?) -> JSON {
    let writes = plan.writes.map { write in
      JSON.object([
        ("offset", .unsigned(write.offset)), ("length", .count(write.bytes.count)), ("name", .string(write.name)),
      ])
    }
    return .object([
      ("target", .string(target)), ("format", .string(specification.format.name)),
      ("version", version.map { .unsigned($0) } ?? .null), ("size", .unsigned(plan.size)),
      ("dryRun", .boolean(isTrial)), ("writes", .array(writes)),
    ])
  }
}
