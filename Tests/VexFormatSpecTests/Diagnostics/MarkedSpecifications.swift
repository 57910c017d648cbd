@testable import VexFormatSpec

/// Every marked text of the suites, for what is asked of all of them together.
///
/// The suites run the same lists, each for itself; nothing here depends on the order in which they do.
enum MarkedSpecifications {
  /// Whole specifications.
  static var specifications: [String] {
    FieldDiagnosticTests.reported + FieldDiagnosticTests.packed + StructureDiagnosticTests.fieldForms
      + StructureDiagnosticTests.structures
      + ChecksumDiagnosticTests.checksums + CallDiagnosticTests.calls + OperandDiagnosticTests.paths
      + OperandDiagnosticTests.operands + OperandDiagnosticTests.units + OperandDiagnosticTests.versionSets
      + tables + migrations + trust
  }

  private static var tables: [String] {
    SpecificationDiagnosticTests.tables + SpecificationDiagnosticTests.regions + SpaceDiagnosticTests.spaces
      + SpaceDiagnosticTests.regions + SpaceDiagnosticTests.own + TableDiagnosticTests.entries
      + TableDiagnosticTests.references
      + TableDiagnosticTests.headers + TableDiagnosticTests.regions + TableDiagnosticTests.wholes
      + MountDiagnosticTests.mounts
      + MountDiagnosticTests.ioctls + RecognitionDiagnosticTests.sections + [RecognitionDiagnosticTests.unlike]
  }

  private static var migrations: [String] {
    MigrationDiagnosticTests.edges + MigrationDiagnosticTests.needs + MigrationDiagnosticTests.assignments
      + MigrationDiagnosticTests.drops + MigrationDiagnosticTests.regions + MigrationDiagnosticTests.features
      + MigrationFormDiagnosticTests.edges + MigrationFormDiagnosticTests.marks
  }

  private static var trust: [String] {
    TrustDiagnosticTests.layout + TrustDiagnosticTests.cycles + TrustDiagnosticTests.rules
      + TrustDiagnosticTests.checksums + LayoutDiagnosticTests.layouts + LimitDiagnosticTests.declarations
      + LimitDiagnosticTests.expressions
  }

  /// What is reported of all of them: whole specifications, texts that are no YAML, expressions, manifests and lock files.
  static func diagnostics() -> Set<Diagnostic> {
    var found = Set(specifications.flatMap { compileDiagnostics(MarkedSpec($0).text) })
    for form in SyntaxErrorTests.rejected { found.formUnion(loadDiagnostics(MarkedSpec(form.text).text)) }
    for form in SyntaxErrorTests.encodings { found.formUnion(loadDiagnostics(form.0)) }
    for form in ExpressionErrorTests.rejected { found.formUnion(expressionDiagnostics(MarkedSpec(form.text).text)) }
    for text in ExpressionErrorTests.operatorsDoNotMixForms {
      found.formUnion(expressionDiagnostics(MarkedSpec(text).text))
    }
    var collector = DiagnosticCollector()
    for form in ExpressionErrorTests.walkIsRejectedForms {
      _ = ExpressionParser.parseWalks(scalar(MarkedSpec(form.0).text), into: &collector)
    }
    for text in BundleManifestTests.wrong { found.formUnion(BundleManifestTests.diagnostics(MarkedSpec(text).text)) }
    for form in LockFileTests.flaws { found.formUnion(compileDiagnostics(LockFileTests.spec, lock: form.0)) }
    found.formUnion(compileDiagnostics(LockFileTests.spec, lock: LockFileTests.endless))
    return found.union(collector.diagnostics)
  }
}
