import VexBytes
import VexFormatSpec

/// Checks one specification, and its lock file, for `vexfmt check`.
struct SpecificationCheck {
  /// What the user named: a path, or a format that is built in.
  var spec: String
  /// Whether to write the lock file rather than to warn about it.
  var writesLock: Bool
  var reporter: Reporter

  /// Reports what there is to report; whether the specification is valid.
  func run() -> Bool {
    do throws(Failure) {
      try check()
      return true
    } catch {
      report(error)
      return false
    }
  }

  private func check() throws(Failure) {
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
    if reporter.isJSON {
      reporter.json(CheckReport(source: source, format: format, warnings: warnings).json)
      return
    }
    for warning in warnings { reporter.warning(warning) }
    let versions = format.versions.map { ", versions " + $0.known.map(String.init).joined(separator: ", ") } ?? ""
    reporter.line(
      "\(shown(source.path)): \(reporter.paint("good", .good)) (\(format.name): \(format.structures.count) structures, "
        + "\(format.rules.count) rules\(versions))")
    if writesLock, let path = lock.path {
      reporter.line("\(shown(path)): \(lock.isOutdated ? "written" : "up to date")")
    }
  }

  private func report(_ failure: Failure) {
    guard reporter.isJSON else {
      _ = reporter.report(failure, failed: ExitStatus.failure, usage: ExitStatus.usage)
      return
    }
    switch failure {
    case .specification(let error): reporter.json(CheckReport.json(error))
    case .message(let text), .usage(let text), .quoted(let text, _):
      reporter.json(CheckReport.json(spec, unreadable: text))
    case .status: break
    }
  }
}
