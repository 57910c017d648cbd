extension Compiler {
  /// Binds `repair`: what is made anew, and which fields are counted again, when an image is repaired.
  mutating func bindRepair(_ reader: MappingReader) {
    guard let mapping = reader.mapping("repair", into: &diagnostics) else { return }
    let inner = MappingReader(mapping, .repair, into: &diagnostics)
    guard declaresVersions else {
      diagnostics.report(
        "key/missing", at: reader.keyLocation("repair"),
        "a repair is from a version to itself, and the format has none",
        help: "versions: REGION.FIELD")
      return
    }
    var versions: VersionSet?
    if let scalar = inner.scalar("versions", into: &diagnostics) { versions = versionSet(scalar) }
    let before = diagnostics.diagnostics.count
    for version in knownVersions where versions?.contains(version) ?? true {
      var edge = Migration(
        from: version, to: version, needs: [], room: 0, built: [], assignments: [], drops: [], order: [],
        doc: inner.doc(into: &diagnostics), location: reader.keyLocation("repair"))
      bindBuilt(inner, &edge)
      bindAssignments(inner, &edge)
      // What is wrong in one version would be told for each.
      guard diagnostics.diagnostics.count == before else { return }
      format.repairs.append(edge)
    }
  }
}
