/// Where a check's registers and views are declared in a language with blocks.
///
/// Each is declared at the head of the innermost block that holds all its uses. The blocks are numbered in the order
/// in which they open: 0 is the whole check, then the body of every rule, both sides of every branch and the body of
/// every loop. An emitter that walks the steps in the same order counts along.
struct RegisterScopes {
  /// The registers that each block declares, ascending.
  private(set) var registers: [Int: [Register]] = [:]
  /// The views that each block declares, ascending.
  private(set) var views: [Int: [ViewID]] = [:]
  /// The registers that some step reads.
  private(set) var readRegisters: Set<Register> = []

  private var registerPaths: [Register: [Int]] = [:]
  private var viewPaths: [ViewID: [Int]] = [:]
  private var path = [0]
  private var blockCount = 1

  /// Finds the scopes of everything in `check`; `results` are read behind it.
  init(_ check: CheckProgram, results: [Operand] = []) {
    walk(check.body)
    for operand in results { read(operand) }
    for (register, path) in registerPaths.sorted(by: { $0.key < $1.key }) {
      registers[path.last ?? 0, default: []].append(register)
    }
    for (view, path) in viewPaths.sorted(by: { $0.key < $1.key }) where view > check.sources.count {
      views[path.last ?? 0, default: []].append(view)
    }
  }

  private mutating func inBlock(_ steps: [Step], also: (inout RegisterScopes) -> Void = { _ in }) {
    path.append(blockCount)
    blockCount += 1
    also(&self)
    walk(steps)
    path.removeLast()
  }

  private mutating func walk(_ steps: [Step]) { for step in steps { walk(step) } }

  private mutating func walk(_ step: Step) {
    switch step {
    case .stage, .fail, .unverified, .leaveLoop: break
    case .frame(_, let steps): walk(steps)
    case .rule(let rule):
      use(view: rule.view)
      inBlock(rule.body)
    case .require(let operand): read(operand)
    case .requireLength(let view, let operand):
      use(view: view)
      read(operand)
    case .load(let register, let view, _, _):
      use(view: view)
      write(register)
    case .compute(let register, _, let left, let right), .checked(let register, _, let left, let right):
      read(left)
      read(right)
      write(register)
    case .copy(let register, let operand):
      read(operand)
      write(register)
    case .input(let register, _): write(register)
    case .bytesEqual(let register, let left, let right):
      use(left)
      use(right)
      write(register)
    case .isZero(let register, let run), .ones(let register, let run), .hasNul(let register, let run):
      use(run)
      write(register)
    case .onesIn(let register, let view, _, let from, let to):
      use(view: view)
      read(from)
      read(to)
      write(register)
    case .bit(let register, let run, let index):
      use(run)
      read(index)
      write(register)
    case .view(let view, let of, _, let index, _, _, _):
      use(view: of)
      read(index)
      use(view: view)
    case .branch(let condition, let then, let otherwise):
      read(condition)
      inBlock(then)
      inBlock(otherwise)
    case .loop(let loop):
      write(loop.index)
      readRegisters.insert(loop.index)
      read(loop.from)
      read(loop.to)
      inBlock(loop.body)
    case .digest(let register, let known, let digest):
      use(digest)
      write(known)
      write(register)
    case .verify(let digest, let stored):
      use(digest)
      use(stored)
    case .compare(let equal, let known, let digest, let stored, _):
      // Who writes is not asked here.
      use(digest)
      use(stored)
      write(known)
      write(equal)
    }
  }

  private mutating func use(_ stored: StoredDigest) {
    switch stored {
    case .integer(let register, _): read(.register(register))
    case .bytes(let run): use(run)
    }
  }

  private mutating func use(_ digest: DigestStep) {
    if let initial = digest.initial { read(initial) }
    if let xorOut = digest.xorOut { read(xorOut) }
    for piece in digest.pieces {
      switch piece {
      case .bytes(let view, let from, let to):
        use(view: view)
        read(from)
        read(to)
      case .zeroes: break
      case .integer(let operand, _): read(operand)
      }
    }
  }

  private mutating func use(_ run: ByteRun) {
    if case .view(let view, _, _) = run { use(view: view) }
  }

  private mutating func read(_ operand: Operand) {
    guard case .register(let register) = operand else { return }
    readRegisters.insert(register)
    write(register)
  }

  private mutating func write(_ register: Register) {
    registerPaths[register] = registerPaths[register].map(common) ?? path
  }

  private mutating func use(view: ViewID) {
    viewPaths[view] = viewPaths[view].map(common) ?? path
  }

  /// The innermost block that holds both `other` and the current one.
  private func common(_ other: [Int]) -> [Int] {
    Array(zip(other, path).prefix { $0 == $1 }.map(\.0))
  }
}
