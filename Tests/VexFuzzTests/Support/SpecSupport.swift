import Foundation
import VexCodecs
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The specification that ships, and what is made of it.
enum Shipped {
  /// The package's folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let text = Result { try Data(contentsOf: root.appending(path: "spec/vexfs.yaml")) }
  static let lock = try? Data(contentsOf: root.appending(path: "spec/vexfs.lock"))

  static let format: Result<Format, any Error> = Result {
    try SpecificationCompiler.compile(
      text: Array(text.get()), path: "spec/vexfs.yaml", checksums: .builtIn, lock: lock.map(Array.init))
  }
  static let program: Result<Program, any Error> = Result { Program(lowering: try format.get()) }

  /// Fresh images: the smallest of each version, one whose space map and bitmap need more than one block, and one with the
  /// other algorithm of checksums.
  static let images: Result<[FreshImage], any Error> = Result {
    let program = try Shipped.program.get()
    let usual = try [(1, 1), (2, 5), (2, 252 * 32768), (3, 5)].map { version, blocks in
      try FreshImage(program, version: version, size: blocks * 4096, checksums: .builtIn)
    }
    return usual + usual[3].withOtherChecksums(program, checksums: .builtIn)
  }

  /// Sound structures of them.
  static let baselines: Result<[Baseline], any Error> = Result {
    let program = try Shipped.program.get()
    return try images.get().enumerated().flatMap { number, image in
      // Of the large image only what is in no small one.
      let all = RawImage(format: program.format, source: image.source).baselines(program, limit: 2)
      return number != 2
        ? all : all.filter { $0.name == "superblock[0]" || $0.name == "space_map[0]" || $0.name == "bitmap[251]" }
    }
  }

  /// Generated C under sanitizers.
  static func compile(_ program: Program) throws -> CompiledC {
    try CompiledC(program, compiler: URL(filePath: "/usr/bin/cc"))
  }
}
