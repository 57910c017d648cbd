import Foundation
import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

@Suite(.serialized) struct CorpusTests {
  /// Writes the corpus anew when the environment asks for it, which is part of changing the specification.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["VEXFMT_RECORD_CORPUS"] != nil))
  func record() throws { try Corpus.record(try Shipped.program.get()) }

  @Test func everyRuleHasACase() throws {
    let covered = Set(try Corpus.cases().map(\.corpusCase.rule))
    for rule in try Shipped.format.get().rules where !rule.isImplied {
      #expect(covered.contains(rule.name), "no image breaks \(rule.name) alone")
    }
  }

  /// Whatever an image holds: each property, read and set again, changes no byte.
  @Test func structuresKeepTheirBytes() throws {
    let program = try Shipped.program.get()
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    let subjects = try Corpus.cases().map(\.corpusCase).filter { $0.element != nil }.map {
      try #require(writer.subject(of: $0, fresh: try Corpus.fresh(of: $0)))
    }
    #expect(Set(subjects.map(\.structure)).count > 4)
    #expect(try CompiledSwift(program).changedByRoundTrips(subjects) == [])
  }

  @Test func everyEvaluatorAgrees() throws {
    let program = try Shipped.program.get()
    let writer = CorpusWriter(program: program, checksums: .builtIn)
    let predictor = Predictor(format: program.format, checksums: .builtIn)
    let compiled = try Shipped.compile(program)
    defer { compiled.remove() }
    let evaluators: [any CheckEvaluator] = [
      try TableEvaluator(program, checksums: .builtIn), VexFS.evaluator(program.format),
      GeneratedCEvaluator(compiled, program.format),
    ]
    // One batch for each structure, so that generated C is started a few times only.
    var batches: [StructureID: (batch: MutantBatch, expected: [Finding], files: [String])] = [:]
    for (file, corpusCase) in try Corpus.cases() where corpusCase.element != nil {
      let rule =
        corpusCase.rule.isEmpty ? 0 : try #require(program.format.rule(named: corpusCase.rule)?.number, "\(file)")
      let isFurther = file.hasPrefix(corpusCase.fileName + "+")
      #expect(corpusCase.fileName + ".case" == file || isFurther)
      let fresh = try Corpus.fresh(of: corpusCase)
      let subject = try #require(writer.subject(of: corpusCase, fresh: fresh), "\(file)")
      let expected = Finding(rule: rule, severity: corpusCase.severity, offset: corpusCase.offset)
      // Further cases of a rule, such as differences that were found once, may break others too.
      if isFurther {
        #expect(predictor.decision(subject) == expected, "\(file)")
      } else {
        #expect(predictor.findings(subject) == [expected], "\(file)")
      }
      var group = batches.removeValue(forKey: subject.structure) ?? (MutantBatch(subject), [], [])
      group.batch.append(subject)
      group.expected.append(expected)
      group.files.append(file)
      batches[subject.structure] = group
    }
    for (batch, expected, files) in batches.values {
      for evaluator in evaluators {
        var findings: [Finding] = []
        try evaluator.check(batch, into: &findings)
        for (index, finding) in findings.enumerated() {
          #expect(finding == expected[index], "\(files[index]), \(evaluator.name)")
        }
        #expect(findings.count == expected.count)
      }
    }
  }

  /// The validator finds what is recorded and, in cases of whole images, nothing else.
  @Test func theValidatorAgrees() throws {
    let program = try Shipped.program.get()
    let validator = try ImageValidator(program: program, checksums: .builtIn)
    for (file, corpusCase) in try Corpus.cases() where corpusCase.element == nil {
      let image = corpusCase.image(try Corpus.fresh(of: corpusCase))
      let report = try validator.validate(MemorySource(image), name: file)
      #expect(report.findings.map(\.rule) == [corpusCase.rule], "\(file)")
      #expect(report.findings.first?.severity == corpusCase.severity, "\(file)")
      #expect(report.findings.first?.offset ?? 0 == corpusCase.offset, "\(file)")
    }
  }

  /// Rules that the author calls implied have no case, since another one is always broken before.
  @Test func impliedRulesAreNeverFirst() throws {
    let program = try Shipped.program.get()
    let validator = try ImageValidator(program: program, checksums: .builtIn)
    let implied = Set(program.format.rules.filter(\.isImplied).map(\.name))
    #expect(!implied.isEmpty)
    for (file, corpusCase) in try Corpus.cases() where !corpusCase.rule.isEmpty {
      let image = corpusCase.image(try Corpus.fresh(of: corpusCase))
      let report = try validator.validate(MemorySource(image), name: file)
      // Each image is damaged, so that there is a first finding.
      let first = try #require(report.findings.first, "\(file)")
      #expect(!implied.contains(first.rule), "\(file)")
      #expect(!implied.contains(corpusCase.rule), "\(file)")
    }
  }
}
