import Glibc
import VexBytes

/// A program that generates code, found and fit to be run.
struct GeneratorProgram {
  /// What the user calls it.
  let name: String
  /// Its path, from the root and without links.
  let path: String

  /// Finds what `--plugin` names.
  static func find(_ name: String) throws(Failure) -> GeneratorProgram {
    guard name.contains("/") else {
      // The one place for generators of installed plugins: a name without a slash is one of those.
      throw .message(
        "there is no installed generator '\(shown(name))'; expected one, or the path of a program, as in ./\(shown(name))"
      )
    }
    let resolved = unsafe realpath(name, nil)
    guard let resolved = unsafe resolved else {
      throw .message(
        FileProblem.sentence(name, "cannot be found", errno, help: "expected a program, check the path"))
    }
    defer { unsafe free(resolved) }
    let program = GeneratorProgram(name: name, path: unsafe String(cString: resolved))
    try program.requireTrust()
    return program
  }

  /// Refuses what is no program, and what somebody else could have put there.
  private func requireTrust() throws(Failure) {
    var info = stat()
    guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      throw .message("\(shown(name)): is no regular file; expected a program")
    }
    guard unsafe access(path, X_OK) == 0 else {
      throw .message("\(shown(name)): may not be executed; expected a program, make it one: chmod +x \(quoted(name))")
    }
    // trust: what plugins in general are asked is to be asked here.
    guard info.st_mode & 0o022 == 0, info.st_uid == 0 || info.st_uid == geteuid() else {
      throw .message(
        "\(shown(name)): others may write it, and it is run with your rights; expected a program of yours or root's "
          + "that nobody else may write, look at it and then: chmod go-w \(quoted(name))")
    }
  }
}
