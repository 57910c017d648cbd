import VexBytes
import VexImage

/// An image that is open for writing, with its format, and what was read of it.
struct WritableImage {
  /// The target, locked.
  let target: OpenTarget
  /// Its bytes; plans are tied to what was read of them.
  let source: ObservedSource
  /// Its format.
  let specification: CompiledSpecification

  /// Opens what is there; `choose` finds the format, and answers nil when the bytes are of none.
  init(
    path: String, _ reporter: Reporter, choosing choose: (any ByteSource) throws -> CompiledSpecification?
  ) throws {
    target = try OpenTarget(existing: path)
    target.progress = reporter.progress
    source = ObservedSource(try target.source())
    guard let found = try choose(source) else { throw Failure.message(Formats.unrecognised(path)) }
    specification = found
  }

  /// Does with a plan what the user wants; the path of the undo file, and nil when there is none.
  func apply(_ plan: WritePlan, _ destination: PlanDestination) throws -> String? {
    try PlanApplication(target: target, destination: destination).run(
      try plan.resting(on: source.places, of: try target.source()))
  }
}
