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

  /// The file that describes a pack.
  static let manifest = "manifest.txt"
  /// The disk that the guest reads.
  static let pack = "pack.img"

  /// Reads what a pack expects, and makes sure that the pack is whole.
  static func readExpectations(_ folder: String) throws -> [LabExpectation] {
    let folder = URL(filePath: folder)
    guard let manifest = LabManifest(text: String(decoding: try read(Self.manifest, folder), as: UTF8.self)) else {
      throw LabProblem("\(folder.appending(path: Self.manifest).path) is not understood; pack again")
    }
    let files = try manifest.digests.keys.sorted().map { (name: $0, bytes: try read($0, folder)) }
    let lines = String(decoding: try read(expectations, folder), as: UTF8.self).split(separator: "\n")
    let path = folder.appending(path: expectations).path
    let expected = try lines.enumerated().map { number, line in
      guard let expectation = LabExpectation(text: line) else {
        throw LabProblem("\(path): line \(number + 1) is not understood; pack again")
      }
      return expectation
    }
    let differences = manifest.differences(expected, files: files)
    guard differences.isEmpty else {
      throw LabProblem("\(folder.path) is not what was packed: \(differences.joined(separator: "; ")); pack again")
    }
    return expected
  }

  private static func read(_ name: String, _ folder: URL) throws -> [UInt8] {
    do { return [UInt8](try Data(contentsOf: folder.appending(path: name))) } catch {
      throw LabProblem("\(folder.path) is no folder that 'vexlab pack' wrote: \(name) cannot be read")
    }
  }
}

/// Why a command stops.
struct LabProblem: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
