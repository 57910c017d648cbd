import VexPlugins

extension Compiler {
  /// Notes the choices of algorithms that have a name; they are bound where a checksum names them.
  mutating func readAlgorithms(_ reader: MappingReader) {
    guard let choices = reader.mapping("algorithms", into: &diagnostics) else { return }
    for (key, node) in choices.entries {
      rejected.insert(key.text)
      // A value that chooses an algorithm may be called `crc`.
      if case .mapping(let mapping) = node, mapping["width"] != nil || mapping["crc"] != nil && mapping["by"] == nil {
        declareAlgorithm(key, mapping)
        continue
      }
      guard checkName(key, what: "a choice of algorithms", taken: checksums.algorithm(named: key.text) != nil) else {
        continue
      }
      guard case .mapping(let mapping) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location, "a choice of algorithms is a mapping, not \(node.kindName)",
          help: "{by: FIELD, VALUE: NAME, ...}, {crc: {...}}, or {width: BYTES} for one that a plugin brings")
        continue
      }
      algorithmSyntax[key.text] = mapping
      rejected.remove(key.text)
    }
  }

  /// The bytes of an algorithm's digests; nil for a name that is neither loaded nor declared.
  func digestWidth(of name: String) -> Int? {
    format.declaredAlgorithm(named: name)?.width ?? checksums.algorithm(named: name)?.width
  }

  /// What computes a checksum; `init` and `xorout` of the checksum are for algorithms without their own.
  mutating func algorithm(_ reader: MappingReader, in scope: Scope) -> ChecksumObject.AlgorithmChoice? {
    guard let node = reader["algorithm"] else {
      diagnostics.report(
        "key/missing", at: reader.mapping.location, "a checksum needs the key 'algorithm'",
        help: "one of: \(algorithmNames.joined(separator: ", "))")
      return nil
    }
    var common = ChecksumObject.Algorithm(name: "")
    bindParameters(reader, of: &common, in: scope)
    switch node {
    case .scalar(let scalar):
      if let choice = algorithmSyntax[scalar.text] { return namedChoice(scalar.text, choice, common, in: scope) }
      guard checkAlgorithm(scalar, among: algorithmNames) else { return nil }
      common.name = scalar.text
      note(common)
      return .fixed(common)
    case .mapping(let mapping): return choice(mapping, common, in: scope)
    case .sequence:
      diagnostics.report("type/mismatch", at: node.location, "an algorithm is a name, or {by: FIELD, VALUE: NAME, ...}")
      return nil
    }
  }

  private var algorithmNames: [String] { algorithmSyntax.keys.sorted() + singleAlgorithmNames }

  /// The names of what is no choice among others.
  private var singleAlgorithmNames: [String] { Set(checksums.names).union(format.algorithms.map(\.name)).sorted() }

  /// A choice that has a name; what is wrong with it is told once.
  private mutating func namedChoice(
    _ name: String, _ mapping: SyntaxMapping, _ common: ChecksumObject.Algorithm, in scope: Scope
  ) -> ChecksumObject.AlgorithmChoice? {
    let before = diagnostics.diagnostics.count
    let result = choice(mapping, common, in: scope)
    if diagnostics.diagnostics.count > before {
      algorithmSyntax[name] = nil
      rejected.insert(name)
    }
    return result
  }

  private mutating func choice(
    _ mapping: SyntaxMapping, _ common: ChecksumObject.Algorithm, in scope: Scope
  ) -> ChecksumObject.AlgorithmChoice? {
    guard let (selectors, id) = selectors(mapping, in: scope) else { return nil }
    let enumeration = format.enumerations[id]
    var choices: [(value: UInt64, algorithm: ChecksumObject.Algorithm)] = []
    for (key, node) in mapping.entries where key.text != "by" && key.text != "doc" {
      guard let value = enumeration.value(of: key.text) else {
        reportUnknown(
          key.text, in: { $0.format.enumerations[id].cases.map(\.name) }, "\(enumeration.name) has no value",
          at: key.wholeLocation)
        continue
      }
      if let chosen = chosen(node, common, in: scope) { choices.append((value, chosen)) }
    }
    let named = Set(mapping.entries.compactMap { enumeration.value(of: $0.key.text) })
    for missing in enumeration.cases where !named.contains(missing.value) {
      diagnostics.report(
        "key/missing", at: mapping.location, "no algorithm is named for '\(missing.name)'",
        help: "\(missing.name): NAME")
    }
    return .selected(by: selectors, choices)
  }

  /// Where the values are that choose, and of which enumeration all of them are.
  private mutating func selectors(_ mapping: SyntaxMapping, in scope: Scope) -> ([Expression], EnumerationID)? {
    var nodes: [SyntaxNode] = []
    switch mapping["by"] {
    case .sequence(let list)?: nodes = list.items
    case let node?: nodes = [node]
    case nil: break
    }
    guard !nodes.isEmpty else {
      diagnostics.report("key/missing", at: mapping.location, "a choice of algorithms needs the key 'by'")
      return nil
    }
    var found: [Expression] = []
    var common: EnumerationID?
    for node in nodes {
      guard case .scalar(let by) = node else {
        diagnostics.report(
          "type/mismatch", at: node.location, "'by' names a field, or lists the fields of which any may choose")
        return nil
      }
      guard let parsed = ExpressionParser.parse(by, into: &diagnostics), let selector = bind(parsed, in: scope) else {
        return nil
      }
      guard case .enumeration(let id) = selector.type else {
        diagnostics.report(
          "type/mismatch", at: by.wholeLocation,
          "the algorithm is chosen by an enumeration, and this is \(describe(selector.type))")
        return nil
      }
      if let common, common != id {
        diagnostics.report(
          "type/mismatch", at: by.wholeLocation,
          "this is \(describe(selector.type)), and the algorithm is chosen by \(format.enumerations[common].name)")
        return nil
      }
      common = id
      found.append(selector)
    }
    return common.map { (found, $0) }
  }

  /// The algorithm of one value: its name, or with parameters of its own.
  private mutating func chosen(
    _ node: SyntaxNode, _ common: ChecksumObject.Algorithm, in scope: Scope
  ) -> ChecksumObject.Algorithm? {
    var result = common
    switch node {
    case .scalar(let name):
      guard checkAlgorithm(name, among: singleAlgorithmNames) else { return nil }
      result.name = name.text
    case .mapping(let mapping):
      let reader = MappingReader(mapping, .chosenAlgorithm, into: &diagnostics)
      guard let name = reader.required("algorithm", into: &diagnostics),
        checkAlgorithm(name, among: singleAlgorithmNames)
      else { return nil }
      result.name = name.text
      bindParameters(reader, of: &result, in: scope)
    case .sequence:
      diagnostics.report("type/mismatch", at: node.location, "a chosen algorithm is a name or a mapping, not a list")
      return nil
    }
    note(result)
    return result
  }

  private mutating func bindParameters(
    _ reader: MappingReader, of algorithm: inout ChecksumObject.Algorithm, in scope: Scope
  ) {
    for (key, path) in [("init", \ChecksumObject.Algorithm.initial), ("xorout", \ChecksumObject.Algorithm.xorOut)] {
      guard let (_, parsed) = expression(reader, key), let bound = bind(parsed, in: scope), requireInteger(bound, key)
      else { continue }
      algorithm[keyPath: path] = bound
    }
  }

  /// Notes that an algorithm which only plugins bring has to take an initial value.
  private mutating func note(_ algorithm: ChecksumObject.Algorithm) {
    guard algorithm.initial != nil, let id = format.algorithms.firstIndex(where: { $0.name == algorithm.name }) else {
      return
    }
    format.algorithms[id].needsInitial = true
  }

  private mutating func checkAlgorithm(_ name: SyntaxScalar, among names: [String]) -> Bool {
    if digestWidth(of: name.text) != nil { return true }
    // What is wrong with a choice of that name is told where it stands.
    if rejected.contains(name.text) { return false }
    let near = diagnostics.suggestion(for: name.text, in: names).map { "\($0) " } ?? ""
    diagnostics.report(
      "checksum/unknown-algorithm", at: name.wholeLocation, "there is no checksum algorithm '\(name.text)'",
      help: "\(near)there is: \(names.joined(separator: ", ")); of others, 'algorithms' tells the width")
    return false
  }
}
