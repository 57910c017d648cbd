import VexFormatSpec

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
          for (slot, name) in typeNames.algorithms.enumerated() {
            let found = "checksums.algorithm(named: \(SwiftText.literal(program.algorithms[slot])))"
            code.print("\(name) = \(found).map(SharedAlgorithm.init)")
          }
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
}
