import Foundation
import VexFormatSpec
import VexFuzz

/// What the commands share.
enum LabTools {
  /// The file of expectations in a pack's folder.
  static let expectations = "expected.tsv"

  /// The C compiler that `$CC` names, or else gcc.
  static func compiler() -> URL {
    URL(filePath: ProcessInfo.processInfo.environment["CC"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/usr/bin/gcc")
  }

  /// Reads what a pack expects.
  static func readExpectations(_ folder: String) throws -> [LabExpectation] {
    let file = URL(filePath: folder).appending(path: expectations)
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    return try text.split(separator: "\n").enumerated().map { number, line in
      guard let expectation = LabExpectation(text: line) else {
        throw LabProblem("\(file.path): line \(number + 1) is not understood; pack again")
      }
      return expectation
    }
  }
}

/// Why a command stops.
struct LabProblem: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
