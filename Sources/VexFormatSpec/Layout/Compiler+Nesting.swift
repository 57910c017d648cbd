import VexBytes

extension Compiler {
  /// Structures are nested at most so deep.
  static let maximumNesting = 16
  /// A structure holds at most so many others, directly and indirectly; an array of structures counts as one.
  static let maximumNested: UInt64 = 4096
  /// All structures have at most so many fields, with those of everything nested in each.
  static let maximumFields: UInt64 = 1 << 16

  /// Reports structures that contain themselves, and those that hold more than a check can have.
  ///
  /// Everything that follows may go down into nested structures without a thought.
  mutating func checkNesting() {
    var walk = NestingWalk(format: format)
    for id in format.structures.indices { walk.visit(id) }
    for (field, structure) in walk.cycles {
      let holder = format.structures[structure]
      diagnostics.report(
        "order/cycle", at: holder.fields[field].location,
        "'\(holder.name)' contains itself in '\(holder.fields[field].name)'",
        notes: [Diagnostic.Note("it is declared here", at: holder.location)])
    }
    guard walk.cycles.isEmpty else { return }
    var fields: UInt64 = 0
    for id in format.structures.indices {
      let structure = format.structures[id]
      fields = checkedAdd(fields, walk.fields[id]) ?? .max
      if walk.heights[id] > Self.maximumNesting, walk.isLowest(id, above: Self.maximumNesting) {
        diagnostics.report(
          "structure/too-large", at: structure.location,
          "'\(structure.name)' nests structures more than \(Self.maximumNesting) levels deep")
      } else if walk.counts[id] > Self.maximumNested, walk.isLowest(id, holding: Self.maximumNested) {
        diagnostics.report(
          "structure/too-large", at: structure.location,
          "'\(structure.name)' holds \(walk.counts[id]) structures; \(Self.maximumNested) is the most")
      } else if fields > Self.maximumFields, diagnostics.isEmpty {
        diagnostics.report(
          "structure/too-large", at: structure.location,
          "up to '\(structure.name)', structures have more than \(Self.maximumFields) fields with those nested in them")
        return
      }
    }
  }
}

/// Counts what structures hold, without recursion.
private struct NestingWalk {
  let format: Format
  /// Levels below each structure, itself included.
  private(set) var heights: [Int]
  /// Structures in each structure, itself included; saturating.
  private(set) var counts: [UInt64]
  /// Fields of each structure and of those in it; saturating.
  private(set) var fields: [UInt64]
  /// Fields through which a structure contains itself.
  private(set) var cycles: [(field: FieldID, structure: StructureID)] = []
  private var states: [State]

  private enum State { case new, open, done }

  init(format: Format) {
    self.format = format
    heights = Array(repeating: 1, count: format.structures.count)
    counts = Array(repeating: 1, count: format.structures.count)
    fields = format.structures.map { UInt64($0.fields.count) }
    states = Array(repeating: .new, count: format.structures.count)
  }

  mutating func visit(_ start: StructureID) {
    guard states[start] == .new else { return }
    states[start] = .open
    var stack: [(id: StructureID, next: FieldID)] = [(start, 0)]
    while let (id, next) = stack.last {
      guard next < format.structures[id].fields.count else {
        finish(id)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      guard let nested = format.structures[id].fields[next].type?.nestedStructure?.structure else { continue }
      switch states[nested] {
      case .new:
        states[nested] = .open
        stack.append((nested, 0))
      case .open: cycles.append((next, id))
      case .done: break
      }
    }
  }

  private mutating func finish(_ id: StructureID) {
    for field in format.structures[id].fields {
      guard let nested = field.type?.nestedStructure?.structure else { continue }
      heights[id] = max(heights[id], heights[nested] + 1)
      counts[id] = checkedAdd(counts[id], counts[nested]) ?? .max
      fields[id] = checkedAdd(fields[id], fields[nested]) ?? .max
    }
    states[id] = .done
  }

  /// Whether no structure inside exceeds the limit already, so that this one is to blame.
  func isLowest(_ id: StructureID, above limit: Int) -> Bool { !nested(id).contains { heights[$0] > limit } }

  func isLowest(_ id: StructureID, holding limit: UInt64) -> Bool { !nested(id).contains { counts[$0] > limit } }

  private func nested(_ id: StructureID) -> [StructureID] {
    format.structures[id].fields.compactMap { $0.type?.nestedStructure?.structure }
  }
}
