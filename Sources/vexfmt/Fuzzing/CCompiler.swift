import Foundation
import VexCodecs
import VexFormatSpec
import VexFuzz

/// The C compiler with which `fuzz` compiles the generated C.
struct CCompiler {
  /// The program.
  var program: URL
  /// What `$CC` says behind it.
  var options: [String]

  /// The compiler that `$CC` names, or else gcc.
  static var name: String { words.first ?? "gcc" }

  /// Finds it; nil when it is not there.
  static func find() -> CCompiler? {
    search(name).map { CCompiler(program: URL(fileURLWithPath: $0), options: Array(words.dropFirst())) }
  }

  /// Compiles the C of a program, or what is in a folder instead; the caller removes it.
  func compile(_ lowered: Program, _ headers: CHeaders?) throws(Failure) -> CompiledC {
    do {
      return try CompiledC(lowered, compiler: program, options: options, headers: headers)
    } catch {
      if let headers {
        throw .quoted(
          "\(shown(headers.folder.path)): the C does not compile with \(shown(program.path)); see below. Expected the files that gen-headers writes for \(shown(lowered.format.name))",
          output: "\(error)")
      }
      throw .quoted(
        "the generated C does not compile with \(shown(program.path)); see below, or leave it out: --without-c",
        output: "\(error)")
    }
  }

  private static var words: [String] { environment("CC").split(separator: " ").map(String.init) }

  private static func search(_ name: String) -> String? {
    if name.contains("/") { return FileProblem.exists(name) ? name : nil }
    return environment("PATH").split(separator: ":").map { "\($0)/\(name)" }.first(where: FileProblem.exists)
  }
}
