/// One reading of a manifest: takes what is there and reports what should not be.
struct ManifestReading {
  var diagnostics = DiagnosticCollector()

  /// The manifest; nil, or one that is not to be used, if something was reported.
  mutating func read(_ root: SyntaxMapping) -> BundleManifest? {
    let reader = MappingReader(root, .bundle, into: &diagnostics)
    let name = reader.required("plugin", into: &diagnostics)
    let version = reader.required("version", into: &diagnostics)
    let license = reader.required("license", into: &diagnostics)
    guard let name, let version, let license, checkName(name, "a bundle") else { return nil }
    var manifest = BundleManifest(name: name.text, version: version.text, license: license.text)
    manifest.doc = reader.doc(into: &diagnostics)
    for node in items(reader, "formats") {
      guard case .scalar(let path) = node else {
        diagnostics.report("type/mismatch", at: node.location, "'formats' lists paths, and this is \(node.kindName)")
        continue
      }
      if checkPath(path) { manifest.formats.append(path.text) }
    }
    for library in mappings(reader, "checksums", .bundledChecksums) { readLibrary(library, into: &manifest) }
    for sample in mappings(reader, "samples", .bundledSample) { readSample(sample, into: &manifest) }
    if let generators = reader.mapping("generators", into: &diagnostics) {
      for (key, node) in generators.entries {
        guard case .scalar(let path) = node else {
          diagnostics.report("type/mismatch", at: node.location, "a generator is a path, and this is \(node.kindName)")
          continue
        }
        if checkName(key, "a generator"), checkPath(path) {
          manifest.generators.append(.init(name: key.text, path: path.text))
        }
      }
    }
    if diagnostics.isEmpty, manifest.formats.isEmpty, manifest.checksums.isEmpty, manifest.generators.isEmpty {
      diagnostics.report(
        "key/missing", at: root.location, "a bundle without formats, checksums or generators brings nothing",
        help: "formats: [NAME.yaml]")
    }
    return manifest
  }

  private mutating func readLibrary(_ reader: MappingReader, into manifest: inout BundleManifest) {
    guard let path = reader.required("library", into: &diagnostics), checkPath(path) else { return }
    var names: [String] = []
    for node in items(reader, "names") {
      guard case .scalar(let name) = node else {
        diagnostics.report("type/mismatch", at: node.location, "'names' lists names, and this is \(node.kindName)")
        continue
      }
      if checkName(name, "an algorithm") { names.append(name.text) }
    }
    guard !names.isEmpty else {
      if reader["names"] == nil {
        diagnostics.report("key/missing", at: reader.mapping.location, "a library needs the key 'names'")
      }
      return
    }
    manifest.checksums.append(.init(path: path.text, names: names))
  }

  private mutating func readSample(_ reader: MappingReader, into manifest: inout BundleManifest) {
    guard let image = reader.required("image", into: &diagnostics), checkPath(image),
      let format = reader.required("format", into: &diagnostics),
      reader.required("verdict", into: &diagnostics) != nil,
      let verdict = reader.choice("verdict", Words.SampleVerdict.self, into: &diagnostics)
    else { return }
    manifest.samples.append(.init(path: image.text, format: format.text, verdict: verdict.rawValue))
  }

  /// The items of a list; none, and a report, if it is something else.
  private mutating func items(_ reader: MappingReader, _ key: String) -> [SyntaxNode] {
    guard let node = reader[key] else { return [] }
    if case .sequence(let list) = node { return list.items }
    diagnostics.report(
      "type/mismatch", at: node.location, "'\(key)' of \(reader.what) is \(node.kindName), not a list")
    return []
  }

  /// The mappings of a list.
  private mutating func mappings(_ reader: MappingReader, _ key: String, _ construct: Construct) -> [MappingReader] {
    items(reader, key).compactMap { node in
      guard case .mapping(let mapping) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location, "'\(key)' lists mappings, and this is \(node.kindName)")
        return nil
      }
      return MappingReader(mapping, construct, into: &diagnostics)
    }
  }

  private mutating func checkName(_ name: SyntaxScalar, _ what: String) -> Bool {
    let first = name.text.utf8.first.map { (0x61...0x7a).contains($0) } ?? false
    let isPlain = name.text.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    guard first, isPlain, name.text.utf8.count <= 64 else {
      diagnostics.report(
        "name/reserved", at: name.wholeLocation, "'\(name.text)' cannot be the name of \(what)",
        help: "a letter, then letters, digits, hyphens and underscores, all lower case, at most 64")
      return false
    }
    return true
  }

  /// Whether a path stays in the folder, as far as its text tells.
  private mutating func checkPath(_ path: SyntaxScalar) -> Bool {
    let parts = path.text.split(separator: "/", omittingEmptySubsequences: false)
    let isInside = !path.text.isEmpty && !parts.contains { $0.isEmpty || $0 == ".." || $0 == "." }
    guard isInside, !path.text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      diagnostics.report(
        "bundle/path", at: path.wholeLocation, "'\(path.text)' is no path in the bundle's folder",
        help: "folders and a name, as samples/small.img; nothing outside is used")
      return false
    }
    return true
  }
}
