import Testing
import VexPlugins

@testable import VexFormatSpec

/// What the compiler finds wrong with a specification.
func compileDiagnostics(_ text: String, lock: String? = nil) -> [Diagnostic] {
  do throws(SpecificationError) {
    _ = try SpecificationCompiler.compile(
      text: Array(text.utf8), path: "test.yaml", checksums: .builtIn, lock: lock.map { Array($0.utf8) })
    return []
  } catch {
    return error.diagnostics
  }
}

/// The format of a specification that is expected to be sound.
func compiled(
  _ text: String, lock: String? = nil, at sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> Format {
  do throws(SpecificationError) {
    return try SpecificationCompiler.compile(
      text: Array(text.utf8), path: "test.yaml", checksums: .builtIn, lock: lock.map { Array($0.utf8) })
  } catch {
    for diagnostic in error.diagnostics {
      Issue.record(
        "\(diagnostic.location.line):\(diagnostic.location.column) \(diagnostic.code): \(diagnostic.message)",
        sourceLocation: sourceLocation)
    }
    throw error
  }
}

/// A specification of one structure of 16 bytes, `s`, around a list of its fields, and of further `structures`.
func small(
  _ fields: String, size: String = "16", structure: String = "", image: String = "", more: String = "",
  structures: String = ""
) -> String {
  """
  format: t
  endian: little
  license: MIT
  \(more)
  structures:
    s:
      size: \(size)
      \(structure)
      fields:
  \(fields.split(separator: "\n", omittingEmptySubsequences: false).map { "      " + $0 }.joined(separator: "\n"))
  \(structures.isEmpty ? "" : structures + "\n")image:
    s: {of: s, at: 0}
    \(image.replacing("\n", with: "\n  "))
  """
}

/// Expects the diagnostics that the markers name: `⟦order/cycle⟧` stands before the place of that code.
func expectMarked(
  _ marked: String, help: [String: String] = [:], at sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  let spec = MarkedSpec(marked)
  let codes = Dictionary(spec.markers.map { ($0.name, $0.name) }, uniquingKeysWith: { first, _ in first })
  spec.expect(codes: codes, help: help, at: sourceLocation) { compileDiagnostics($0) }
}
