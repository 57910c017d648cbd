import VexBytes
import VexImage

/// Applies the plan of a command to its target, saves it, or leaves it.
struct PlanApplication {
  var target: OpenTarget
  var destination: PlanDestination

  /// Does with a plan what the user wants; the path of the undo file, and nil when there is none.
  ///
  /// Throws what the library throws, and `Failure`.
  func run(_ plan: WritePlan) throws -> String? {
    switch destination {
    case .nowhere:
      try target.check(plan)
      return nil
    case .plan(let file):
      try PlanFile.save(plan, for: target.target, as: file)
      return nil
    case .target(let undo):
      return try target.apply(plan, undo: try PlanDestination.undoPlace(undo))
    }
  }
}

extension WritePlan {
  /// `[{"name", "role", "writes": [{"offset", "length", "content", "name"}]}]`.
  var json: JSON {
    .array(
      stages.map { stage in
        let writes = stage.writes.map { write in
          JSON.object([
            ("offset", .unsigned(write.offset)), ("length", .unsigned(write.content.count)),
            ("content", .string(write.content.word)), ("name", .string(write.name)),
          ])
        }
        return .object([
          ("name", .string(stage.name)), ("role", .string(stage.role.rawValue)), ("writes", .array(writes)),
        ])
      })
  }

  /// Prints all writes, in order.
  func print(_ reporter: Reporter) {
    reporter.line("  offset  bytes  what, in this order; each stage is on the disk before the next one")
    for stage in stages {
      for write in stage.writes where !reporter.isUnread {
        // A mark is written several times, and its stage tells what it says.
        let name = stage.role == .mark ? stage.name : write.name
        reporter.line("  \(write.offset)  \(write.content.count)  \(shown(name)) (\(stage.role.rawValue))")
      }
    }
  }
}

extension WritePlan.Content {
  /// The kind in one word.
  fileprivate var word: String {
    switch self {
    case .bytes: "bytes"
    case .zeroes: "zeroes"
    case .discard: "discard"
    }
  }
}

extension Failure {
  /// What a library said about writing to `path`, in one line; `action` is what was not done: `made`.
  init(_ error: any Error, path: String, action: String) {
    switch error {
    case let failure as Failure: self = failure
    case var error as WriteError:
      error.path = shown(error.path)
      self = .message(oneLine(error.description))
    case var error as PlanFileError:
      error.path = shown(error.path)
      self = .message(oneLine(error.description))
    case let error as ImageError: self = .message(oneLine(error))
    default: self = .message("\(shown(path)): not \(action): \(oneLine("\(error)"))")
    }
  }
}
