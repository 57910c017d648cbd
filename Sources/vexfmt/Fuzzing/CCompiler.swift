import Foundation
import VexCodecs
import VexFuzz

/// The C compiler for `fuzz --with-c`, and the checksums that the generated C is linked with.
struct CCompiler {
  /// The program.
  var program: URL
  /// What `$CC` says behind it.
  var options: [String]
  /// The folder of `vexfmt_checksums.h` and `.c`.
  var support: URL

  /// Finds the compiler that `$CC` names, or else gcc.
  static func find(support: String?) throws(Failure) -> CCompiler {
    let words = environment("CC").split(separator: " ").map(String.init)
    let name = words.first ?? "gcc"
    guard let program = search(name) else {
      throw .message("--with-c: there is no C compiler '\(shown(name))' in PATH; install gcc, or name one in CC")
    }
    let candidates = support.map { [$0] } ?? ["Tests/CSupport", besideTheBuild()]
    guard let folder = candidates.first(where: { FileProblem.exists("\($0)/vexfmt_checksums.c") }) else {
      throw .message(
        "--with-c: there is no vexfmt_checksums.c in \(candidates.map { shown($0) }.joined(separator: " or ")); "
          + "run it in the folder of vexfmt's sources")
    }
    return CCompiler(
      program: URL(fileURLWithPath: program), options: Array(words.dropFirst()), support: URL(fileURLWithPath: folder))
  }

  /// Compiles the C of a program; the caller removes it.
  func compile(_ lowered: Program) throws(Failure) -> CompiledC {
    let sanitizers = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    do {
      return try CompiledC(lowered, compiler: program, checksums: support, options: options + sanitizers)
    } catch {
      throw .quoted("--with-c: the generated C does not compile with \(shown(program.path))", output: "\(error)")
    }
  }

  private static func search(_ name: String) -> String? {
    if name.contains("/") { return FileProblem.exists(name) ? name : nil }
    return environment("PATH").split(separator: ":").map { "\($0)/\(name)" }.first(where: FileProblem.exists)
  }

  /// `Tests/CSupport` of the sources that this program was built in, `.build/debug/vexfmt`.
  private static func besideTheBuild() -> String {
    var path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    while path.pathComponents.count > 1, path.lastPathComponent != ".build" { path.deleteLastPathComponent() }
    return path.deletingLastPathComponent().appendingPathComponent("Tests/CSupport").path
  }
}
