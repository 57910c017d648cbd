import VexBytes
import VexFormatSpec

/// Checks one specification, and its lock file, for `vexfmt check`.
struct SpecificationCheck {
  /// What the user named: a path, or a format that is built in.
  var spec: String
  /// Whether to write the lock file rather than to warn about it.
  var writesLock: Bool
  var reporter: Reporter

  /// Reports what there is to report to people, unless they asked for it in another form; answers with all of it.
  func run() -> CheckReport {
    do throws(Failure) {
      return try check()
    } catch {
      if !reporter.isJSON { _ = reporter.report(error, failed: ExitStatus.failure, usage: ExitStatus.usage) }
      return CheckReport(spec, error)
    }
  }

  private func check() throws(Failure) -> CheckReport {
    let source = try Catalogue.find(spec)
    let format = try source.compile()
    let lock = LockFile(source: source, format: format)
    var warnings: [String] = []
    if writesLock {
      guard let path = lock.path else {
        throw .usage(
          "--write-lock: '\(shown(spec))' is built in and has no lock file to write; name the specification's path")
      }
      if lock.isOutdated { try AtomicFile.write(lock.text.utf8, to: path) }
    } else if let warning = lock.warning {
      warnings.append(warning)
    }
    if !reporter.isJSON { print(source, format, lock, warnings) }
    return CheckReport(source, format, warnings: warnings)
  }

  private func print(_ source: SpecificationSource, _ format: Format, _ lock: LockFile, _ warnings: [String]) {
    for warning in warnings { reporter.warning(warning) }
    let versions = format.versions.map { ", versions " + $0.known.map(String.init).joined(separator: ", ") } ?? ""
    reporter.line(
      "\(shown(source.path)): \(reporter.paint("good", .good)) (\(format.name): "
        + "\(counted(format.structures.count, "structure")), \(counted(format.rules.count, "rule"))\(versions))")
    if writesLock, let path = lock.path {
      reporter.line("\(shown(path)): \(lock.isOutdated ? "written" : "up to date")")
    }
  }
}
