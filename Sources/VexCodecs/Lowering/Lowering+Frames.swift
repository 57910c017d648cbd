import VexBytes
import VexFormatSpec

extension Lowering {
  /// Lowers a frame's stages as one `Step.frame`.
  mutating func lowerFrame(_ number: Int) {
    let frame = check.frames[number]
    guard let scope = frameScopes[number] else { return }
    let outerStage = stage
    let steps = collect { lowering in
      lowering.within(scope) { lowering in
        for list in frame.stages { lowering.lowerStage(list, isRoot: number == 0) }
      }
    }
    stage = outerStage
    emit(.frame(path: frame.path, steps))
  }

  private mutating func lowerStage(_ list: Frame.StageList, isRoot: Bool) {
    // What is nested lies inside its holder, whose size was proven before.
    if isRoot { stage = list.stage }
    emit(.stage(list.stage))
    var index = 0
    while index < list.items.count {
      // Neighbours for the same versions share one test.
      let needed = requiredVersions(list.items[index])
      var end = index + 1
      while end < list.items.count, requiredVersions(list.items[end]) == needed { end += 1 }
      let items = Array(list.items[index..<end])
      index = end
      guard let needed, let possible = versions else {
        for item in items { lower(item) }
        continue
      }
      let both = possible.intersection(needed)
      if both.members.isEmpty { continue }
      if both == possible {
        for item in items { lower(item) }
        continue
      }
      let test = isVersion(in: needed)
      let steps = collect { lowering in
        lowering.assuming(both) { lowering in for item in items { lowering.lower(item) } }
      }
      emit(.branch(test, then: steps, otherwise: []))
    }
  }

  /// The versions in which an item applies at all; nil for all.
  private func requiredVersions(_ item: Frame.Item) -> VersionSet? {
    func both(_ a: VersionSet?, _ b: VersionSet?) -> VersionSet? {
      guard let a else { return b }
      return b.map(a.intersection) ?? a
    }
    switch item {
    case .frame(let number):
      return both(fieldVersions(holding: number), nil)
    case .rule(let rule):
      let structure = format.structures[check.frames[rule.frame].structure]
      return both(rule.field.flatMap { structure.fields[$0].versions }, rule.template.versions)
    }
  }

  private func fieldVersions(holding frame: Int) -> VersionSet? {
    guard let parent = check.frames[frame].parent, let field = check.frames[frame].field else { return nil }
    return format.structures[check.frames[parent].structure].fields[field].versions
  }

  /// Whether the image's version is in the set; versions themselves are proven in the shape stage.
  mutating func isVersion(in set: VersionSet) -> Operand {
    guard let table = format.versions,
      let type = format.structures[table.structure].fields[table.field].type?.integerType,
      let offset = format.structures[table.structure].fields[table.field].offset
    else { return .constant(1) }
    let view = table.structure == check.structure ? 0 : view(of: .region(0))
    let word = load(view, offset, type)
    let version = table.bits.map { part(of: word, $0) } ?? word
    let possible = versions?.members ?? table.known
    // Where the known versions ascend, the set's ends tell it apart.
    if let first = set.members.first, possible.filter({ $0 >= first }) == possible.filter(set.contains) {
      return compute(.lessOrEqual, .constant(first), version)
    }
    return set.members.map { compute(.equal, version, .constant($0)) }.reduce(.constant(0)) { compute(.or, $0, $1) }
  }

  private mutating func lower(_ item: Frame.Item) {
    switch item {
    case .rule(let rule): lowerRule(rule)
    case .frame(let number): lowerNested(number)
    }
  }

  /// Lowers a nested structure, or a loop over the elements of an array of structures.
  private mutating func lowerNested(_ number: Int) {
    let frame = check.frames[number]
    guard let scope = scopes.last, let field = frame.field else { return }
    let declared = format.structures[scope.structure].fields[field]
    guard let offset = declared.offset else { return }
    let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
    guard let test = presence(of: field, in: scope) else { return }
    let steps = collect { lowering in
      lowering.present.insert(instance)
      if frame.isRepeated {
        lowering.lowerElements(number, declared, scope, offset)
      } else {
        lowering.frameScopes[number] = InstanceScope(
          frame: number, structure: frame.structure, view: scope.view, base: scope.base + offset, index: .constant(0),
          isSource: false)
        lowering.lowerFrame(number)
      }
      lowering.present.remove(instance)
    }
    // What the frame's steps set is not read outside of them.
    sizeRegisters[number] = nil
    if test == .constant(1) {
      blocks[blocks.count - 1].steps += steps
    } else {
      emit(.branch(test, then: steps, otherwise: []))
    }
  }

  private mutating func lowerElements(_ number: Int, _ declared: Field, _ scope: InstanceScope, _ offset: Int) {
    guard case .array(let element, let count)? = declared.type, let stride = byteCount(element),
      let field = check.frames[number].field
    else { return }
    let limit: Operand
    let cap: Int
    switch count {
    case .packed: return lowerPackedElements(number, declared, scope, offset)
    case .fixed(let fixed): (limit, cap) = (.constant(UInt64(fixed)), fixed)
    case .counted(_, let maximum):
      let instance = FieldInstance(view: scope.view, base: scope.base, structure: scope.structure, field: field)
      guard let register = countRegister(instance) else { return }
      (limit, cap) = (.register(register), maximum)
    }
    let index = register()
    let body = collect { lowering in
      let view = lowering.newView(of: scope.view, base: scope.base + offset, index: .register(index), stride: stride)
      lowering.frameScopes[number] = InstanceScope(
        frame: number, structure: lowering.check.frames[number].structure, view: view, base: 0, index: .register(index),
        isSource: false)
      lowering.lowerFrame(number)
    }
    emit(.loop(LoopStep(index: index, from: .constant(0), to: limit, cap: UInt64(cap), body: body)))
  }

  /// A new view of one element of an array.
  ///
  /// - `least`: how many of its bytes are known to be there; nil for all.
  mutating func newView(
    of parent: ViewID, base: Int, index: Operand, stride: Int, size: Int? = nil, least: Int? = nil
  ) -> ViewID {
    viewCount += 1
    let view = viewCount - 1
    viewDepths[view] = blocks.count - 1
    viewOrigins[view] = ViewOrigin(parent: parent, base: UInt64(base), index: index, stride: UInt64(stride))
    let size = size ?? stride
    viewLeasts[view] = least
    emit(.view(view, of: parent, base: base, index: index, stride: stride, size: size, least: least))
    return view
  }

  /// Bytes of one value of the type.
  func byteCount(_ type: FieldType) -> Int? { format.byteCount(of: type) }
}
