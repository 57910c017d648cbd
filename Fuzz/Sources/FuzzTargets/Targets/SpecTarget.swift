import VexCodecs
import VexFormatSpec
import VexPlugins

/// Specifications: whatever the text is, there are diagnostics, or all that is derived can be derived.
enum SpecTarget {
  static func run(_ input: [UInt8]) -> Bool {
    let format: Format
    do throws(SpecificationError) {
      format = try SpecificationCompiler.compile(text: input, path: "fuzz.yaml", checksums: .builtIn)
    } catch {
      if error.diagnostics.isEmpty { finding("a specification is refused without a diagnostic") }
      _ = DiagnosticRenderer().render(error)
      return true
    }
    let program = Program(lowering: format)
    do { _ = try Table(program, .builtIn) } catch {
      finding("a specification compiles, and its program is unsound: \(error)")
    }
    _ = CEmitter(program: program).files(flavour: .kernel)
    _ = SwiftEmitter(program: program).files()
    _ = FormatSignature(format)
    return true
  }
}
