import VexBytes

extension Compiler {
  /// `mount: readonly`, or `mount: {policy: readonly, reads: [superblock, "inodes[1]"]}`.
  mutating func bindMount(_ reader: MappingReader) {
    var policy: Words.MountPolicy?
    var reads: SyntaxNode?
    if case .mapping(let mapping)? = reader["mount"] {
      let inner = MappingReader(mapping, .mount, into: &diagnostics)
      policy = inner.choice("policy", Words.MountPolicy.self, into: &diagnostics)
      reads = inner["reads"]
    } else {
      policy = reader.choice("mount", Words.MountPolicy.self, into: &diagnostics)
    }
    format.mount.isReadOnly = policy == .readonly
    guard let first = format.regions.first else { return }
    guard let reads else {
      format.mount.reads = [Mount.Read(region: 0, index: 0, location: first.location)]
      return
    }
    guard case .sequence(let list) = reads else {
      diagnostics.report(
        "type/mismatch", at: reads.location, "'reads' lists elements of regions",
        help: "reads: [\(first.name), \"inodes[1]\"]")
      return
    }
    for item in list.items {
      guard let read = bindMountRead(item) else { continue }
      if format.mount.reads.isEmpty, read.region != 0 || read.index != 0 {
        diagnostics.report(
          "order/forward", at: item.location, "a mount begins with '\(first.name)', which says what the image is",
          help: "reads: [\(first.name), ...]")
      }
      format.mount.reads.append(read)
    }
  }

  private mutating func bindMountRead(_ item: SyntaxNode) -> Mount.Read? {
    func refuse() {
      diagnostics.report(
        "type/mismatch", at: item.location, "a mount reads single structures: a region of one thing, or an element",
        help: "reads: [\(format.regions[0].name), \"inodes[1]\"]")
    }
    guard case .scalar(let scalar) = item else {
      refuse()
      return nil
    }
    guard let parsed = ExpressionParser.parse(scalar, into: &diagnostics), let bound = bind(parsed, in: .image) else {
      return nil
    }
    guard case .read(let access) = bound.node, access.steps.isEmpty, case .structure = bound.type else {
      refuse()
      return nil
    }
    switch access.root {
    case .single(let region): return Mount.Read(region: region, index: 0, location: item.location)
    case .element(let region, let index):
      if let index = index.folded().integer {
        return Mount.Read(region: region, index: index, location: item.location)
      }
    default: break
    }
    refuse()
    return nil
  }
}
