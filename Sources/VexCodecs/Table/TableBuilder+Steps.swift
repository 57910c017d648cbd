import VexFormatSpec

// Steps that become one instruction each.
extension TableBuilder {
  mutating func flattenPlain(_ step: Step) {
    switch step {
    case .require(let operand):
      emit(.require, a: slot(operand))
    case .requireLength(let view, let operand):
      emit(.requireLength, a: UInt32(truncatingIfNeeded: view), b: slot(operand))
    case .fail:
      emit(.fail)
    case .unverified:
      emit(.unverified)
    case .load(let target, let view, let offset, let type):
      flattenLoad(register(target), view, offset, type)
    case .compute(let target, let operation, let left, let right):
      emit(operation.opcode, a: register(target), b: slot(left), c: slot(right))
    case .checked(let target, let operation, let left, let right):
      emit(operation.opcode, a: register(target), b: slot(left), c: slot(right))
    case .copy(let target, let operand):
      emit(.copy, a: register(target), b: slot(operand))
    case .input(let target, let input):
      switch input {
      case .imageSize: emit(.imageSize, a: register(target))
      case .place: emit(.place, a: register(target))
      case .index: emit(.index, a: register(target))
      case .parameter(let number): emit(.parameter, a: register(target), b: UInt32(truncatingIfNeeded: number))
      }
    case .bytesEqual(let target, let left, let right):
      emit(.bytesEqual, a: register(target), b: add(left), c: add(right))
    case .isZero(let target, let run):
      emit(.isZero, a: register(target), b: add(run))
    case .ones(let target, let run):
      emit(.ones, a: register(target), b: add(run))
    case .hasNul(let target, let run):
      emit(.hasNul, a: register(target), b: add(run))
    case .onesIn(let target, let view, let offset, let from, let to):
      emit(
        .onesIn, a: register(target), b: add(.view(view, offset: offset, count: 0)), c: slot(from), d: slot(to))
    case .bit(let target, let run, let index):
      emit(.bit, a: register(target), b: add(run), c: slot(index))
    case .digest(let target, let known, let digest):
      emit(.digest, a: register(target), b: register(known), c: add(digest))
    case .verify(let digest, let stored):
      switch stored {
      case .integer(let stored, let mask):
        emit(.verifyInteger, a: register(stored), b: slot(.constant(mask)), c: add(digest))
      case .bytes(let run):
        emit(.verifyBytes, a: add(run), c: add(digest))
      }
    case .compare(let target, let known, let digest, let stored, _):
      switch stored {
      case .integer(let register, let mask): self.stored.append(.integer(self.register(register), mask: mask))
      case .bytes(let run): self.stored.append(.run(add(run)))
      }
      emit(
        .compare, a: register(target), b: register(known), c: add(digest),
        d: UInt32(truncatingIfNeeded: self.stored.count - 1))
    default:
      // Steps that hold others are flattened by `flatten`.
      break
    }
  }

  private mutating func flattenLoad(_ target: UInt32, _ view: ViewID, _ offset: Int, _ type: IntegerType) {
    let load =
      if let place = fixedOffset(view, offset, count: type.width) {
        emit(.load, a: target, d: place)
      } else {
        emit(.viewLoad, a: target, b: UInt32(truncatingIfNeeded: view), d: UInt32(truncatingIfNeeded: offset))
      }
    code[load].shape = TableShape(type)
  }

  /// Where `count` bytes at `offset` of a view are in the buffer under test, if that never varies.
  func fixedOffset(_ view: ViewID, _ offset: Int, count: Int) -> UInt32? {
    guard let place = fixedViews[view], offset + count <= place.size else { return nil }
    return UInt32(exactly: place.start + offset)
  }

  private mutating func add(_ run: ByteRun) -> UInt32 {
    switch run {
    case .view(let view, let offset, let count):
      runs.append(TableRun(view: view, offset: offset, count: count))
    case .constant(let bytes):
      runs.append(TableRun(view: -1, offset: constantBytes.count, count: bytes.count))
      constantBytes += bytes
    }
    return UInt32(truncatingIfNeeded: runs.count - 1)
  }

  private mutating func add(_ digest: DigestStep) -> UInt32 {
    var pieces: [TablePiece] = []
    for piece in digest.pieces {
      switch piece {
      case .bytes(let view, let from, let to):
        pieces.append(.bytes(view: view, from: slot(from), to: slot(to)))
      case .zeroes(let count):
        pieces.append(.zeroes(count))
      case .integer(let operand, let type):
        pieces.append(.integer(slot(operand), type))
      }
    }
    var row = TableDigest(algorithm: digest.algorithm, initial: nil, xorOut: nil, pieces: pieces)
    if let initial = digest.initial { row.initial = slot(initial) }
    if let xorOut = digest.xorOut { row.xorOut = slot(xorOut) }
    digests.append(row)
    return UInt32(truncatingIfNeeded: digests.count - 1)
  }
}

extension TotalOperator {
  var opcode: TableOpcode {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .signedLess: .signedLess
    case .signedLessOrEqual: .signedLessOrEqual
    case .and: .and
    case .or: .or
    case .exclusiveOr: .exclusiveOr
    case .shiftRight: .shiftRight
    case .minimum: .minimum
    case .maximum: .maximum
    case .isPower: .isPower
    case .signExtend: .signExtend
    }
  }
}

extension CheckedOperator {
  var opcode: TableOpcode {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    case .power: .power
    case .shiftLeft: .shiftLeft
    case .shiftRight: .checkedShiftRight
    case .divideUp: .divideUp
    case .floor: .floor
    case .ceiling: .ceiling
    case .divideExactly: .divideExactly
    }
  }
}
