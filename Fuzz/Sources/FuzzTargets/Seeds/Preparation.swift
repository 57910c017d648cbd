import Foundation
import VexCodecs
import VexFormatSpec

/// What is made before targets are linked and run: generated C, inputs to begin with, dictionaries, options of the engine.
enum Preparation {
  private static let usage = """
    usage: prepare list                        the targets: name, longest input, what it does; separated by tabs
           prepare c FOLDER                    the generated C of each built-in format
           prepare inputs ROOT FOLDER IMAGE... seeds, dictionaries and options; ROOT is the project's
    """

  static func run(_ words: [String]) -> CInt {
    do {
      switch (words.first, words.count) {
      case ("list", 1): list()
      case ("c", 2): try writeC(to: URL(filePath: words[1]))
      case ("inputs", 3...):
        let seeds = Seeds(root: URL(filePath: words[1]), images: words.dropFirst(3).map { URL(filePath: $0) })
        try writeInputs(seeds, to: URL(filePath: words[2]))
      default:
        FileHandle.standardError.write(Data((usage + "\n").utf8))
        return 64
      }
    } catch {
      FileHandle.standardError.write(Data("prepare: \(error)\n".utf8))
      return 1
    }
    return 0
  }

  /// The name of the target that runs a format's generated C.
  private static func name(ofFormat format: String) -> String { "c_\(format)" }

  private static func list() {
    for target in FuzzTarget.allCases { print("\(target.rawValue)\t\(target.longestInput)\t\(target.summary)") }
    for format in ShippedFormats.names {
      print("\(name(ofFormat: format))\t\(FuzzTarget.table.longestInput)\tsingle structures of \(format): generated C")
    }
  }

  private static func writeC(to folder: URL) throws {
    for name in ShippedFormats.names {
      let emitter = CEmitter(program: ShippedFormats.named(name).program)
      for file in emitter.files(flavour: .kernel) + [emitter.dispatcher()] {
        try write([UInt8](file.contents.utf8), to: folder.appending(path: "\(name)/\(file.path)"))
      }
    }
  }

  private static func writeInputs(_ seeds: Seeds, to folder: URL) throws {
    func put(_ name: String, _ inputs: [[UInt8]], _ dictionary: Dictionary, _ longest: Int) throws {
      for (number, input) in Set(inputs).sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
        try write(input, to: folder.appending(path: "\(name)/\(number)"))
      }
      try write([UInt8](dictionary.text.utf8), to: folder.appending(path: "\(name).dict"))
      let options = "[libfuzzer]\nmax_len = \(longest)\ndict = \(name).dict\ntimeout = 20\nrss_limit_mb = 2560\n"
      try write([UInt8](options.utf8), to: folder.appending(path: "\(name).options"))
    }
    for target in FuzzTarget.allCases {
      try put(target.rawValue, try seeds.all(target), Dictionary(target), target.longestInput)
    }
    for format in ShippedFormats.names {
      try put(
        name(ofFormat: format), try seeds.cases(ofFormat: format), Dictionary(format: format),
        FuzzTarget.table.longestInput)
    }
  }

  private static func write(_ bytes: [UInt8], to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
