import VexFormatSpec

/// Finds specifications by what the user says.
enum Catalogue {
  /// The names of the specifications that are built in.
  static var names: [String] { ShippedSpecs.all.map(\.name) }

  /// The names of those that are built in and whose images are made here.
  static var madeHere: [String] { ShippedSpecs.all.filter { $0.maker == nil }.map(\.name) }

  /// The specification that `--spec` names: the name of one that is built in or that a plugin has, or else a path.
  ///
  /// What has a slash or ends in `.yaml` is always a path, so that no file is hidden by a name.
  static func find(_ name: String) throws(Failure) -> SpecificationSource {
    let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    if !isPath {
      if let shipped = ShippedSpecs.all.first(where: { $0.name == name }) {
        return SpecificationSource(shipped: shipped)
      }
      if let bundled = try InstalledPlugins.current.source(named: name) { return bundled }
      if !FileProblem.exists(name) {
        let near = nearest(name, in: names).map { "did you mean '\($0)'?" } ?? "give the path of a specification"
        throw .message(
          "\(shown(name)): no built-in format (\(names.joined(separator: ", "))), none of a plugin, and no file; \(near)"
        )
      }
    }
    return try SpecificationSource(path: name)
  }

  /// The specification that `--spec` names, or else the only built-in one whose images are made here, for what has no image to go
  /// by.
  static func findToWrite(_ name: String?) throws(Failure) -> SpecificationSource {
    if let name { return try find(name) }
    let made = madeHere
    guard let only = made.first, made.count == 1 else {
      throw .usage("name the format with --spec: \(made.joined(separator: ", "))")
    }
    return try find(only)
  }
}
