import Foundation
import TestSupport
import VexPlugins

/// The plugin of `plugins/gcrypt`, built with its own Makefile.
enum GcryptPlugin {
  /// Where it is; it stays as long as the tests run.
  private static let scratch = Result { try Scratch() }

  /// The built-in algorithms, and a plugin's for what a specification declares.
  static func registry() throws -> ChecksumRegistry {
    let scratch = try scratch.get()
    for name in ["Makefile", "gcrypt_sums.c"] {
      try scratch.write(try PackageFolder.text("plugins/gcrypt/\(name)").utf8, to: name)
    }
    guard let make = Command.find("make") else { throw MissingCompiler(name: "make") }
    let include = "VEXFMT_INCLUDE=\(PackageFolder.root.appending(path: "Sources/CVexPlugin").path)"
    let result = try Command.run(make, ["-s", include], in: scratch)
    guard result.status == 0 else { throw Failure(description: result.errors) }
    var loaded = ChecksumRegistry()
    for algorithm in try PluginLibrary(path: scratch.file("gcrypt_sums.so").path).algorithms {
      try loaded.register(algorithm)
    }
    var registry = ChecksumRegistry.builtIn
    registry.plugins = { [loaded] in loaded.algorithm(named: $0) }
    return registry
  }

  /// It was not built.
  struct Failure: Error, CustomStringConvertible { var description: String }
}
