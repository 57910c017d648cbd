import VexFormatSpec

// What each step reads, writes and holds. Everything that has to be known about a step besides how it is printed is here.

extension Step {
  /// Registers that the step itself writes.
  var writes: [Register] {
    switch self {
    case .load(let r, _, _, _), .compute(let r, _, _, _), .checked(let r, _, _, _), .copy(let r, _), .input(let r, _),
      .bytesEqual(let r, _, _), .isZero(let r, _), .ones(let r, _), .onesIn(let r, _, _, _, _), .bit(let r, _, _),
      .hasNul(let r, _):
      [r]
    case .digest(let r, let known, _), .compare(let r, let known, _, _, _): [r, known]
    case .loop(let loop): [loop.index]
    default: []
    }
  }

  /// Operands that the step itself reads; not those of the steps inside.
  var reads: [Operand] {
    switch self {
    case .require(let a), .requireLength(_, let a), .copy(_, let a), .branch(let a, _, _), .bit(_, _, let a),
      .view(_, _, _, let a, _, _, _):
      [a]
    case .compute(_, _, let a, let b), .checked(_, _, let a, let b), .onesIn(_, _, _, let a, let b): [a, b]
    case .loop(let loop): [loop.from, loop.to]
    case .digest(_, _, let digest): digest.reads
    case .verify(let digest, let stored): digest.reads + stored.reads
    // Who writes matters to writers only.
    case .compare(_, _, let digest, let stored, _): digest.reads + stored.reads
    default: []
    }
  }

  /// Views whose bytes or place the step itself needs.
  var views: [ViewID] {
    switch self {
    case .rule(let rule): [rule.view]
    case .requireLength(let view, _), .load(_, let view, _, _), .onesIn(_, let view, _, _, _),
      .view(_, let view, _, _, _, _, _):
      [view]
    case .bytesEqual(_, let a, let b): a.views + b.views
    case .isZero(_, let run), .ones(_, let run), .bit(_, let run, _), .hasNul(_, let run): run.views
    case .digest(_, _, let digest): digest.views
    case .verify(let digest, let stored), .compare(_, _, let digest, let stored, _): digest.views + stored.views
    default: []
    }
  }

  /// Lists of steps inside.
  var children: [[Step]] {
    switch self {
    case .frame(_, let steps): [steps]
    case .rule(let rule): [rule.body]
    case .branch(_, let then, let otherwise): [then, otherwise]
    case .loop(let loop): [loop.body]
    default: []
    }
  }

  /// Whether the step does more than write registers and views.
  var hasEffect: Bool {
    switch self {
    case .require, .requireLength, .fail, .unverified, .checked, .leaveLoop, .verify: true
    default: false
    }
  }

  /// Whether the step or one inside satisfies `test`.
  func contains(_ test: (Step) -> Bool) -> Bool {
    test(self) || children.contains { $0.contains { $0.contains(test) } }
  }

  /// Whether a stored digest is compared in it.
  var verifies: Bool {
    contains {
      switch $0 {
      case .verify, .compare: true
      default: false
      }
    }
  }
}

extension DigestStep {
  var reads: [Operand] {
    var operands = [initial, xorOut].compactMap { $0 }
    for piece in pieces {
      switch piece {
      case .bytes(_, let from, let to): operands += [from, to]
      case .integer(let value, _): operands.append(value)
      case .zeroes: break
      }
    }
    return operands
  }

  var views: [ViewID] {
    pieces.compactMap {
      if case .bytes(let view, _, _) = $0 { return view }
      return nil
    }
  }
}

extension StoredDigest {
  var reads: [Operand] {
    if case .integer(let register, _) = self { return [.register(register)] }
    return []
  }

  var views: [ViewID] {
    if case .bytes(let run) = self { return run.views }
    return []
  }
}

extension ByteRun {
  var views: [ViewID] {
    if case .view(let view, _, _) = self { return [view] }
    return []
  }
}

extension CheckProgram {
  /// Whether the structure holds a digest that a writer must compute.
  var hasDigests: Bool { body.contains { $0.verifies } }
}
