import VexBytes
import VexFormatSpec

/// The files with which a bundle begins, for `vexfmt plugins new`.
struct PluginTemplate {
  /// The name of the bundle, its folder and its format.
  var name: String
  /// Where its folder is made.
  var folder: String
  /// Whether it begins a checksum algorithm.
  var hasChecksum: Bool

  /// Writes them into a new folder; answers with the exit status.
  func write(_ reporter: Reporter) throws(Failure) -> Int32 {
    guard Identifier.isValid(name), name.first?.isLetter == true, name.allSatisfy({ !$0.isUppercase }) else {
      throw .usage("'\(shown(name))' cannot be the name of a plugin: a letter, then letters, digits and _, at most 32")
    }
    guard "\(name).yaml" != BundleManifest.fileName else {
      throw .usage(
        "'\(name)' cannot be the name of a plugin, since its specification would be the manifest; choose another")
    }
    guard !Catalogue.names.contains(name) else {
      throw .usage("'\(shown(name))' is a format that is built in; choose another name")
    }
    let place = "\(folder)/\(name)"
    guard !FileProblem.exists(place) else {
      throw .message("\(shown(place)): exists already; choose another name or another --output")
    }
    let files = try files()
    try AtomicFile.makeFolder(place)
    for file in files { try AtomicFile.write(Array(file.contents.utf8), to: "\(place)/\(file.path)") }
    if reporter.isJSON {
      reporter.json(
        .object([("plugin", .string(place)), ("files", .array(files.map { .string($0.path) }))]))
      return ExitStatus.success
    }
    for file in files { reporter.line("\(shown(place))/\(file.path): written") }
    // The lock file pins what it holds, so that it is written when the specification is what its author wants.
    let specification = "vexfmt check --write-lock \(quoted("\(place)/\(name).yaml"))"
    reporter.line(
      "next: \(hasChecksum ? "make -C \(quoted(place)); " : "")\(specification); vexfmt plugins verify \(quoted(place))/"
    )
    return ExitStatus.success
  }

  private func files() throws(Failure) -> [(path: String, contents: String)] {
    let specification = filled(Self.specification)
    do {
      _ = try SpecificationCompiler.compile(
        text: Array(specification.utf8), path: "\(name).yaml", checksums: .installed)
    } catch { throw .specification(error) }
    var files = [(BundleManifest.fileName, filled(Self.manifest)), ("\(name).yaml", specification)]
    if hasChecksum {
      files.append(("\(name)_sum.c", filled(Self.library)))
      files.append(("Makefile", filled(Self.makefile)))
    }
    return files
  }

  /// A text with the name, and with what is there for a checksum algorithm or what is there without one.
  private func filled(_ text: String) -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("+ ") {
        if hasChecksum { lines.append(line.dropFirst(2)) }
      } else if line.hasPrefix("- ") {
        if !hasChecksum { lines.append(line.dropFirst(2)) }
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n").replacing("NAME", with: name) + "\n"
  }
}
