import VexBytes
import VexImage

/// What is on a target that somebody wants to write over.
struct Occupant {
  private let path: String
  private let isDevice: Bool
  private let identification: Identification?

  /// Looks at a target.
  init(_ open: OpenTarget, _ formats: Formats) throws {
    path = open.target.path
    isDevice = open.target.kind == .device
    // A device is never blank enough: nobody reads all of it, and its name is easily mistaken.
    guard try isDevice || open.firstData() != nil else {
      identification = nil
      return
    }
    identification = try formats.identify(try open.source())
  }

  /// Whether every byte is zero.
  var isBlank: Bool { identification == nil }
  /// What would be lost, a line for each thing.
  var losses: [String] {
    guard let identification else { return [] }
    if !identification.losses.isEmpty { return identification.losses }
    return [isDevice && identification.isBlank ? "nothing that was recognised" : "data that was not recognised"]
  }
  /// What was recognised that would be lost, the most important first; nil when nothing was.
  var recognised: String? { identification?.losses.first }
  /// What a plan says may be lost: `blank`, or a fingerprint.
  var ground: String { identification?.fingerprint ?? WritePlan.blank }
  /// Where it is.
  var remains: [(range: Range<UInt64>, name: String)] {
    guard let identification else { return [] }
    return (identification.findings + identification.furtherBackups).map {
      ($0.offset..<max($0.offset, $0.offset &+ $0.length), $0.title)
    }
  }

  /// Refuses, unless there is nothing or `name` names what there is; the exit status then.
  ///
  /// The object is `{"target", "refused": "occupied" | "misnamed", "losses", "fingerprint", "message"}`.
  func refusal(named name: String?, _ action: String, _ reporter: Reporter) throws -> Int32? {
    guard let identification else {
      if let name {
        throw Failure.message(
          "\(shown(path)): there is nothing to replace, so '\(shown(name))' names nothing; leave it out")
      }
      return nil
    }
    if let name, identification.accepts(name) { return nil }
    let fingerprint = identification.fingerprint
    let things = losses.map { shown($0) }.joined(separator: "; ")
    let message =
      name.map { "it has \(things), which is not what '\(shown($0))' names; its fingerprint is \(fingerprint)" }
      ?? "it has \(things); if nobody needs that: --replace \(fingerprint)"
    reporter.error("\(shown(path)): not \(action): \(message)")
    if reporter.isJSON {
      reporter.json(
        .object([
          ("target", .string(path)), ("refused", .string(name == nil ? "occupied" : "misnamed")),
          ("losses", .array(losses.map(JSON.string))), ("fingerprint", .string(fingerprint)),
          ("message", .string(message)),
        ]))
    }
    return ExitStatus.failure
  }
}
