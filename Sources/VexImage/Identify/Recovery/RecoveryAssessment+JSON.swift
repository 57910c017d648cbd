public import VexBytes

extension RecoveryAssessment {
  /// The assessment as JSON; docs/RECOVERY.md lists the members.
  public var json: JSON {
    .object([
      ("present", present?.json ?? .null), ("remains", .array(remains.map(\.json))),
      (
        "undo",
        .array(
          undoFiles.map {
            .object([
              ("path", .string($0.path)), ("description", .string($0.description)), ("fits", .boolean($0.fits)),
            ])
          })
      ),
      ("steps", .array(firstSteps.map(\.json))),
    ])
  }
}

extension Survivor {
  /// What is left, as JSON.
  public var json: JSON {
    .object([
      ("id", .string(best.id)), ("title", .string(best.title)), ("label", .optional(best.label)),
      ("uuid", .optional(best.uuid)), ("state", .string(state.rawValue)),
      ("offsets", .array(findings.map { .unsigned($0.offset) })), ("prospect", .string(prospect)),
      ("steps", .array(steps.map(\.json))),
    ])
  }
}

extension RecoveryStep {
  /// The step as JSON.
  public var json: JSON { .object([("text", .string(text)), ("command", .optional(command))]) }
}
