import VexCodecs
import VexFormatSpec

/// Manifests of plugins: read, or refused with a reason.
enum ManifestTarget {
  static func run(_ input: [UInt8]) -> Bool {
    do throws(SpecificationError) {
      let manifest = try BundleManifest(text: input, path: BundleManifest.fileName)
      for path in manifest.paths where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
        finding("a manifest names a path outside of its folder: \(path)")
      }
    } catch {
      if error.diagnostics.isEmpty { finding("a manifest is refused without a diagnostic") }
      _ = DiagnosticRenderer().render(error)
    }
    return true
  }
}

/// Answers of generators: read, or refused with a reason.
enum AnswerTarget {
  static func run(_ input: [UInt8]) -> Bool {
    do throws(GeneratorAnswer.Problem) {
      let answer = try GeneratorAnswer(input)
      for file in answer.files where file.path.hasPrefix("/") || file.path.split(separator: "/").contains("..") {
        finding("an answer names a path outside of the folder: \(file.path)")
      }
    } catch {
      if error.reason.isEmpty { finding("an answer is refused without a reason") }
    }
    return true
  }
}
