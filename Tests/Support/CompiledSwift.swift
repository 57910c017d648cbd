import Foundation
package import VexBytes
package import VexCodecs
import VexFormatSpec
package import VexFuzz

/// The Swift that is generated for a program, compiled into one that checks cases from its standard input.
package final class CompiledSwift: CheckEvaluator {
  package let name = "swift"
  private let scratch: Scratch
  private let executable: URL
  private let structures: [String]
  private let plugins: [String]

  /// The program did not build, or did not end well.
  package struct Failure: Error, CustomStringConvertible { package var description: String }

  /// Prints, writes and compiles against the modules and objects of this build.
  package init(_ program: Program) throws {
    plugins = program.format.pluginLibraries
    structures = program.format.structures.map(\.name)
    scratch = try Scratch()
    executable = scratch.file("checks")
    let emitter = SwiftEmitter(program: program)
    var sources = [try scratch.write(SwiftHarness.text(namespace: emitter.namespace).utf8, to: "main.swift")]
    for file in emitter.files() {
      sources.append(try scratch.write(file.contents.utf8, to: file.path))
    }
    guard let compiler = Command.find("swiftc") else { throw MissingCompiler(name: "swiftc") }
    let modules = ["CVexPlugin", "CXXHash", "CZlib"].flatMap { name in
      ["-Xcc", "-fmodule-map-file=\(PackageFolder.root.path)/Sources/\(name)/module.modulemap"]
    }
    let arguments =
      [
        "-swift-version", "6", "-Onone", "-whole-module-optimization", "-warnings-as-errors",
        "-strict-memory-safety", "-enable-upcoming-feature", "ExistentialAny",
        "-enable-upcoming-feature", "InternalImportsByDefault", "-enable-upcoming-feature", "MemberImportVisibility",
        "-module-name", "Checks", "-module-cache-path", scratch.file("cache").path,
        "-I", PackageFolder.build.appending(path: "Modules").path,
        "-Xcc", "-fmodule-map-file=\(PackageFolder.build.path)/CCRC32C.build/module.modulemap",
      ] + modules + sources.map(\.path) + (try Self.objects()) + ["-lxxhash", "-lz", "-o", executable.path]
    let result = try Command.run(compiler, arguments, in: scratch)
    guard result.status == 0 else {
      throw Failure(description: "swiftc: \(result.text.prefix(2000))\(result.errors.prefix(4000))")
    }
  }

  /// Objects of the modules that generated code imports; such as have no source any more are left out.
  private static func objects() throws -> [String] {
    var result: [String] = []
    for target in ["VexBytes", "VexPlugins", "CCRC32C"] {
      let sources = PackageFolder.root.appending(path: "Sources/\(target)")
      let known = Set(try FileManager.default.subpathsOfDirectory(atPath: sources.path).map { name(of: $0) })
      let folder = PackageFolder.build.appending(path: "\(target).build")
      let built = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
        $0.hasSuffix(".o") && known.contains(name(of: String($0.dropLast(2))))
      }
      guard !built.isEmpty else { throw Failure(description: "\(folder.path) has no objects") }
      result += built.sorted().map { folder.appending(path: $0).path }
    }
    return result
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Checks all mutants in one run of the process.
  package func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    var input = Data()
    func put<T: FixedWidthInteger>(_ value: T) {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) { input.append(UInt8(truncatingIfNeeded: value >> T(shift))) }
    }
    func put(_ bytes: some Collection<UInt8>) {
      put(UInt32(bytes.count))
      input.append(contentsOf: bytes)
    }
    // As `SwiftHarness` reads them.
    for entry in batch.entries {
      let context = batch.contexts[entry.context]
      put(structures[batch.structure].utf8)
      for number in [context.place, context.index, context.imageSize] { put(number) }
      put(UInt32(context.parameters.count))
      for parameter in context.parameters { put(parameter.value) }
      put(UInt32(context.sources.count))
      for source in context.sources { put(source.bytes) }
      put(batch.bytes[entry.start..<entry.start + entry.count])
    }
    let result = try Command.run(executable, plugins, input: input, in: scratch)
    guard result.status == 0 else {
      throw Failure(description: "status \(result.status): \(result.errors.prefix(4000))")
    }
    for line in result.text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, let rule = UInt32(words[0]), let level = UInt8(words[1]), let offset = UInt64(words[2]),
        let severity = Severity(rawValue: level)
      else { throw Failure(description: "'\(line)'") }
      findings.append(Finding(rule: rule, severity: severity, offset: offset))
    }
  }
}
