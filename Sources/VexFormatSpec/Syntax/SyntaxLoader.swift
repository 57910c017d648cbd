import Yams

/// Reads the YAML of a specification; scalars stay the text that they are.
enum SyntaxLoader {
  /// What a file is.
  enum Kind: String { case specification = "a specification", bundle = "a manifest" }

  /// The keys of a file.
  ///
  /// - Throws: all that a first look finds wrong, or else the first error of the YAML library.
  static func load(
    _ bytes: [UInt8], path: String, kind: Kind = .specification
  ) throws(SpecificationError) -> SyntaxMapping {
    var problems: [Diagnostic]
    do throws(Diagnostic) {
      let source = try SourceText(bytes)
      problems = NestingGuard.problems(in: source)
      if problems.isEmpty { return try root(of: source, kind) }
    } catch {
      problems = [error]
    }
    throw SpecificationError(path: path, lines: SourceText.lines(of: bytes), diagnostics: problems)
  }

  private static func root(of source: SourceText, _ kind: Kind) throws(Diagnostic) -> SyntaxMapping {
    let node: Yams.Node?
    do {
      // The basic resolver gives no scalar a type; a set encoding keeps the environment out.
      let parser = try Yams.Parser(
        yaml: String(decoding: source.bytes, as: UTF8.self), resolver: .basic, encoding: .utf8)
      node = try parser.singleRoot()
    } catch {
      throw diagnostic(for: error, in: source)
    }
    let start = SourceLocation(line: 1, column: 1)
    guard let node else { throw Diagnostic("yaml/syntax", at: start, "the file is empty") }
    var conversion = SyntaxConversion(source: source)
    switch try conversion.node(node) {
    case .mapping(let mapping): return mapping
    case .scalar(let scalar) where scalar.text.isEmpty:
      throw Diagnostic("yaml/syntax", at: start, "the file holds no keys")
    case let other:
      throw Diagnostic(
        "yaml/syntax", at: other.location, "found \(other.kindName), expected the keys of \(kind.rawValue)",
        help: "it begins like `\(kind == .bundle ? "plugin" : "format"): NAME`")
    }
  }
}

// MARK: - Nodes

/// Turns the library's nodes into ours; the guard has bounded their depth and number.
private struct SyntaxConversion {
  private var places: ScalarPlaces

  init(source: SourceText) { places = ScalarPlaces(source: source) }

  mutating func node(_ node: Yams.Node) throws(Diagnostic) -> SyntaxNode {
    let location = location(of: node)
    switch node {
    case .scalar(let scalar): return .scalar(self.scalar(scalar, at: location))
    case .mapping(let mapping):
      var entries: [(key: SyntaxScalar, value: SyntaxNode)] = []
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          throw Diagnostic("yaml/syntax", at: self.location(of: key), "found a collection where a key is expected")
        }
        let name = self.scalar(scalar, at: self.location(of: key))
        entries.append((name, try self.node(value)))
      }
      return .mapping(SyntaxMapping(entries: entries, location: location))
    case .sequence(let sequence):
      var items: [SyntaxNode] = []
      for item in sequence { items.append(try self.node(item)) }
      return .sequence(SyntaxSequence(items: items, location: location))
    case .alias:
      throw Diagnostic("yaml/alias", at: location, "found an alias, which a specification may not contain")
    }
  }

  private func location(of node: Yams.Node) -> SourceLocation {
    SourceLocation(line: max(1, node.mark?.line ?? 1), column: max(1, node.mark?.column ?? 1))
  }

  private mutating func scalar(_ scalar: Yams.Node.Scalar, at location: SourceLocation) -> SyntaxScalar {
    let style: ScalarPlaces.Style =
      switch scalar.style {
      case .any, .plain: .plain
      case .singleQuoted: .singleQuoted
      case .doubleQuoted: .doubleQuoted
      case .literal, .folded: .block
      }
    return places.scalar(scalar.string, line: location.line, column: location.column, style: style)
  }
}

// MARK: - Errors

extension SyntaxLoader {
  private static func diagnostic(for error: any Error, in source: SourceText) -> Diagnostic {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = clamped(mark, in: source)
      let notes = context.map { [Diagnostic.Note($0.text, at: clamped($0.mark, in: source))] } ?? []
      return Diagnostic("yaml/syntax", at: place, problem, notes: notes, help: help(for: problem))
    case .duplicatedKeysInMapping(let duplicates, let context):
      // Only keys that are equal once their escapes are read get so far.
      let names = duplicates.map { "`\(ExpressionNumber.abbreviated($0))`" }.joined(separator: ", ")
      return Diagnostic("yaml/duplicate-key", at: clamped(context.mark, in: source), "repeated keys: \(names)")
    case .reader(let problem, _, _, _):
      return Diagnostic("yaml/encoding", at: SourceLocation(line: 1, column: 1), problem)
    default:
      return Diagnostic("yaml/syntax", at: SourceLocation(line: 1, column: 1), String(describing: error))
    }
  }

  /// The library's places may lie behind the end of the text.
  private static func clamped(_ mark: Mark, in source: SourceText) -> SourceLocation {
    let last = max(1, source.lineStarts.count)
    guard mark.line <= last else {
      return SourceLocation(line: last, column: 1 + source.scalarCount(source.range(ofLine: last)))
    }
    return SourceLocation(line: max(1, mark.line), column: max(1, mark.column))
  }

  private static func help(for problem: String) -> String? {
    if problem.contains("expected ',' or") || problem.contains("unexpected ':'") {
      return "in flow style an expression that contains `,`, a bracket or `: ` must be quoted"
    }
    if problem.contains("mapping values are not allowed") {
      return "a text that contains `: ` must be quoted"
    }
    if problem.contains("cannot start any token") { return "a text that begins with a sign of YAML must be quoted" }
    return nil
  }
}
