import VexFormatSpec

extension Lowering {
  /// The structures besides the one under test that any rule of the check reads.
  func findSources() -> [Source] {
    var scan = SourceScan(format: format, tested: check.structure)
    // A version test reads the version wherever it is kept.
    if let table = format.versions, table.structure != check.structure { scan.note(.region(0)) }
    for (number, frame) in check.frames.enumerated() {
      let structure = format.structures[frame.structure]
      func look(_ expressions: [Expression]) {
        for expression in expressions { scan.read(expression, in: frame.structure, isRoot: number == 0) }
      }
      for field in structure.fields { look(field.steeringExpressions + field.ruleExpressions + field.arguments) }
      for rule in structure.rules { look(rule.expressions) }
      if let size = structure.size.expression { look([size]) }
    }
    return scan.origins.map(source)
  }

  /// A source of which nothing is read yet.
  func source(_ origin: Source.Origin) -> Source {
    switch origin {
    case .region(let region):
      Source(
        origin: origin, structure: format.regions[region].structure ?? 0, name: format.regions[region].name, length: 0)
    case .given(let index):
      Source(
        origin: origin,
        structure: format.structures[check.structure].given[index].type.nestedStructure?.structure ?? 0,
        name: format.structures[check.structure].given[index].name, length: 0)
    }
  }

  /// The view of a source.
  func view(of origin: Source.Origin) -> ViewID { (sources.firstIndex { $0.origin == origin } ?? 0) + 1 }
}

/// Finds what expressions read besides the structure in whose terms they are.
struct SourceScan {
  let format: Format
  /// The structure under test; nil where none is.
  let tested: StructureID?
  /// What was found, in order.
  private(set) var origins: [Source.Origin] = []
  private var seen: Set<FieldPath> = []

  init(format: Format, tested: StructureID?) {
    self.format = format
    self.tested = tested
  }

  /// A field that was looked through already.
  private struct FieldPath: Hashable {
    var structure: StructureID
    var field: FieldID
    var isRoot: Bool
  }

  mutating func note(_ origin: Source.Origin) { if !origins.contains(origin) { origins.append(origin) } }

  /// Looks through an expression in terms of `structure`, which is the one under test itself when `isRoot`.
  mutating func read(_ expression: Expression, in structure: StructureID, isRoot: Bool) {
    var work = [(expression: expression, structure: structure, isRoot: isRoot)]
    while let next = work.popLast() {
      for access in next.expression.accesses {
        var isHere = false
        switch access.root {
        case .current: isHere = true
        case .single(let region) where region != 0 || tested == nil || format.regions[0].structure != tested:
          note(.region(region))
        case .given(let index) where next.isRoot:
          if case .structure = format.structures[next.structure].given[index].type { note(.given(index)) }
        default: break
        }
        for case .field(let field, let holder) in access.steps {
          // Only a field of the structure itself speaks in its terms; what is nested has been given its own.
          let isRoot = next.isRoot && isHere
          isHere = false
          guard seen.insert(FieldPath(structure: holder, field: field, isRoot: isRoot)).inserted else { continue }
          work += format.structures[holder].fields[field].steeringExpressions.map { ($0, holder, isRoot) }
          let size = format.structures[holder].size
          if size.isTold, let expression = size.expression,
            (format.structures[holder].fields[field].leastEnd ?? 0) > size.minimum
          {
            work.append((expression, holder, false))
          }
          if case .array(.structure(let element), .packed)? = format.structures[holder].fields[field].type,
            let size = format.structures[element].size.expression
          {
            work.append((size, element, false))
          }
        }
      }
      work += next.expression.children.map { ($0, next.structure, next.isRoot) }
    }
  }
}

extension Field {
  /// The expressions that say whether it is there, how long it is, and what it is computed from.
  var steeringExpressions: [Expression] {
    var result = [condition].compactMap { $0 }
    switch storage {
    case .computed(let expression): result.append(expression)
    case .digest(let object): result += object.expressions
    case .moving(let place): result.append(place.offset)
    case .stored, .joined, .storedElsewhere: break
    }
    if let steering = type?.count?.steering { result.append(steering) }
    return result
  }

  /// The expressions of its rules and checksums.
  var ruleExpressions: [Expression] { rules.flatMap(\.expressions) + checksums.flatMap(\.expressions) }
}

extension RuleTemplate {
  /// All its expressions.
  var expressions: [Expression] {
    guard isLocal else { return [] }
    var result = [condition].compactMap { $0 } + severity.cases.compactMap(\.condition)
    switch predicate {
    case .holds(let expression), .hasValue(let expression), .isAtMost(let expression, _), .isFilled(let expression):
      result.append(expression)
    case .bytes, .size, .unusedIsZero, .restIsZero, .hasNul, .checksum: break
    }
    return result
  }
}
