import VexBytes

/// What a fuzzer runs: one program each, linked from one entry in C.
///
/// A target ends normally whatever the bytes are. What must not be ends the program with a message, which the engine keeps with the
/// bytes.
enum FuzzTarget: String, CaseIterable {
  case table, reader, image, spec, plan, undo, manifest, answer

  /// What it does, for the list of targets.
  var summary: String {
    switch self {
    case .table: "single structures of every built-in format: table, prediction, generated Swift and generated C agree"
    case .reader: "generated Swift of VexFS: verified, read field by field, written again byte for byte"
    case .image: "whole images: identified, validated, decoded"
    case .spec: "specifications: text to diagnostics, or to a format, its program, its table and all that is generated"
    case .plan: "plan files: read, written again, read again"
    case .undo: "undo files: read, applied to what they say was there, and taken back byte for byte"
    case .manifest: "manifests of plugins (plugin.yaml)"
    case .answer: "answers of generators (JSON)"
    }
  }

  /// The most bytes of an input that are worth trying.
  var longestInput: Int {
    switch self {
    // The largest structures have 64 KiB, and some are given another.
    case .table, .reader, .image: 1 << 17
    case .spec: 1 << 16
    case .plan, .undo: 1 << 16
    case .manifest, .answer: 1 << 13
    }
  }

  /// Runs the target on an input; answers whether it was one at all, so that others need not be kept.
  func run(_ input: [UInt8]) -> Bool {
    switch self {
    case .table: TableTarget.shared.run(input)
    case .reader: ReaderTarget.shared.run(input)
    case .image: ImageTarget.shared.run(input)
    case .spec: SpecTarget.run(input)
    case .plan: PlanTarget.run(input)
    case .undo: UndoTarget.run(input)
    case .manifest: ManifestTarget.run(input)
    case .answer: AnswerTarget.run(input)
    }
  }

  /// Changes an input in a way that its format allows; nil where only the engine's own changes make sense.
  func mutate(_ input: [UInt8], _ random: inout SeededGenerator, _ engine: EngineMutator) -> [UInt8]? {
    switch self {
    case .table: CaseMutator.mutate(input, TableTarget.shared.formats, &random, engine)
    case .reader: CaseMutator.mutate(input, ReaderTarget.shared.formats, &random, engine)
    case .image: ImageMutator.mutate(input, &random, engine)
    case .plan, .undo: PlanFileMutator.mutate(input, &random, engine)
    case .spec, .manifest: TextMutator.mutate(input, &random, engine)
    case .answer: nil
    }
  }
}

/// Ends the program: what was found must never be.
func finding(_ message: String) -> Never { fatalError("fuzzing found: \(message)") }
