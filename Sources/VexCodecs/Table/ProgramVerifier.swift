import VexBytes
import VexFormatSpec

/// Proves that running a check can reach nothing outside the tables it is given.
///
/// The table's interpreter indexes by what stands in the steps, so every number is looked at here once.
struct ProgramVerifier {
  /// Deepest nesting of steps.
  static let depthLimit = 64

  let check: CheckProgram
  let algorithmCount: Int
  /// How many steps make each view.
  private(set) var viewWrites: [Int]
  var written: [Bool]
  var made: [Bool]

  /// Where a step stands.
  struct Scope {
    var inRule = false
    var inLoop = false
    /// Directly in a frame, not in a branch or loop of it.
    var isStaged = true
    var depth = 0

    /// The scope of a list inside a step of this one.
    var inner: Scope {
      var scope = self
      scope.isStaged = false
      scope.depth += 1
      return scope
    }
  }

  /// Verifies `check`; `algorithmCount` is the number of slots of the program.
  init(_ check: CheckProgram, algorithmCount: Int) throws(TableError) {
    self.check = check
    self.algorithmCount = algorithmCount
    let limit = 1 << 20
    guard (0...limit).contains(check.registerCount), (1...limit).contains(check.viewCount),
      check.sources.count < check.viewCount
    else { throw TableError(check: check.name, kind: .tooLarge) }
    written = Array(repeating: false, count: check.registerCount)
    viewWrites = Array(repeating: 0, count: check.viewCount)
    made = (0..<check.viewCount).map { $0 <= check.sources.count }
    try verify(check.body, Scope())
  }

  func error(_ kind: TableError.Kind) -> TableError { TableError(check: check.name, kind: kind) }

  private mutating func verify(_ steps: [Step], _ scope: Scope) throws(TableError) {
    guard scope.depth <= Self.depthLimit else { throw error(.tooDeep) }
    for step in steps { try verify(step, scope) }
  }

  /// Verifies a list that may not run, or not to its end: what it writes is not there afterwards.
  private mutating func verifyInner(_ steps: [Step], _ scope: Scope) throws(TableError) {
    let (writtenBefore, madeBefore) = (written, made)
    try verify(steps, scope)
    (written, made) = (writtenBefore, madeBefore)
  }

  private mutating func verify(_ step: Step, _ scope: Scope) throws(TableError) {
    switch step {
    case .stage:
      if scope.inRule { throw error(.inRule("stage")) }
      guard scope.isStaged else { throw error(.stageNotInFrame) }
    case .frame(_, let steps):
      if scope.inRule { throw error(.inRule("frame")) }
      var inner = scope.inner
      inner.isStaged = true
      inner.inLoop = false
      try verify(steps, inner)
    case .rule(let rule):
      if scope.inRule { throw error(.inRule("rule")) }
      guard rule.severity != .none else { throw error(.noSeverity(rule.number)) }
      try use(view: rule.view)
      try number(rule.offset)
      try number(rule.length)
      var inner = scope.inner
      inner.inRule = true
      try verifyInner(rule.body, inner)
    case .require(let operand):
      try require(scope, "require")
      try read(operand)
    case .requireLength(let view, let operand):
      try require(scope, "requireLength")
      try use(view: view)
      try read(operand)
    case .fail:
      try require(scope, "fail")
    case .unverified:
      try require(scope, "unverified")
    case .checked(let target, _, let left, let right):
      try require(scope, "checked")
      try read(left)
      try read(right)
      try write(target)
    case .branch(let operand, let then, let otherwise):
      try read(operand)
      try verifyInner(then, scope.inner)
      try verifyInner(otherwise, scope.inner)
    case .loop(let loop):
      try read(loop.from)
      try read(loop.to)
      let before = written
      try write(loop.index)
      var inner = scope.inner
      inner.inLoop = true
      try verifyInner(loop.body, inner)
      written = before
    case .leaveLoop:
      guard scope.inLoop else { throw error(.notInLoop) }
    default:
      try verifyPlain(step, scope)
    }
  }

  private mutating func verifyPlain(_ step: Step, _ scope: Scope) throws(TableError) {
    switch step {
    case .load(let target, let view, let offset, let type):
      try use(view: view)
      try number(offset)
      try width(type)
      try write(target)
    case .compute(let target, _, let left, let right):
      try read(left)
      try read(right)
      try write(target)
    case .copy(let target, let operand):
      try read(operand)
      try write(target)
    case .input(let target, let input):
      if case .parameter(let number) = input, !check.parameters.indices.contains(number) {
        throw error(.noParameter(number))
      }
      try write(target)
    case .bytesEqual(let target, let left, let right):
      try use(left)
      try use(right)
      guard left.count == right.count else { throw error(.unequalRuns(left.count, right.count)) }
      try write(target)
    case .isZero(let target, let run), .ones(let target, let run), .hasNul(let target, let run):
      try use(run)
      try write(target)
    case .onesIn(let target, let view, let offset, let from, let to):
      try use(view: view)
      try number(offset)
      try read(from)
      try read(to)
      try write(target)
    case .bit(let target, let run, let index):
      try use(run)
      try read(index)
      try write(target)
    case .view(let view, let parent, let base, let index, let stride, let size, let least):
      try use(view: parent)
      try number(base)
      try number(stride)
      try number(size)
      if let least { try number(least) }
      try read(index)
      guard view > check.sources.count, view < check.viewCount else { throw error(.noView(view)) }
      made[view] = true
      viewWrites[view] += 1
    case .digest(let target, let known, let digest):
      try use(digest)
      try write(target)
      try write(known)
    case .verify(let digest, let stored):
      try require(scope, "verify")
      try use(digest)
      try use(stored)
    case .compare(let target, let known, let digest, let stored, let isWritten):
      try use(digest)
      try use(stored)
      try read(isWritten)
      try write(target)
      try write(known)
    default:
      break
    }
  }
}
