import Foundation
import TestSupport
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// A specification of the gallery with everything that follows from it.
struct Gallery: Sendable {
  /// The name of its format.
  let name: String
  let program: Program
  /// The Swift that is generated for it.
  let swift: MadeOnce<CompiledSwift>
  private let validator: ImageValidator

  /// Compiles `spec/NAME.yaml` with its lock file.
  init(_ name: String, checksums: ChecksumRegistry = .builtIn) throws {
    self.name = name
    let path = "spec/\(name).yaml"
    let format = try SpecificationCompiler.compile(
      text: Array(try PackageFolder.text(path).utf8), path: path, checksums: checksums,
      lock: Array(try PackageFolder.text("spec/\(name).lock").utf8))
    let program = Program(lowering: format)
    self.program = program
    swift = MadeOnce { try CompiledSwift(program) }
    validator = try ImageValidator(program: program, checksums: .builtIn)
  }

  var format: Format { program.format }

  /// What the rules say of an image.
  func report(on image: PatchedImage) throws -> ValidationReport { try validator.validate(image, name: image.name) }

  /// Runs the built program, which finds the specification by itself.
  func vexfmt(_ arguments: String..., in scratch: Scratch) throws -> Command.Result {
    try Command.run(PackageFolder.vexfmt, arguments, in: scratch)
  }
}
