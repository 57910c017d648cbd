public import Foundation
public import VexCodecs
import VexProcess

/// The C that is generated for a program, compiled into one that checks cases from its standard input.
public struct CompiledC: Sendable {
  /// The program.
  public let executable: URL
  /// Where it and its sources are; `remove` deletes it.
  public let folder: URL
  /// Where it runs.
  public let machine: Machine

  /// A machine that programs are compiled for.
  public enum Machine: Sendable {
    /// This one, under the address and undefined-behaviour sanitizers.
    case own
    /// Another one, whose programs an emulator runs: linked statically, and without sanitizers.
    case emulated(by: URL)
  }

  /// A program that failed, with what it said.
  public struct Failure: EvaluatorEnd, CustomStringConvertible {
    /// What it said.
    public var description: String
  }

  /// Prints, writes and compiles.
  ///
  /// - `compiler`: path of gcc, clang or what behaves like them.
  /// - `options`: further arguments for the compiler.
  /// - `machine`: what the compiler compiles for.
  /// - `headers`: where the header and the validators are, instead of what is printed for the program.
  ///
  /// Throws `Failure` with what the compiler said.
  public init(
    _ program: Program, compiler: URL, options: [String] = [], machine: Machine = .own, headers: CHeaders? = nil
  ) throws {
    self.machine = machine
    folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-fuzz-\(UUID().uuidString)")
    executable = folder.appending(path: "dispatch")
    try Termination.makeTemporaryFolder(folder)
    do {
      let sources = try write(program, headers)
      // The user's come last, so that they win.
      var arguments = ["-std=gnu11"] + machine.options + options
      // Only xxhash is not written out in the support, and a format may do without.
      let usesXXHash = program.algorithms.contains { $0.hasPrefix("xxh") }
      if usesXXHash { arguments += ["-DVEXFMT_XXHASH"] + machine.xxhashOptions }
      if let list = program.format.pluginList {
        try Data(list.utf8).write(to: folder.appending(path: Self.pluginList))
        arguments.append("-DVEXFMT_PLUGIN_LIST=\"\(Self.pluginList)\"")
      }
      arguments +=
        ["-I", folder.path] + (headers.map { ["-I", $0.folder.path] } ?? []) + sources + ["-o", executable.path]
      _ = try Self.run(compiler, arguments + (usesXXHash ? machine.xxhashLibraries : []) + ["-ldl"], in: folder)
    } catch {
      remove()
      throw error
    }
  }

  /// The file that lists libraries of plugins.
  private static let pluginList = "vexfmt_plugin_list.h"

  /// Writes what is emitted and what it is linked with; answers the paths of what is compiled.
  private func write(_ program: Program, _ headers: CHeaders?) throws -> [String] {
    let emitter = CEmitter(program: program, prefix: headers?.prefix)
    let printed = headers == nil ? emitter.files(flavour: .kernel) : []
    var files = (printed + [emitter.dispatcher()]).map { ($0.path, Data($0.contents.utf8)) }
    files.append(("vexfmt_checksums.c", Data(PackageResources.vexfmt_checksums_c)))
    files.append(("vexfmt_checksums.h", Data(PackageResources.vexfmt_checksums_h)))
    files.append(("vexfmt_plugin.h", Data(PackageResources.vexfmt_plugin_h)))
    for (name, contents) in files { try contents.write(to: folder.appending(path: name)) }
    return files.map(\.0).filter { $0.hasSuffix(".c") }.map { folder.appending(path: $0).path }
      + (headers.map { [$0.validators.path] } ?? [])
  }

  /// Deletes the folder.
  public func remove() { Termination.deleteTemporaryFolder(folder) }

  /// Runs the program on some input and answers its output.
  func run(input: [UInt8]) throws -> [UInt8] {
    switch machine {
    case .own: try Self.run(executable, [], input: input, in: folder)
    case .emulated(let emulator): try Self.run(emulator, [executable.path], input: input, in: folder)
    }
  }

  /// So long a program may take over one batch, and a compiler over one format; far beyond what they need.
  private static let limit = Duration.seconds(300)

  /// Runs a program on some input and answers its output.
  ///
  /// Throws when it ends with another status than 0, or not in time.
  static func run(_ program: URL, _ arguments: [String], input: [UInt8] = [], in folder: URL) throws -> [UInt8] {
    // A compiler that is killed leaves its own temporary files.
    var environment = ProcessInfo.processInfo.environment
    environment["TMPDIR"] = folder.path
    let child = ChildProcess(
      program.path, arguments, environment: environment.map { ($0.key, $0.value) }, folder: folder.path,
      limits: ChildProcess.Limits(time: limit, errors: 1 << 14))
    let result = try child.run(input: input)
    guard result.ending == .exited(0) else {
      let said = String(decoding: result.errors.first.prefix(6000), as: UTF8.self)
      if result.ending == .tookTooLong {
        throw Failure(description: "\(program.path) had not ended after \(limit):\n\(said)")
      }
      throw Failure(description: "\(program.path) ended with \(result.ending):\n\(said)")
    }
    return result.output
  }
}

extension CompiledC.Machine {
  fileprivate var options: [String] {
    switch self {
    case .own: ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    case .emulated: ["-O1", "-static"]
    }
  }

  /// Another machine's library is seldom there, but the header has all of it.
  fileprivate var xxhashOptions: [String] {
    switch self {
    case .own: []
    case .emulated: ["-DXXH_INLINE_ALL", "-idirafter", "/usr/include"]
    }
  }

  fileprivate var xxhashLibraries: [String] {
    switch self {
    case .own: ["-lxxhash"]
    case .emulated: []
    }
  }
}
