import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// Whole images, of whatever format their bytes choose.
final class ImageTarget: Sendable {
  static let shared = ImageTarget()

  private let identifier = ImageIdentifier(library: ShippedFormats.library)

  func run(_ input: [UInt8]) -> Bool {
    let source = MemorySource(input)
    do {
      _ = try identifier.identify(source)
      guard let program = try ShippedFormats.library.program(for: source) else { return true }
      let report = try ImageValidator(program: program, checksums: .builtIn).validate(source, name: "image")
      if report.verdict == .clean, !report.findings.isEmpty {
        finding("\(program.format.name): a clean image with findings: \(report.findings[0])")
      }
      let decoder = ImageDecoder(program: program, source: source)
      _ = decoder.image()
      if let failure = decoder.failure { finding("\(program.format.name): bytes in memory cannot be read: \(failure)") }
    } catch {
      // No bytes make built-in specifications wrong, and memory can be read.
      finding("\(error)")
    }
    return true
  }
}
