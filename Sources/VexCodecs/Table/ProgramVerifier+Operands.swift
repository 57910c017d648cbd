import VexBytes
import VexFormatSpec

/// What steps read and write.
extension ProgramVerifier {
  func require(_ scope: Scope, _ step: String) throws(TableError) {
    guard scope.inRule else { throw error(.notInRule(step)) }
  }

  func number(_ value: Int) throws(TableError) {
    guard value >= 0, value <= Int(Int32.max) else { throw error(.badNumber(value)) }
  }

  func width(_ type: IntegerType) throws(TableError) {
    guard (1...8).contains(type.width) else { throw error(.badWidth(type.width)) }
  }

  func read(_ operand: Operand) throws(TableError) {
    guard case .register(let register) = operand else { return }
    guard written.indices.contains(register) else { throw error(.noRegister(register)) }
    guard written[register] else { throw error(.unwrittenRegister(register)) }
  }

  mutating func write(_ register: Register) throws(TableError) {
    guard written.indices.contains(register) else { throw error(.noRegister(register)) }
    written[register] = true
  }

  func use(view: ViewID) throws(TableError) {
    guard made.indices.contains(view) else { throw error(.noView(view)) }
    guard made[view] else { throw error(.unmadeView(view)) }
  }

  func use(_ run: ByteRun) throws(TableError) {
    switch run {
    case .view(let view, let offset, let count):
      try use(view: view)
      try number(offset)
      try number(count)
    case .constant(let bytes):
      try number(bytes.count)
    }
  }

  func use(_ stored: StoredDigest) throws(TableError) {
    switch stored {
    case .integer(let register, _): try read(.register(register))
    case .bytes(let run): try use(run)
    }
  }

  func use(_ digest: DigestStep) throws(TableError) {
    guard (0..<algorithmCount).contains(digest.algorithm) else { throw error(.noAlgorithm(digest.algorithm)) }
    if let initial = digest.initial { try read(initial) }
    if let xorOut = digest.xorOut { try read(xorOut) }
    for piece in digest.pieces {
      switch piece {
      case .bytes(let view, let from, let to):
        try use(view: view)
        try read(from)
        try read(to)
      case .zeroes(let count):
        guard (0...32).contains(count) else { throw error(.badZeroes(count)) }
      case .integer(let operand, let type):
        try read(operand)
        try width(type)
      }
    }
  }
}

extension ByteRun {
  /// Number of bytes.
  var count: Int {
    switch self {
    case .view(_, _, let count): count
    case .constant(let bytes): bytes.count
    }
  }
}
