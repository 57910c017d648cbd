import Foundation
package import VexBytes
package import VexCodecs
import VexFormatSpec
package import VexFuzz

/// The Swift that is generated for a program, compiled into one that checks cases from its standard input.
package final class CompiledSwift: CheckEvaluator, Sendable {
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
    let files = emitter.files()
    let builders = try files.compactMap(Self.builder)
    guard builders.count == structures.count else { throw Failure(description: "not each structure has a builder") }
    let main = SwiftHarness.text(namespace: emitter.namespace, builders: builders)
    var sources = [try scratch.write(main.utf8, to: "main.swift")]
    for file in files {
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

  /// The builder that a generated file has, as its text says; nil if it has none.
  private static func builder(in file: GeneratedFile) throws -> SwiftHarness.Builder? {
    guard let found = file.contents.firstMatch(of: #/extension \w+\.(\w+) \{\n */// A `(\w+)` that is being written\./#)
    else { return nil }
    let properties = file.contents.matches(of: #/ public var `?(\w+)`?: .+ \{\n +get /#).map { String($0.output.1) }
    return SwiftHarness.Builder(
      structure: String(found.output.2), type: String(found.output.1), properties: properties)
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

  /// One in so many mutants is asked whether its bytes survive being read and set, too, whatever they are.
  private static let roundTripStride: UInt64 = 16

  /// Checks all mutants in one run of the process.
  package func check(_ batch: MutantBatch, into findings: inout [Finding]) throws {
    var input = Data()
    for entry in batch.entries {
      let question: SwiftHarness.Question =
        entry.number.isMultiple(of: Self.roundTripStride) ? [.check, .roundTrip] : .check
      let bytes = batch.bytes[entry.start..<entry.start + entry.count]
      put(question, batch.structure, batch.contexts[entry.context], bytes, into: &input)
    }
    for words in try answers(to: input) where words != ["kept"] {
      guard words.count == 3, let rule = UInt32(words[0]), let level = UInt8(words[1]), let offset = UInt64(words[2]),
        let severity = Severity(rawValue: level)
      else { throw Failure(description: words.joined(separator: " ")) }
      findings.append(Finding(rule: rule, severity: severity, offset: offset))
    }
  }

  /// Which properties of structures, set to what they read, change bytes; empty if none does.
  package func changedByRoundTrips(_ cases: [StructureCase]) throws -> [String] {
    var input = Data()
    for subject in cases { put(.roundTrip, subject.structure, subject.context, subject.bytes, into: &input) }
    let answers = try answers(to: input)
    guard answers.count == cases.count else { throw Failure(description: "\(answers.count) of \(cases.count) answers") }
    return answers.filter { $0 != ["kept"] }.map { $0.joined(separator: " ") }
  }

  /// As `SwiftHarness` reads a case.
  private func put(
    _ question: SwiftHarness.Question, _ structure: StructureID, _ context: CaseContext,
    _ bytes: some Collection<UInt8>,
    into input: inout Data
  ) {
    func put<T: FixedWidthInteger>(_ value: T) {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) { input.append(UInt8(truncatingIfNeeded: value >> T(shift))) }
    }
    func put(_ bytes: some Collection<UInt8>) {
      put(UInt32(bytes.count))
      input.append(contentsOf: bytes)
    }
    put(question.rawValue)
    put(structures[structure].utf8)
    for number in [context.place, context.index, context.imageSize] { put(number) }
    put(UInt32(context.parameters.count))
    for parameter in context.parameters { put(parameter.value) }
    put(UInt32(context.sources.count))
    for source in context.sources { put(source.bytes) }
    put(bytes)
  }

  /// The words of each line of an answer.
  private func answers(to input: Data) throws -> [[Substring]] {
    let result = try Command.run(executable, plugins, input: input, in: scratch)
    guard result.status == 0 else {
      throw Failure(description: "status \(result.status): \(result.errors.prefix(4000))")
    }
    return result.text.split(separator: "\n").map { $0.split(separator: " ") }
  }
}
