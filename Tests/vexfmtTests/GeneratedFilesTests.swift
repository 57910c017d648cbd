import Foundation
import Testing
import VexCodecs
import VexFormatSpec
import VexPlugins

/// The files that are checked in are what the specifications give.
@Suite struct GeneratedFilesTests {
  private static let mend = "run 'make generate', and commit what it changes"

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(Tool.root)/\(path)")))
  }

  private func format() throws -> Format {
    try SpecificationCompiler.compile(
      text: try bytes("spec/vexfs.yaml"), path: "spec/vexfs.yaml", checksums: .builtIn,
      lock: try bytes("spec/vexfs.lock"))
  }

  /// Compares a folder with what belongs in it, in both directions.
  private func compare(_ folder: String, _ files: [GeneratedFile]) throws {
    let present = try FileManager.default.contentsOfDirectory(atPath: "\(Tool.root)/\(folder)").sorted()
    #expect(present == files.map(\.path).sorted(), "\(folder) has other files: \(Self.mend)")
    for file in files {
      let found = try? bytes("\(folder)/\(file.path)")
      #expect(found == Array(file.contents.utf8), "\(folder)/\(file.path) is out of date: \(Self.mend)")
    }
  }

  @Test func kernelFiles() throws {
    try compare("kmod/generated", CEmitter(program: Program(lowering: try format())).files(flavour: .kernel))
  }

  @Test func layout() throws {
    let emitter = SwiftEmitter(program: Program(lowering: try format()))
    try compare("Sources/VexFSLayout", emitter.files())
    #expect(emitter.files().contains { $0.path == "VexFS.swift" && $0.contents.contains("public enum VexFS") })
  }

  /// Every specification in the folder is built in, and its lock file has all of its rules.
  @Test func builtInSpecifications() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Tool.root)/spec").filter {
      $0.hasSuffix(".yaml")
    }
    try #require(names.count >= 15)
    let specifications = try names.sorted().map { name in
      let lock = try bytes("spec/\(name.dropLast(".yaml".count)).lock")
      let format = try SpecificationCompiler.compile(
        text: try bytes("spec/\(name)"), path: name, checksums: .builtIn, lock: lock)
      #expect(
        lock == Array(format.lockFile(previous: lock).utf8), "\(name): run 'vexfmt check --write-lock spec/\(name)'")
      return ShippedSpecEmitter.Specification(
        format, file: name, text: String(decoding: try bytes("spec/\(name)"), as: UTF8.self),
        lock: String(decoding: lock, as: UTF8.self))
    }
    try compare("Sources/vexfmt/generated", ShippedSpecEmitter(specifications: specifications).files())
  }
}
