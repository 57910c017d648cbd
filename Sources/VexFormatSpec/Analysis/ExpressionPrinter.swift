import VexBytes

/// Prints bound expressions in the language's own syntax.
///
/// Equal texts mean equal expressions.
public struct ExpressionPrinter: Sendable {
  private let format: Format
  /// The structure in whose terms expressions are; nil for none.
  private let structure: StructureID?
  /// What variables are called; nil for their own names.
  private let variables: [VariableID: String]?
  /// Whether parentheses are left out where the order of operators says the same.
  private let isSparing: Bool

  /// Makes a printer for the expressions of a format, or for those of one of its structures, whose names for what it is given
  /// are printed then.
  ///
  /// A sparing one leaves out parentheses that people do not need.
  public init(format: Format, structure: StructureID? = nil, isSparing: Bool = false) {
    self.init(format: format, structure: structure, variables: nil, isSparing: isSparing)
  }

  /// Makes a printer that calls variables by other names.
  init(format: Format, structure: StructureID? = nil, variables: [VariableID: String]?, isSparing: Bool = false) {
    self.format = format
    self.structure = structure
    self.variables = variables
    self.isSparing = isSparing
  }

  /// Makes a printer that numbers the variables of an expression, behind those that are `known`, so that texts are equal whatever
  /// a specification calls them.
  init(format: Format, numbering expression: Expression, behind known: [VariableID: String] = [:]) {
    var names = known
    expression.visit { inner in
      if case .aggregate(let aggregate) = inner.node, names[aggregate.variable] == nil {
        names[aggregate.variable] = "v\(names.count)"
      }
    }
    self.init(format: format, variables: names)
  }

  /// The expression as text.
  public func text(_ expression: Expression) -> String {
    switch expression.node {
    case .integer(let value): return literal(value, expression.type)
    case .boolean(let value): return value ? "true" : "false"
    case .bytes(let bytes): return bytes.isEmpty ? "''" : "0x" + bytes.map { hex($0) }.joined()
    case .read(let access): return text(access)
    case .arithmetic(let op, let a, let b): return binary(a, op.rawValue, b, expression)
    case .compare(let op, let a, let b, _): return binary(a, op.rawValue, b, expression)
    case .compareBytes(let a, let b, let negated), .compareSets(let a, let b, let negated):
      return binary(a, negated ? "!=" : "==", b, expression)
    case .has(let a, let b): return binary(a, "has", b, expression)
    case .isOneOf(let value, let choices):
      return "\(operand(value, of: expression)) in [\(choices.map { text($0) }.joined(separator: ", "))]"
    case .isInside(let value, let range): return "\(operand(value, of: expression)) in \(text(range))"
    case .not(let a): return "not \(operand(a, of: expression))"
    case .and(let a, let b):
      return feature(a, b) ?? binary(a, "and", b, expression)
    case .or(let a, let b): return binary(a, "or", b, expression)
    case .conditional(let a, let b, let c):
      let (a, b) = (operand(a, of: expression), operand(b, of: expression))
      return "\(a) ? \(b) : \(operand(c, of: expression, isRight: true))"
    case .function(.divideExactly, let arguments):
      return arguments.enumerated().map { operand($1, of: expression, isRight: $0 > 0) }.joined(separator: " / ")
    case .function(let function, let arguments):
      return "\(function.rawValue)(\(arguments.map { text($0) }.joined(separator: ", ")))"
    case .isPresent(let access): return "present(\(text(access)))"
    case .isZero(let access): return "zero(\(text(access)))"
    case .ones(let access, let range): return "ones(\(text(access))\(range.map { ", \(text($0))" } ?? ""))"
    case .hasUnknown(let a, _): return "unknown(\(text(a)))"
    case .decode(let access, let at, let type):
      return "\(type.order == .little ? "le" : "be")\(type.width * 8)(\(text(access)), \(at))"
    case .bit(let access, let index): return "\(text(access))[\(text(index))]"
    case .sizeOf(let access): return "size(\(text(access)))"
    case .placeOf(let access): return "place(\(text(access)))"
    case .indexOf(let access): return "index(\(text(access)))"
    case .index: return "index"
    case .imageSize: return "size(image)"
    case .aggregate(let aggregate): return text(aggregate)
    case .rangeSet(let range): return text(range)
    case .union(let a, let b): return binary(a, "|", b, expression)
    case .setBits(let access): return "set(\(text(all: access)))"
    case .owned(let unit): return "owned(\(unit.name))"
    case .setCount(let set): return "count(\(text(set)))"
    case .references(let access, let key): return "refs(\(text(all: access)), \(text(key)))"
    case .supplied(let value): return value.rawValue
    case .before(let inner): return inner.isPath ? "old.\(text(inner))" : "old (\(text(inner)))"
    }
  }

  /// The access as text.
  public func text(_ access: Access) -> String {
    var result: String
    switch access.root {
    case .current: result = ""
    case .given(let index):
      let given = structure.map { format.structures[$0].given } ?? []
      result = given.indices.contains(index) ? given[index].name : "given\(index)"
    case .single(let region): result = format.regions[region].name
    case .element(let region, let index): result = "\(format.regions[region].name)[\(text(index))]"
    case .variable(let id): result = name(of: id)
    }
    return text(access.steps, behind: result)
  }

  /// A field of all elements of a region, whose index only stands in.
  private func text(all access: Access) -> String {
    guard case .element(let region, _) = access.root else { return text(access) }
    return text(access.steps, behind: format.regions[region].name)
  }

  private func name(of id: VariableID) -> String {
    if let variables { return variables[id] ?? "this" }
    return format.variableNames.indices.contains(id) ? format.variableNames[id] : "this"
  }

  private func text(_ steps: [Access.Step], behind start: String) -> String {
    var result = start
    for step in steps {
      switch step {
      case .field(let field, let structure):
        let name = format.structures[structure].fields[field].name
        result += result.isEmpty ? name : ".\(name)"
      case .element(let index): result += "[\(text(index))]"
      case .bits(let bits): result += ".\(bits.name)"
      }
    }
    return result.isEmpty ? "self" : result
  }

  func text(_ range: RangeExpression) -> String {
    let lower = range.lower.map { operand($0) + " " } ?? ""
    let upper = range.upper.map { " " + operand($0) } ?? ""
    return lower + (range.isClosed ? "..=" : "..") + upper
  }

  /// What a loop runs over.
  public func text(_ sequence: Aggregate.Sequence) -> String {
    switch sequence {
    case .integers(let range): text(range)
    case .array(let access): text(access)
    case .region(let region, let access): format.regions[region].name + (access.map { "." + text($0) } ?? "")
    }
  }

  private func text(_ aggregate: Aggregate) -> String {
    let filter = aggregate.filter.map { " if \(text($0))" } ?? ""
    let body = aggregate.body.map { ": \(text($0))" } ?? ""
    return "\(aggregate.kind.rawValue)(\(name(of: aggregate.variable)) in \(text(aggregate.sequence))\(filter)\(body))"
  }

  /// `features.x`, which is a condition and a question in one; nil for anything else.
  private func feature(_ a: Expression, _ b: Expression) -> String? {
    guard case .isPresent(let access) = a.node, case .has(let word, let mask) = b.node,
      case .read(let read) = word.node,
      text(access) == text(read)
    else { return nil }
    return "features\(literal(mask.integer ?? 0, mask.type))"
  }

  private func binary(_ a: Expression, _ op: String, _ b: Expression, _ whole: Expression) -> String {
    "\(operand(a, of: whole)) \(op) \(operand(b, of: whole, isRight: true))"
  }

  /// An operand, in parentheses where they are needed or, of one that is not sparing, where it is no single thing.
  private func operand(_ expression: Expression, of whole: Expression? = nil, isRight: Bool = false) -> String {
    // Who is not sparing takes a conversion for a function.
    let isQuotient = if case .function(.divideExactly, _) = expression.node { true } else { false }
    if expression.isSingle, !isSparing || !isQuotient { return text(expression) }
    if isSparing {
      if case .and(let a, let b) = expression.node, feature(a, b) != nil { return text(expression) }
      if whole.map({ expression.bindsTighter(than: $0, isRight: isRight) }) ?? true { return text(expression) }
    }
    return "(\(text(expression)))"
  }

  private func literal(_ value: UInt64, _ type: ValueType) -> String {
    switch type {
    case .enumeration(let id): return format.enumerations[id].name(of: value).map { ".\($0)" } ?? String(value)
    case .flags(let id):
      return format.flagSets[id].flags.first { $0.mask == value }.map { ".\($0.name)" } ?? "0x"
        + String(value, radix: 16)
    default: return String(value)
    }
  }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
