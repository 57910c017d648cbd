import VexBytes
public import VexFormatSpec

extension Program {
  /// Lowers a format: its checks, and the places of elements that a kernel can find, become steps.
  public init(lowering format: Format) {
    var algorithms: [String] = []
    let checks = format.checks.map { check in
      var lowering = Lowering(format: format, check: check, algorithms: algorithms)
      let program = lowering.lower()
      algorithms = lowering.algorithms
      return program
    }
    let places = format.regions.indices.compactMap { PlaceProgram(of: $0, in: format) }
    self.init(format: format, algorithms: algorithms, checks: checks, places: places)
  }
}

/// Turns one check into steps.
///
/// Everything that a back end must not decide is decided here.
struct Lowering {
  let format: Format
  let check: Check
  var algorithms: [String]

  /// Lists of steps under construction, innermost last.
  var blocks: [Block] = [Block(kind: .outer)]
  /// The structure instance in whose terms expressions are read, innermost last.
  var scopes: [InstanceScope] = []
  /// Scopes of frames by number.
  var frameScopes: [Int: InstanceScope] = [:]
  var sources: [Source] = []
  var parameters: [Parameter] = []
  var registerCount = 0
  var viewCount = 1
  /// The list of steps in which a view was made, by its depth; sources and the buffer are there from the start.
  var viewDepths: [ViewID: Int] = [:]
  /// Bytes of views that are known to be there, where those are not all.
  var viewLeasts: [ViewID: Int] = [:]
  /// The packed array whose `bytes` rule is being lowered.
  var proving: FieldInstance?
  /// Where views begin in others.
  var viewOrigins: [ViewID: ViewOrigin] = [:]
  /// What variables of aggregates stand for.
  var variables: [VariableID: LoweredVariable] = [:]
  /// The versions that are possible at this point.
  var versions: VersionSet?
  var versionRegister: Operand?
  /// The stage being lowered; before `size` only the smallest size is proven.
  var stage = Stage.bytes
  /// The sizes of instances that vary, by the number of their frame, once their rule has set them.
  var sizeRegisters: [Int: Register] = [:]
  /// Fields of frames whose presence has been tested around this point.
  var present: Set<FieldInstance> = []

  init(format: Format, check: Check, algorithms: [String]) {
    let structure = format.structures[check.structure]
    self.init(
      format: format, check: check, algorithms: algorithms,
      versions: structure.versions ?? format.versions.map { VersionSet(members: $0.known) })
  }

  init(format: Format, check: Check, algorithms: [String], versions: VersionSet?) {
    self.format = format
    self.check = check
    self.algorithms = algorithms
    self.versions = versions
  }

  mutating func lower() -> CheckProgram {
    let structure = format.structures[check.structure]
    collectParameters(structure)
    // Sources come first among the views, so they are found before anything makes another view.
    sources = findSources()
    viewCount = 1 + sources.count
    let root = InstanceScope(frame: 0, structure: check.structure, view: 0, base: 0, index: nil, isSource: false)
    frameScopes[0] = root
    lowerFrame(0)
    var body = blocks[0].steps
    // How much of the sources is read is known only now.
    prependSourceLengths(&body)
    return CheckProgram(
      structure: check.structure, name: structure.name, sources: sources, parameters: parameters,
      registerCount: registerCount,
      viewCount: viewCount, maximumSize: format.reach(of: check.structure), body: body)
  }

  private mutating func collectParameters(_ structure: Structure) {
    for (index, given) in structure.given.enumerated() {
      if case .structure = given.type { continue }
      parameters.append(Parameter(given: index, name: given.name))
    }
  }

  private mutating func prependSourceLengths(_ body: inout [Step]) {
    guard case .frame(let path, var steps)? = body.first else { return }
    for (index, step) in steps.enumerated() {
      guard case .rule(var rule) = step else { continue }
      rule.body += sources.enumerated().filter { $0.element.length > 0 }
        .map { .requireLength($0.offset + 1, .constant(UInt64($0.element.length))) }
      steps[index] = .rule(rule)
      break
    }
    body[0] = .frame(path: path, steps)
  }
}

extension Lowering {
  mutating func register() -> Register {
    registerCount += 1
    return registerCount - 1
  }

  mutating func emit(_ step: Step) { blocks[blocks.count - 1].steps.append(step) }

  /// The register with the number of elements of an array, where its `count` rule has been tested.
  func countRegister(_ array: FieldInstance) -> Register? {
    for block in blocks { if let register = block.counts[array] { return register } }
    return nil
  }

  /// Ends the rule as failed where the operand is 0.
  mutating func demand(_ operand: Operand) {
    switch operand {
    case .constant(0): emit(.fail)
    case .constant: break
    case .register: emit(.require(operand))
    }
  }

  /// The steps that `body` emits.
  mutating func collect(_ kind: Block.Kind = .outer, _ body: (inout Lowering) -> Void) -> [Step] {
    blocks.append(Block(kind: kind))
    body(&self)
    return blocks.removeLast().steps
  }

  /// Runs `body` with expressions read in terms of `scope`.
  mutating func within<R>(_ scope: InstanceScope, _ body: (inout Lowering) -> R) -> R {
    scopes.append(scope)
    defer { scopes.removeLast() }
    return body(&self)
  }

  /// Runs `body` under the knowledge that the version is one of `known`.
  mutating func assuming(_ known: VersionSet?, _ body: (inout Lowering) -> Void) {
    let before = versions
    versions = known
    body(&self)
    versions = before
  }

  /// A register with the integer at a place that is known to be inside its view.
  mutating func load(_ view: ViewID, _ offset: Int, _ type: IntegerType) -> Operand {
    let isLoose = isLoose(view, upTo: offset + type.width)
    if view >= 1, view <= sources.count, !isLoose {
      sources[view - 1].length = max(sources[view - 1].length, offset + type.width)
    }
    let key = LoadKey(view: view, offset: offset, type: type)
    for block in blocks { if let register = block.loads[key] { return .register(register) } }
    let result = register()
    if isLoose {
      emit(.requireLength(view, .constant(UInt64(offset + type.width))))
      emit(.load(result, view, offset: offset, type))
      blocks[blocks.count - 1].loads[key] = result
      return .register(result)
    }
    // A load cannot fail, so it goes before the rule, where later rules find its result; but not before its view, and
    // not before the test that its bytes are there.
    let isThere = offset + type.width <= (view == 0 ? provenRootSize : viewLeasts[view] ?? .max)
    let target = !isThere ? blocks.count - 1 : max(blocks.lastIndex { $0.kind == .outer } ?? 0, viewDepths[view] ?? 0)
    blocks[target].steps.append(.load(result, view, offset: offset, type))
    blocks[target].loads[key] = result
    return .register(result)
  }

  /// Whether a source may end before `end`, so that whoever reads up to there has to ask first: its size is told by
  /// something, and what lies beyond its smallest one is there only sometimes.
  private func isLoose(_ view: ViewID, upTo end: Int) -> Bool {
    guard view >= 1, view <= sources.count, blocks.last?.kind == .rule else { return false }
    let size = format.structures[sources[view - 1].structure].size
    return size.isTold && end > size.minimum
  }

  /// Bytes of the buffer that are known to be there at this point.
  private var provenRootSize: Int {
    provenSize(of: InstanceScope(frame: 0, structure: check.structure, view: 0, base: 0, index: nil, isSource: false))
  }

  mutating func input(_ input: Input) -> Operand {
    for block in blocks { if let register = block.inputs[input] { return .register(register) } }
    let result = register()
    let target = blocks.lastIndex { $0.kind == .outer } ?? 0
    blocks[target].steps.append(.input(result, input))
    blocks[target].inputs[input] = result
    return .register(result)
  }

  mutating func compute(_ op: TotalOperator, _ a: Operand, _ b: Operand) -> Operand {
    if let folded = fold(op, a, b) { return folded }
    let result = register()
    emit(.compute(result, op, a, b))
    return .register(result)
  }

  mutating func checked(_ op: CheckedOperator, _ a: Operand, _ b: Operand) -> Operand {
    if case .constant(let x) = a, case .constant(let y) = b, let value = op.apply(x, y) { return .constant(value) }
    switch (op, a, b) {
    case (.add, let x, .constant(0)), (.add, .constant(0), let x), (.subtract, let x, .constant(0)),
      (.multiply, let x, .constant(1)), (.multiply, .constant(1), let x), (.divide, let x, .constant(1)):
      return x
    default: break
    }
    let result = register()
    emit(.checked(result, op, a, b))
    return .register(result)
  }

  private func fold(_ op: TotalOperator, _ a: Operand, _ b: Operand) -> Operand? {
    switch (op, a, b) {
    case (_, .constant(let x), .constant(let y)): .constant(op.apply(x, y))
    case (.and, .constant(1), let x), (.and, let x, .constant(.max)), (.or, .constant(0), let x),
      (.or, let x, .constant(0)),
      (.shiftRight, let x, .constant(0)):
      x
    case (.and, .constant(0), _), (.and, _, .constant(0)): .constant(0)
    case (.lessOrEqual, .constant(0), _), (.lessOrEqual, _, .constant(.max)): .constant(1)
    default: nil
    }
  }
}
