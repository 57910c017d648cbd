import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Lists the bundles that are installed, for `vexfmt plugins list`.
struct PluginListing {
  var reporter: Reporter

  /// Answers with the exit status: a bundle that cannot be used is a failure.
  func run() -> Int32 {
    let plugins = InstalledPlugins.current
    let found = plugins.formats()
    let problems = plugins.problems + found.problems + plugins.entries.flatMap { $0.bundle.flaws }
    if reporter.isJSON {
      reporter.json(json(plugins, found.formats, problems))
    } else {
      print(plugins, found.formats)
      for problem in problems { reporter.warning(oneLine(problem)) }
    }
    return problems.isEmpty ? ExitStatus.success : ExitStatus.failure
  }

  private func names(_ entry: InstalledPlugins.Entry, _ formats: [InstalledPlugins.BundledFormat]) -> [String] {
    formats.filter { $0.bundle == entry.bundle.manifest.name }.map(\.format.name)
  }

  private func print(_ plugins: InstalledPlugins, _ formats: [InstalledPlugins.BundledFormat]) {
    for entry in plugins.entries {
      let manifest = entry.bundle.manifest
      reporter.line(
        "\(reporter.paint(shown(manifest.name), .strong)) \(shown(manifest.version)) "
          + "(\(shown(entry.bundle.folder.path)), \(entry.origin))")
      for (what, names) in [
        ("formats", names(entry, formats)), ("checksums", manifest.checksums.flatMap(\.names)),
        ("generators", manifest.generators.map(\.name)),
      ] where !names.isEmpty {
        reporter.line("  \(what): \(names.map { shown($0) }.joined(separator: ", "))")
      }
    }
    guard plugins.entries.isEmpty else { return }
    reporter.line("no plugins; looked into:")
    for place in PluginFolders.all { reporter.line("  \(shown(place.path)) (\(place.origin))") }
  }

  /// `{"plugins": [{"plugin", "version", "path", "origin", "formats", "checksums", "generators"}], "folders", "problems"}`.
  private func json(
    _ plugins: InstalledPlugins, _ formats: [InstalledPlugins.BundledFormat], _ problems: [String]
  ) -> JSON {
    .object([
      (
        "plugins",
        .array(
          plugins.entries.map { entry in
            let manifest = entry.bundle.manifest
            return .object([
              ("plugin", .string(manifest.name)), ("version", .string(manifest.version)),
              ("path", .string(entry.bundle.folder.path)), ("origin", .string(entry.origin)),
              ("formats", .array(names(entry, formats).map(JSON.string))),
              ("checksums", .array(manifest.checksums.flatMap(\.names).map(JSON.string))),
              ("generators", .array(manifest.generators.map { .string($0.name) })),
            ])
          })
      ),
      ("folders", .array(PluginFolders.all.map { .string($0.path) })),
      ("problems", .array(problems.map(JSON.string))),
    ])
  }
}
