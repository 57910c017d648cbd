import Glibc
import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

/// A program that generates code, found and fit to be run.
struct GeneratorProgram {
  /// What the user calls it.
  let name: String
  /// Its path, from the root and without links.
  let path: String

  /// Finds what `--plugin` names: a generator of an installed plugin, or with a slash the path of a program.
  ///
  /// It runs with the user's rights, so that nobody else may have put it there.
  static func find(_ name: String) throws(Failure) -> GeneratorProgram {
    guard name.contains("/") else {
      let plugins = InstalledPlugins.current
      if let path = try plugins.generator(named: name) { return try GeneratorProgram(name: name, path: path) }
      let known = plugins.entries.flatMap(\.bundle.manifest.generators).map { shown($0.name) }
      throw .message(
        "there is no installed generator '\(shown(name))'\(known.isEmpty ? "" : ", but \(known.joined(separator: ", "))"); "
          + "expected one, or the path of a program, as in ./\(shown(name))")
    }
    let place = name.hasPrefix("/") ? name : Target.workingFolder + "/" + name
    let trusted: TrustedPath
    do { trusted = try TrustedPath(place) } catch {
      throw .message("\(error); a generator is run with your rights")
    }
    return try GeneratorProgram(name: name, path: trusted.path)
  }

  /// Takes a program at a path that is trusted; throws when it cannot be run.
  init(name: String, path: String) throws(Failure) {
    self.name = name
    self.path = path
    var info = stat()
    guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      throw .message("\(shown(name)): is no regular file; expected a program")
    }
    guard FileProblem.isExecutable(path) else {
      throw .message("\(shown(name)): may not be executed; expected a program, make it one: chmod +x \(quoted(path))")
    }
  }
}
