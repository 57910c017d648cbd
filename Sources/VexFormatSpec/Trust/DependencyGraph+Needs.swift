import VexBytes

/// What evaluating something takes: its own operations, and the nodes that it reads.
struct Needs {
  /// In whose terms names are read; nil for the whole image.
  var context: Int?
  var own = DependencyGraph.Weight()
  var edges: [(node: DependencyGraph.Node, rounds: UInt64, depth: Int)] = []
  /// What variables of aggregates stand for; nil for integers.
  var variables: [VariableID: Int] = [:]
  /// Rounds of the loops around the current expression.
  var rounds: UInt64 = 1

  init(context: Int?) { self.context = context }

  mutating func add(_ node: DependencyGraph.Node, depth: Int) { edges.append((node, rounds, depth)) }
}

extension DependencyGraph {
  /// Adds what an expression needs.
  mutating func collect(_ expression: Expression, _ needs: inout Needs, depth: Int) {
    needs.own.operations = checkedAdd(needs.own.operations, 1) ?? .max
    needs.own.depth = max(needs.own.depth, depth)
    switch expression.node {
    case .aggregate(let aggregate):
      collect(aggregate, &needs, depth: depth)
      return
    case .owned, .setBits, .references, .indexOf, .setCount, .compareSets, .union: needs.own.isLocal = false
    default: break
    }
    for access in expression.accesses {
      let end = follow(access, &needs, depth: depth + 1)
      if case .sizeOf = expression.node, let end { needs.add(Node(context: end, part: .size), depth: depth + 1) }
    }
    if expression.accesses.isEmpty {
      for child in expression.children { collect(child, &needs, depth: depth + 1) }
    } else if case .bit(_, let index) = expression.node {
      collect(index, &needs, depth: depth + 1)
    } else if case .references(_, let key) = expression.node {
      collect(key, &needs, depth: depth + 1)
    }
  }

  /// Adds what an access needs on its way; the place of the structure that it leads to, if it is one.
  @discardableResult
  private mutating func follow(_ access: Access, _ needs: inout Needs, depth: Int) -> Int? {
    var here = start(access.root, &needs, depth: depth)
    for step in access.steps {
      switch step {
      case .field(let field, let structure):
        // Where a way begins outside of what is known, the structure stands for itself.
        let context = here ?? context(structure)
        needs.add(Node(context: context, part: .field(field)), depth: depth)
        here = format.structures[structure].fields[field].type?.nestedStructure.map { nested, _ in
          self.context(nested, in: context, field: field)
        }
      case .element(let index): collect(index, &needs, depth: depth)
      case .bits: break
      }
    }
    return here
  }

  private mutating func start(_ root: Access.Root, _ needs: inout Needs, depth: Int) -> Int? {
    switch root {
    case .current: return needs.context
    case .single(let region): return format.regions[region].structure.map { context($0) }
    case .element(let region, let index):
      needs.own.isLocal = false
      collect(index, &needs, depth: depth)
      return format.regions[region].structure.map { context($0) }
    case .variable(let id): return needs.variables[id]
    case .given(let index):
      guard let context = needs.context else { return nil }
      needs.add(Node(context: context, part: .given(index)), depth: depth)
      return given(index, in: context)
    }
  }

  /// The place of a structure that was given.
  private mutating func given(_ index: Int, in context: Int) -> Int? {
    let place = contexts[context]
    let parameters = format.structures[place.structure].given
    guard parameters.indices.contains(index), let structure = parameters[index].type.nestedStructure?.structure else {
      return nil
    }
    guard let parent = place.parent, let field = place.field else { return self.context(structure) }
    let arguments = format.structures[contexts[parent].structure].fields[field].arguments
    guard arguments.indices.contains(index), case .read(let access) = arguments[index].node else { return nil }
    var unused = Needs(context: parent)
    return follow(access, &unused, depth: 0)
  }

  private mutating func collect(_ aggregate: Aggregate, _ needs: inout Needs, depth: Int) {
    switch aggregate.sequence {
    case .integers(let range):
      for bound in range.bounds { collect(bound, &needs, depth: depth + 1) }
    case .array(let access):
      needs.variables[aggregate.variable] = follow(access, &needs, depth: depth + 1)
    case .region(let region, let access):
      needs.own.isLocal = false
      var element = format.regions[region].structure.map { context($0) }
      if let access {
        let outer = needs.context
        needs.context = element
        element = follow(access, &needs, depth: depth + 1)
        needs.context = outer
      }
      needs.variables[aggregate.variable] = element
    }
    // Comparing all elements with all others needs memory, which a kernel's check does not have.
    if [.unique, .disjoint, .union].contains(aggregate.kind) { needs.own.isLocal = false }
    let outer = needs.rounds
    needs.rounds = checkedMul(outer, max(1, aggregate.cap)) ?? .max
    needs.own.rounds = checkedAdd(needs.own.rounds, needs.rounds) ?? .max
    for part in [aggregate.filter, aggregate.body].compactMap({ $0 }) { collect(part, &needs, depth: depth + 1) }
    needs.rounds = outer
  }
}
