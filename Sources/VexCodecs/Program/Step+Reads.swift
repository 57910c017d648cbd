extension [Step] {
  /// How often the steps, and those inside them, read each register.
  var registerReads: [Register: Int] {
    var counts: [Register: Int] = [:]
    forEachRead { counts[$0, default: 0] += 1 }
    return counts
  }

  private func forEachRead(_ body: (Register) -> Void) {
    func read(_ operands: Operand?...) {
      for case .register(let register)? in operands { body(register) }
    }
    func read(_ digest: DigestStep) {
      read(digest.initial, digest.xorOut)
      for piece in digest.pieces {
        switch piece {
        case .bytes(_, let from, let to): read(from, to)
        case .zeroes: break
        case .integer(let operand, _): read(operand)
        }
      }
    }
    for step in self {
      switch step {
      case .frame(_, let steps): steps.forEachRead(body)
      case .rule(let rule): rule.body.forEachRead(body)
      case .branch(let operand, let then, let otherwise):
        read(operand)
        then.forEachRead(body)
        otherwise.forEachRead(body)
      case .loop(let loop):
        read(loop.from, loop.to)
        loop.body.forEachRead(body)
      case .require(let operand), .requireLength(_, let operand), .copy(_, let operand): read(operand)
      case .compute(_, _, let left, let right), .checked(_, _, let left, let right): read(left, right)
      case .onesIn(_, _, _, let from, let to): read(from, to)
      case .bit(_, _, let index), .view(_, _, _, let index, _, _, _): read(index)
      case .digest(_, _, let digest): read(digest)
      case .verify(let digest, let stored):
        read(digest)
        if case .integer(let register, _) = stored { body(register) }
      case .compare(_, _, let digest, let stored, let isWritten):
        read(digest)
        read(isWritten)
        if case .integer(let register, _) = stored { body(register) }
      case .stage, .fail, .unverified, .load, .input, .bytesEqual, .isZero, .ones, .hasNul, .leaveLoop: break
      }
    }
  }
}
