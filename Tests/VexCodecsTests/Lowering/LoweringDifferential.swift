import Testing
import VexBytes
import VexPlugins
import VexCodecs
import VexFormatSpec

@testable import VexFuzz

/// Runs the lowered program of a small specification against the rules as they are declared, on the same bytes.
///
/// The reference is the fuzzer's predictor: it walks the tree of rules with the evaluator of expressions and knows
/// nothing of programs. Both must name the same rule first, at the same place, with the same severity.
struct LoweringDifferential {
  let format: Format
  let program: Program

  /// Compiles and lowers a specification whose first region holds structure `s`.
  init(_ spec: String) throws {
    format = try SpecificationCompiler.compile(text: Array(spec.utf8), path: "d.yaml", checksums: .builtIn)
    program = Program(lowering: format)
  }

  /// Bytes that are often small, often extreme and sometimes anything, so that rules of all stages are met.
  static func bytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    let style = Int.random(in: 0..<5, using: &random)
    return (0..<count).map { _ in
      switch (style, Int.random(in: 0..<8, using: &random)) {
      case (0, _): 0
      case (1, 0...5), (2, 0...3): 0
      case (1, _), (2, 4...6): UInt8.random(in: 0...4, using: &random)
      case (3, 0...5): 0xFF
      default: UInt8.random(in: 0...255, using: &random)
      }
    }
  }

  /// Cases of one structure, with sources and parameters made alike.
  func cases(_ name: String, count: Int, seed: UInt64) throws -> [StructureCase] {
    let id = try #require(format.structures.firstIndex { $0.name == name })
    let check = try #require(program.check(of: id))
    let region = try #require(format.regions.firstIndex { $0.structure == id })
    var random = SeededGenerator(seed: seed)
    let size = format.structures[id].size
    return (0..<count).map { number in
      let length = number % 4 != 3 ? size.maximum : Int.random(in: 0...size.maximum + 2, using: &random)
      let context = CaseContext(
        place: UInt64.random(in: 0...3, using: &random) * 8, index: UInt64.random(in: 0...4, using: &random),
        imageSize: [0, 16, 4096, 1 << 40, .max].randomElement(using: &random) ?? 0,
        sources: check.sources.map { source in
          CaseSource(
            origin: source.origin, structure: source.structure,
            bytes: Self.bytes(format.structures[source.structure].size.maximum, &random), place: 0)
        },
        parameters: check.parameters.map {
          CaseParameter(given: $0.given, value: UInt64.random(in: 0...5, using: &random))
        })
      var result = StructureCase(
        structure: id, region: region, bytes: Self.bytes(length, &random), context: context)
      if number % 2 == 0 { result.repair(format, ChecksumReader(checksums: .builtIn)) }
      return result
    }
  }

  /// Compares the table with the prediction; answers how many decisions of each kind there were, by name of the rule.
  @discardableResult
  func compare(
    _ name: String = "s", count: Int = 400, seed: UInt64 = 1,
    at sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws -> [String: Int] {
    let predictor = Predictor(format: format, checksums: .builtIn)
    var runner = TableRunner(try Table(program, .builtIn))
    var result = CheckResult()
    var seen: [String: Int] = [:]
    for mutant in try cases(name, count: count, seed: seed) {
      let expected = predictor.decision(mutant)
      mutant.bytes.withBytes { bytes in
        runner.check(
          mutant.structure, bytes: bytes, context: mutant.context.checkContext, mode: .kernel, into: &result)
      }
      seen[format.rule(expected.rule)?.name ?? "clean", default: 0] += 1
      guard result.decisive != expected || result.fault != nil else { continue }
      Issue.record(
        """
        \(format.rule(expected.rule)?.name ?? "clean") \(expected) is expected, and the table says \
        \(format.rule(result.decisive.rule)?.name ?? "clean") \(result.decisive) \(String(describing: result.fault))
        bytes \(mutant.bytes), context \(mutant.context)
        \(program.check(of: mutant.structure)?.description ?? "")
        """, sourceLocation: sourceLocation)
      break
    }
    return seen
  }
}

extension LoweringDifferential {
  /// Compares generated C, under sanitizers, with the prediction.
  func compareWithC(
    _ name: String = "s", count: Int, seed: UInt64 = 3, at sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let predictor = Predictor(format: format, checksums: .builtIn)
    let mutants = try cases(name, count: count, seed: seed)
    let results = try CEmitter(program: program).dispatch(
      mutants.map { mutant in
        DispatchCase(
          structure: UInt32(mutant.structure), place: mutant.context.place, index: mutant.context.index,
          imageSize: mutant.context.imageSize, parameters: mutant.context.parameters.map(\.value),
          sources: mutant.context.sources.map(\.bytes), bytes: mutant.bytes)
      }, with: .gcc)
    try #require(results.count == mutants.count, sourceLocation: sourceLocation)
    for (mutant, result) in zip(mutants, results) {
      let expected = predictor.decision(mutant)
      if result.rule != expected.rule {
        Issue.record(
          "rule \(expected.rule) is expected, and the generated C says \(result) for \(mutant.bytes) \(mutant.context)",
          sourceLocation: sourceLocation)
        return
      }
    }
  }
}
