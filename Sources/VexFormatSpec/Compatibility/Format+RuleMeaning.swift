import VexBytes

extension Format {
  /// What a rule demands, with constants as their values and loops without the names of their variables; nil for a rule whose
  /// name says it all.
  ///
  /// Other than the specification's own words, it is the same only if it means the same.
  func meaning(of rule: RuleInfo) -> String? {
    let kind = rule.name.split(separator: "/").last.map(String.init) ?? ""
    guard let structure = rule.structure else { return meaning(of: rule.name, kind) }
    guard let (template, field) = template(structure, rule.field.split(separator: ".").map(String.init), kind) else {
      return nil
    }
    let condition = template.condition.map { " when \(text($0))" } ?? ""
    switch template.predicate {
    case .holds(let expression), .hasValue(let expression): return text(expression) + condition
    case .isAtMost(let expression, let cap): return "\(text(expression)) <= \(cap)\(condition)"
    case .checksum: return field.map { $0.checksums.map(text).joined(separator: "; ") + condition }
    case .isFilled(let expression): return text(expression) + condition
    case .bytes, .size, .unusedIsZero, .restIsZero, .hasNul: return condition.isEmpty ? nil : condition
    }
  }

  /// A rule on a region or on the whole image.
  private func meaning(of name: String, _ kind: String) -> String? {
    if let fact = facts.first(where: { "\(self.name)/image/\($0.name)" == name }) {
      return text(fact.predicate) + (fact.condition.map { " when \(text($0))" } ?? "")
    }
    for region in regions where name == "\(self.name)/image.\(region.name)/\(kind)" {
      for case .valid(let expression) in region.rules.map(\.kind) where kind == "valid" { return text(expression) }
    }
    return nil
  }

  /// The rule of a kind that a path inside a structure leads to, and its field; nil for the field if it is the structure's.
  private func template(_ id: StructureID, _ path: [String], _ kind: String) -> (RuleTemplate, Field?)? {
    let structure = structures[id]
    guard let name = path.first else { return structure.rules.first { $0.kind == kind }.map { ($0, nil) } }
    guard let index = structure.field(named: name) else { return nil }
    let field = structure.fields[index]
    let rest = Array(path.dropFirst())
    if let nested = field.type?.nestedStructure?.structure, let found = template(nested, rest, kind) { return found }
    let bits = rest.isEmpty ? nil : rest.joined(separator: ".")
    return field.rules.first { $0.kind == kind && $0.bitField == bits }.map { ($0, field) }
  }

  /// An expression with constants as their values and loops without the names of their variables.
  func text(_ expression: Expression) -> String {
    ExpressionPrinter(format: self, numbering: expression).text(expression)
  }

  private func text(_ object: ChecksumObject) -> String {
    func text(_ algorithm: ChecksumObject.Algorithm) -> String {
      algorithm.name + (algorithm.initial.map { " init \(self.text($0))" } ?? "")
        + (algorithm.xorOut.map { " xorout \(self.text($0))" } ?? "")
    }
    let algorithm =
      switch object.algorithm {
      case .fixed(let algorithm): text(algorithm)
      case .selected(let by, let choices):
        "by \(by.map { self.text($0) }.joined(separator: ", ")): "
          + choices.map { "\($0.value) \(text($0.algorithm))" }.joined(separator: ", ")
      }
    let pieces = object.pieces.map { piece in
      switch piece {
      case .range(let from, let to, let maximum):
        "\(self.text(from)) .. \(self.text(to))" + (maximum.map { " at most \($0)" } ?? "")
      case .field(let access): ExpressionPrinter(format: self).text(access)
      case .integer(let value, let type):
        "u\(type.width * 8)\(type.order == .little ? "le" : "be")(\(self.text(value)))"
      }
    }
    return "\(algorithm) over \(pieces.joined(separator: ", ")), own \(object.own.rawValue)"
      + (object.keepsLow ? ", low" : "") + (object.condition.map { " when \(self.text($0))" } ?? "")
  }
}
