@testable import VexFormatSpec

/// An expression as an S-expression, for comparing forms.
func dump(_ expression: ParsedExpression) -> String {
  func list(_ parts: String?...) -> String { "(" + parts.compactMap { $0 }.joined(separator: " ") + ")" }
  switch expression.node {
  case .number(let value, let unit): return unit.map { "\(value):\($0)" } ?? "\(value)"
  case .boolean(let value): return "\(value)"
  case .text(let bytes): return "'" + String(decoding: bytes, as: UTF8.self) + "'"
  case .member(let name): return "." + name
  case .path(let path):
    return path.steps.reduce(path.name) { text, step in
      switch step.step {
      case .field(let name): text + "." + name
      case .element(let index): text + "[" + dump(index) + "]"
      }
    }
  case .call(let name, let arguments): return "(" + ([name + "()"] + arguments.map(dump)).joined(separator: " ") + ")"
  case .aggregate(let aggregate):
    return list(
      aggregate.kind.rawValue, aggregate.variable, dump(aggregate.sequence), aggregate.filter.map { "if " + dump($0) },
      aggregate.body.map { ": " + dump($0) })
  case .range(let lower, let upper, let isClosed):
    return list(isClosed ? "..=" : "..", lower.map(dump) ?? "_", upper.map(dump) ?? "_")
  case .list(let items): return "[" + items.map(dump).joined(separator: " ") + "]"
  case .not(let operand): return list("not", dump(operand))
  case .arithmetic(let sign, let left, let right): return list(sign.rawValue, dump(left), dump(right))
  case .compare(let sign, let left, let right): return list(sign.rawValue, dump(left), dump(right))
  case .has(let left, let right): return list("has", dump(left), dump(right))
  case .isIn(let left, let right): return list("in", dump(left), dump(right))
  case .and(let left, let right): return list("and", dump(left), dump(right))
  case .or(let left, let right): return list("or", dump(left), dump(right))
  case .conditional(let test, let first, let second): return list("?", dump(test), dump(first), dump(second))
  }
}

/// A scalar that stands at the start of a file.
func scalar(_ text: String) -> SyntaxScalar {
  SyntaxScalar(text: text, location: SourceLocation(line: 1, column: 1, length: max(1, text.unicodeScalars.count)))
}
