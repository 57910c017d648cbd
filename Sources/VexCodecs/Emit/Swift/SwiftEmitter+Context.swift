import VexFormatSpec
import VexPlugins

extension SwiftEmitter {
  /// What checks need from outside, and the type of bytes that were not checked yet.
  func printContext(_ code: inout CodePrinter) {
    code.block("extension \(namespace) {") { code in
      code.document("What checks need to know besides bytes: the image's size and the algorithms that are loaded.")
      code.block("public struct Context: Sendable {") { code in
        code.document("The size of the image in bytes.")
        code.print("public var imageSize: UInt64")
        for (slot, name) in typeNames.algorithms.enumerated() {
          code.document("The algorithm `\(program.algorithms[slot])`; nil when it is not loaded.")
          code.print("public var \(name): SharedAlgorithm?")
        }
        code.separate()
        code.document("Makes a context; the algorithms are looked up here, once.")
        code.block("public init(imageSize: UInt64, checksums: ChecksumRegistry) {") { code in
          code.print("self.imageSize = imageSize")
          for (slot, name) in typeNames.algorithms.enumerated() { code.print("\(name) = \(algorithm(slot, name))") }
        }
        for (slot, name) in typeNames.algorithms.enumerated() {
          guard let model = program.format.declaredAlgorithm(named: program.algorithms[slot])?.crc else { continue }
          code.separate()
          code.document("The tables of a CRC are made once.")
          code.print("private static let shared_\(name) = SharedAlgorithm(")
          code.print("  ModelledCRC(")
          code.print("    \(SwiftText.literal(program.algorithms[slot])),")
          code.print("    CRCModel(")
          code.print(
            "      width: \(model.width), polynomial: \(hex(model.polynomial)), isReflected: \(model.isReflected),")
          code.print(
            "      initial: \(hex(model.initial)), xorOut: \(hex(model.xorOut)), check: \(hex(model.check)))))")
        }
      }
      code.separate()
      code.document("Bytes that may be a structure; nothing can be read from them before they are verified.")
      code.block("public struct Unverified<Structure>: Sendable {") { code in
        code.print("let bytes: [UInt8]")
        code.separate()
        code.document("Takes bytes as they were read.")
        code.print("public init(_ bytes: [UInt8]) { self.bytes = bytes }")
      }
    }
  }

  /// What a context takes for the algorithm of a slot.
  private func algorithm(_ slot: Int, _ name: String) -> String {
    let found = "checksums.algorithm(named: \(SwiftText.literal(program.algorithms[slot])))"
    guard let declared = program.format.declaredAlgorithm(named: program.algorithms[slot]) else {
      return "\(found).map(SharedAlgorithm.init)"
    }
    if declared.crc != nil { return "Self.shared_\(name)" }
    let fits = "$0.width == \(declared.width)" + (declared.needsInitial ? " && $0.takesInitial" : "")
    return "\(found).flatMap { \(fits) ? SharedAlgorithm($0) : nil }"
  }

  private func hex(_ value: UInt64) -> String { "0x\(String(value, radix: 16))" }
}
