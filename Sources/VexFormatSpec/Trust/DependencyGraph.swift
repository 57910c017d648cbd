import VexBytes

/// What the values of fields need, followed through everything that they are computed from.
///
/// A node is a field of a structure *in a context*, that is inside what holds it: a nested structure computes with what
/// its holder gives it, so that one structure may depend on itself through another place of its own.
struct DependencyGraph {
  /// Something that has a value.
  struct Node: Hashable {
    var context: Int
    var part: Part
  }

  /// What of a structure instance is meant.
  enum Part: Hashable {
    /// Presence and value of a field.
    case field(FieldID)
    /// The size of the instance.
    case size
    /// What its holder supplies.
    case given(Int)
  }

  /// What evaluating something takes, with all that it is computed from written out.
  struct Weight: Equatable {
    /// Operations, saturating.
    var operations: UInt64 = 1
    /// Rounds of loops, saturating.
    var rounds: UInt64 = 1
    /// Operations on the longest way from the value to what it is computed from.
    var depth = 1
    /// Whether it can be evaluated with what a kernel has at hand.
    var isLocal = true

    /// Adds what is evaluated within `rounds` rounds and `depth` operations.
    mutating func add(_ other: Weight, rounds: UInt64 = 1, depth: Int = 0) {
      operations = checkedAdd(operations, other.operations) ?? .max
      self.rounds = checkedAdd(self.rounds, checkedMul(other.rounds, rounds) ?? .max) ?? .max
      self.depth = max(self.depth, depth + other.depth)
      isLocal = isLocal && other.isLocal
    }
  }

  /// One place where a structure is: by itself, or held by a field of another place.
  struct Context: Hashable {
    var structure: StructureID
    var parent: Int?
    var field: FieldID?
  }

  let format: Format
  private(set) var contexts: [Context] = []
  private var contextIDs: [Context: Int] = [:]
  private var weights: [Node: Weight] = [:]
  /// Nodes that need themselves, in the order of the cycle; each cycle once.
  private(set) var cycles: [[Node]] = []

  init(format: Format) { self.format = format }

  /// The place of a structure by itself, or inside another place.
  mutating func context(_ structure: StructureID, in parent: Int? = nil, field: FieldID? = nil) -> Int {
    let context = Context(structure: structure, parent: parent, field: field)
    if let known = contextIDs[context] { return known }
    contexts.append(context)
    contextIDs[context] = contexts.count - 1
    return contexts.count - 1
  }

  /// What evaluating an expression takes in a context; nil stands for the whole image.
  mutating func weight(of expression: Expression, in context: Int?) -> Weight {
    var needs = Needs(context: context)
    collect(expression, &needs, depth: 0)
    for edge in needs.edges { settle(edge.node) }
    return weight(needs)
  }

  private func weight(_ needs: Needs) -> Weight {
    var result = needs.own
    for edge in needs.edges { result.add(weights[edge.node] ?? Weight(), rounds: edge.rounds, depth: edge.depth) }
    return result
  }

  /// The weight of a node.
  mutating func weight(of node: Node) -> Weight {
    settle(node)
    return weights[node] ?? Weight()
  }

  /// Follows everything that a node needs, without recursion: chains may be as long as the specification.
  private mutating func settle(_ start: Node) {
    guard weights[start] == nil else { return }
    var stack: [(node: Node, needs: Needs, next: Int)] = [(start, needs(of: start), 0)]
    var open: Set<Node> = [start]
    while var top = stack.last {
      if top.next < top.needs.edges.count {
        let node = top.needs.edges[top.next].node
        top.next += 1
        stack[stack.count - 1].next = top.next
        if weights[node] != nil { continue }
        if open.insert(node).inserted {
          stack.append((node, needs(of: node), 0))
        } else if cycles.count < DiagnosticCollector.limit, let first = stack.firstIndex(where: { $0.node == node }) {
          cycles.append(stack[first...].map(\.node))
        }
      } else {
        weights[top.node] = weight(top.needs)
        open.remove(top.node)
        stack.removeLast()
      }
    }
  }

  /// What a node needs itself.
  private mutating func needs(of node: Node) -> Needs {
    let context = contexts[node.context]
    let structure = format.structures[context.structure]
    var needs = Needs(context: node.context)
    switch node.part {
    case .size:
      if let size = structure.size.expression { collect(size, &needs, depth: 1) }
    case .given(let index):
      guard let parent = context.parent, let field = context.field else { break }
      let arguments = format.structures[contexts[parent].structure].fields[field].arguments
      needs.context = parent
      if arguments.indices.contains(index) { collect(arguments[index], &needs, depth: 1) }
    case .field(let field):
      let declared = structure.fields[field]
      for expression in declared.valueExpressions { collect(expression, &needs, depth: 1) }
      if case .joined(let parts) = declared.storage {
        for part in parts { needs.add(Node(context: node.context, part: .field(part)), depth: 1) }
      }
      // Whether it is there depends on the size, where that varies.
      if let offset = declared.offset, let count = declared.byteCount, structure.size.expression != nil,
        offset + count > structure.size.minimum
      {
        needs.add(Node(context: node.context, part: .size), depth: 1)
      }
      if case .array(.structure(let element), .packed)? = declared.type {
        needs.add(Node(context: self.context(element, in: node.context, field: field), part: .size), depth: 1)
      }
    }
    return needs
  }
}

extension Field {
  /// The expressions that decide whether it is there, how long it is, and what its value is.
  var valueExpressions: [Expression] {
    var result = [condition, none].compactMap { $0 }
    switch storage {
    case .computed(let expression): result.append(expression)
    case .digest(let object): result += object.expressions
    case .moving(let place): result.append(place.offset)
    case .stored, .joined, .storedElsewhere: break
    }
    if let steering = type?.count?.steering { result.append(steering) }
    return result
  }
}
