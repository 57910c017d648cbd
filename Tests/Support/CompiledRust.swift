package import Foundation
package import VexBytes
package import VexFormatSpec
package import VexFuzz

/// The Rust that the generator in plugins/rust makes for a specification, compiled into a program that checks cases from its
/// standard input.
package final class CompiledRust: CheckEvaluator, Sendable {
  package let name = "rust"
  private let scratch: Scratch
  private let executable: URL
  private let cases: DispatchedCases

  /// It was not generated, did not build, or did not end well.
  package struct Failure: Error, CustomStringConvertible { package var description: String }

  /// The generator that the package has.
  package static let generator = PackageFolder.root.appending(path: "plugins/rust/vexfmt-gen-rust")

  /// Generates and compiles, with warnings as errors.
  ///
  /// - `spec`: what `vexfmt gen` takes as `--spec`; it is of `format`.
  package init(_ format: Format, spec: String, generator: URL = generator) throws {
    scratch = try Scratch()
    executable = scratch.file("dispatch")
    cases = DispatchedCases(format)
    _ = try run(
      PackageFolder.vexfmt,
      ["gen", "--plugin", generator.path, "--spec", spec, "--output", "src", "--option", "dispatch=yes"])
    guard let compiler = Command.find("gcc") else { throw MissingCompiler(name: "gcc") }
    let support = PackageFolder.root.appending(path: "Sources/VexFuzz/CSupport").path
    var flags = ["-c", "-O1", "-DVEXFMT_XXHASH"]
    if let list = format.pluginList {
      flags.append("-DVEXFMT_PLUGIN_LIST=\"\(try scratch.write(list.utf8, to: "plugins.h").path)\"")
    }
    _ = try run(compiler, flags + ["\(support)/vexfmt_checksums.c", "-o", scratch.file("sums.o").path])
    let options = ["--edition", "2021", "-D", "warnings", "--out-dir", scratch.folder.path]
    // The checks by themselves, so that they are seen to need no more than `core`.
    _ = try run(
      Self.compiler(), options + ["--crate-type", "rlib", "--crate-name", "disk_format", "src/lib.rs"])
    _ = try run(
      Self.compiler(),
      options + [
        "--extern", "disk_format=libdisk_format.rlib", "-C", "link-arg=sums.o", "-C", "link-arg=-lxxhash",
        "src/dispatch.rs",
      ])
  }

  /// Debian's compiler rather than a newer one, since what it takes the others do.
  private static func compiler() throws -> URL {
    let debian = URL(filePath: "/usr/bin/rustc")
    if FileManager.default.isExecutableFile(atPath: debian.path) { return debian }
    guard let compiler = Command.find("rustc") else { throw MissingCompiler(name: "rustc") }
    return compiler
  }

  /// The folder of the generated sources.
  package var sources: URL { scratch.file("src") }

  private func run(_ program: URL, _ arguments: [String], input: Data = Data()) throws -> Data {
    let result = try Command.run(program, arguments, input: input, in: scratch)
    guard result.status == 0 else {
      throw Failure(description: "\(program.path): \(result.status) \(result.errors.prefix(4000))")
    }
    return result.output
  }

  /// Where it finds elements, for an image of a size whose superblock has some bytes; a line for each.
  package func places(in size: Int, superblock: [UInt8]) throws -> String {
    String(decoding: try run(executable, [String(size)], input: Data(superblock)), as: UTF8.self)
  }

  /// Checks all mutants in one run of the process.
  package func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    let output = try run(executable, [], input: Data(cases.input(batch)))
    try cases.decode([UInt8](output), count: batch.entries.count, into: &findings)
  }
}
