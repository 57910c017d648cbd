import VexBytes

extension Compiler {
  /// A value is computed through at most so many operations, one from the other.
  static let maximumDepth = 200
  /// A value has at most so many operations, and so have the checks of all structures, with everything written out.
  static let maximumOperations: UInt64 = 1 << 17

  /// Reports values that depend on themselves or on too much, and what the size needs but lies beyond the smallest
  /// size.
  mutating func checkDependencies(_ graph: inout DependencyGraph) {
    for id in format.structures.indices {
      let context = graph.context(id)
      checkDepth(.init(context: context, part: .size), format.structures[id].location, &graph)
      for field in format.structures[id].fields.indices {
        let location = format.structures[id].fields[field].location
        checkDepth(.init(context: context, part: .field(field)), location, &graph)
      }
    }
    for structure in Set(format.regions.compactMap(\.structure)).sorted() { visitGiven(structure, &graph) }
    for cycle in graph.cycles { report(cycle, graph) }
    guard graph.cycles.isEmpty, diagnostics.isEmpty else { return }
    checkWeight(&graph)
    for id in format.structures.indices {
      guard let size = format.structures[id].size.expression else { continue }
      for field in fieldsNeeded(by: size, in: id).sorted() {
        requireBelowMinimum(field, in: id, "the size", at: size.location)
      }
    }
  }

  /// Follows everything inside a structure that is computed from what its holder gives it.
  private func visitGiven(_ id: StructureID, _ graph: inout DependencyGraph) {
    var work = [graph.context(id)]
    while let context = work.popLast() {
      let place = graph.contexts[context]
      for (number, field) in format.structures[place.structure].fields.enumerated() {
        if place.parent != nil, !format.structures[place.structure].given.isEmpty {
          _ = graph.weight(of: .init(context: context, part: .field(number)))
        }
        if let nested = field.type?.nestedStructure?.structure {
          work.append(graph.context(nested, in: context, field: number))
        }
      }
    }
  }

  private mutating func checkDepth(
    _ node: DependencyGraph.Node, _ location: SourceLocation, _ graph: inout DependencyGraph
  ) {
    let weight = graph.weight(of: node)
    if weight.depth > Self.maximumDepth || weight.operations > Self.maximumOperations {
      diagnostics.report(
        "structure/too-large", at: location,
        "the value is computed through \(weight.operations) operations, \(weight.depth) of them one from the other",
        help: "at most \(Self.maximumOperations) are possible, and \(Self.maximumDepth) one from the other")
    }
  }

  /// Reports the structure with which checks, each with those of everything nested in it, take too many operations.
  private mutating func checkWeight(_ graph: inout DependencyGraph) {
    var total: UInt64 = 0
    for id in format.structures.indices {
      addWeight(of: id, to: &total, &graph)
      guard total > Self.maximumOperations else { continue }
      diagnostics.report(
        "structure/too-large", at: format.structures[id].location,
        "with '\(format.structures[id].name)', the checks take more than \(Self.maximumOperations) operations")
      return
    }
  }

  private func addWeight(of id: StructureID, to total: inout UInt64, _ graph: inout DependencyGraph) {
    var work = [graph.context(id)]
    while let context = work.popLast() {
      let structure = graph.contexts[context].structure
      for (number, field) in format.structures[structure].fields.enumerated() {
        total = checkedAdd(total, graph.weight(of: .init(context: context, part: .field(number))).operations) ?? .max
        for expression in field.rules.flatMap(\.predicateExpressions) + field.checksums.flatMap(\.expressions) {
          total = checkedAdd(total, graph.weight(of: expression, in: context).operations) ?? .max
        }
        if let nested = field.type?.nestedStructure?.structure {
          work.append(graph.context(nested, in: context, field: number))
        }
      }
      for expression in format.structures[structure].rules.flatMap(\.predicateExpressions) {
        total = checkedAdd(total, graph.weight(of: expression, in: context).operations) ?? .max
      }
      if total > Self.maximumOperations { return }
    }
  }

  private mutating func report(_ cycle: [DependencyGraph.Node], _ graph: DependencyGraph) {
    let steps = cycle.map { describe($0, graph) }
    guard let first = steps.first else { return }
    let others = steps.dropFirst().prefix(8).map { Diagnostic.Note("through \($0.name)", at: $0.location) }
    diagnostics.report("order/cycle", at: first.location, "\(first.name) depends on itself", notes: others)
  }

  private func describe(_ node: DependencyGraph.Node, _ graph: DependencyGraph) -> (
    name: String, location: SourceLocation
  ) {
    let context = graph.contexts[node.context]
    let structure = format.structures[context.structure]
    switch node.part {
    case .size: return ("the size of '\(structure.name)'", structure.size.expression?.location ?? structure.location)
    case .field(let field): return ("'\(structure.fields[field].name)'", structure.fields[field].location)
    case .given(let index):
      let name = structure.given.indices.contains(index) ? structure.given[index].name : ""
      guard let parent = context.parent, let field = context.field else { return ("'\(name)'", structure.location) }
      return ("'\(name)'", format.structures[graph.contexts[parent].structure].fields[field].location)
    }
  }

  /// Reports a field that is read while only the smallest size is known to be there, and lies beyond it.
  mutating func requireBelowMinimum(
    _ field: FieldID, in id: StructureID, _ what: String, at location: SourceLocation
  ) {
    let declared = format.structures[id].fields[field]
    let minimum = format.structures[id].size.minimum
    guard let offset = declared.offset, let count = declared.byteCount, offset + count > minimum else { return }
    diagnostics.report(
      "order/past-min", at: declared.location,
      "\(what) needs '\(declared.name)', which lies beyond the \(minimum) bytes that are always there",
      notes: [Diagnostic.Note("\(what) is computed here", at: location)])
  }

  /// The fields of `structure` itself that an expression needs, transitively through what they are computed from and
  /// through the conditions of their presence.
  func fieldsNeeded(by expression: Expression, in structure: StructureID) -> Set<FieldID> {
    var found: Set<FieldID> = []
    var work = [expression]
    func need(_ field: FieldID) {
      guard found.insert(field).inserted else { return }
      let declared = format.structures[structure].fields[field]
      work += declared.valueExpressions
      if case .joined(let parts) = declared.storage { for part in parts { need(part) } }
    }
    while let next = work.popLast() {
      for access in next.accesses {
        // `self` as a whole needs its size only.
        guard case .field(let field, _)? = access.steps.first else { continue }
        switch access.root {
        case .current(structure): need(field)
        case .single(0) where format.regions.first?.structure == structure: need(field)
        default: break
        }
      }
      work += next.children
    }
    return found
  }
}

extension ChecksumObject {
  /// The expressions that say how it is computed.
  public var expressions: [Expression] {
    var result = algorithm.algorithms.flatMap { [$0.initial, $0.xorOut] }.compactMap { $0 }
    if let condition { result.append(condition) }
    if case .selected(let by, _) = algorithm { result += by }
    for piece in pieces {
      switch piece {
      case .range(let from, let to, _): result += [from, to]
      case .integer(let value, _): result.append(value)
      case .field(let access): result.append(Expression(.read(access), type: .opaque, location: location))
      }
    }
    // `opaque`: these bytes are covered or compared, and need not be proven.
    if let stored { result.append(Expression(.read(stored), type: .opaque, location: location)) }
    return result
  }
}

extension RuleTemplate {
  /// What it demands, when it applies, and what decides its severity.
  var predicateExpressions: [Expression] { subjectExpressions + severity.cases.compactMap(\.condition) }

  /// What it demands and when it applies.
  var subjectExpressions: [Expression] {
    let always = [condition].compactMap { $0 }
    switch predicate {
    case .holds(let expression), .hasValue(let expression), .isAtMost(let expression, _), .isFilled(let expression):
      return always + [expression]
    case .bytes, .size, .unusedIsZero, .restIsZero, .hasNul, .checksum: return always
    }
  }
}
