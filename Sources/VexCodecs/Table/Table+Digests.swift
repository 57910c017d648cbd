import VexBytes
import VexFormatSpec
import VexPlugins

/// What came of a step on a digest.
enum DigestOutcome {
  /// Its low 64 bits, or whether it is what is stored; and whether that is known.
  case value(UInt64, known: UInt64)
  case verified
  /// The algorithm is not loaded.
  case unknown
  case failed
}

// Steps on digests.
extension Table {
  /// Runs a step on a digest.
  @inline(never)
  func outcome(
    of instruction: TableInstruction, _ bytes: RawSpan, _ context: CheckContext, _ registers: Span<UInt64>,
    _ views: Span<TableView>, _ scratch: inout [UInt8], _ fuel: inout Int
  ) -> DigestOutcome {
    let row = digests[Int(truncatingIfNeeded: instruction.c)]
    guard let algorithm = algorithms[row.algorithm] else {
      return instruction.opcode == .digest || instruction.opcode == .compare ? .value(0, known: 0) : .unknown
    }
    guard let digest = digest(row, algorithm, bytes, context, registers, views, &scratch, &fuel) else { return .failed }
    switch instruction.opcode {
    case .digest:
      return .value(digest.low, known: 1)
    case .compare:
      let isEqual =
        switch stored[Int(truncatingIfNeeded: instruction.d)] {
        case .integer(let register, let mask): digest.low & mask == registers[Int(truncatingIfNeeded: register)]
        case .run(let run): matches(digest, run, bytes, context, views)
        }
      return .value(isEqual ? 1 : 0, known: 1)
    case .verifyInteger:
      let stored = registers[Int(truncatingIfNeeded: instruction.a)]
      return digest.low & registers[Int(truncatingIfNeeded: instruction.b)] == stored ? .verified : .failed
    default:
      return matches(digest, instruction.a, bytes, context, views) ? .verified : .failed
    }
  }

  /// Whether `digest` begins run `index`; a run that is shorter is compared whole, unless it is empty.
  private func matches(
    _ digest: Digest, _ index: UInt32, _ bytes: RawSpan, _ context: CheckContext, _ views: Span<TableView>
  ) -> Bool {
    guard let run = locate(index, views), run.to > run.from else { return false }
    return withBuffer(run.buffer, bytes, context) { span in
      for position in 0..<min(digest.width, run.to &- run.from)
      where span.load(UInt8.self, at: run.from &+ position, .little) != digest.byte(position) {
        return false
      }
      return true
    }
  }

  /// Computes a digest; nil when a piece is not inside its view.
  ///
  /// `scratch` is where several pieces are put together.
  private func digest(
    _ row: TableDigest, _ algorithm: any ChecksumAlgorithm, _ bytes: RawSpan, _ context: CheckContext,
    _ registers: Span<UInt64>, _ views: Span<TableView>, _ scratch: inout [UInt8], _ fuel: inout Int
  ) -> Digest? {
    let parameters = ChecksumParameters(
      initial: row.initial.map { registers[Int(truncatingIfNeeded: $0)] },
      xorOut: row.xorOut.map { registers[Int(truncatingIfNeeded: $0)] })
    if row.pieces.count == 1, case .bytes(let view, let from, let to) = row.pieces[0] {
      guard let range = Self.range(view, from, to, registers, views) else { return nil }
      fuel &-= range.count >> 4
      return withBuffer(views[view].buffer, bytes, context) { span -> Digest? in
        guard range.upperBound <= span.byteCount else { return nil }
        return algorithm.digest(of: span.extracting(range), parameters)
      }
    }
    var count = 0
    for piece in row.pieces {
      var length = 0
      switch piece {
      case .bytes(let view, let from, let to):
        guard let range = Self.range(view, from, to, registers, views) else { return nil }
        length = range.count
        Self.makeRoom(&scratch, count &+ length)
        let fits = withBuffer(views[view].buffer, bytes, context) { span in
          guard range.upperBound <= span.byteCount else { return false }
          return scratch.withMutableBytes { $0.copy(from: span.extracting(range), to: count) }
        }
        guard fits else { return nil }
      case .zeroes(let zeroes):
        length = zeroes
        Self.makeRoom(&scratch, count &+ length)
        guard scratch.withMutableBytes({ $0.fill(from: count, to: count &+ zeroes, value: 0) }) else { return nil }
      case .integer(let slot, let type):
        length = type.width
        Self.makeRoom(&scratch, count &+ length)
        let value = registers[Int(truncatingIfNeeded: slot)] & type.mask
        let fits = scratch.withMutableBytes { $0.storeInteger(value, at: count, width: type.width, type.order) }
        guard fits else { return nil }
      }
      count &+= length
    }
    fuel &-= count >> 4
    return scratch.withBytes { span in
      count <= span.byteCount ? algorithm.digest(of: span.extracting(0..<count), parameters) : nil
    }
  }

  /// The bytes `from ..< to` of a view, in its buffer.
  private static func range(
    _ number: Int, _ from: UInt32, _ to: UInt32, _ registers: Span<UInt64>, _ views: Span<TableView>
  ) -> Range<Int>? {
    let view = views[number]
    let (from, to) = (registers[Int(truncatingIfNeeded: from)], registers[Int(truncatingIfNeeded: to)])
    guard from <= to, to <= UInt64(truncatingIfNeeded: view.count) else { return nil }
    return view.start &+ Int(truncatingIfNeeded: from)..<view.start &+ Int(truncatingIfNeeded: to)
  }

  private static func makeRoom(_ scratch: inout [UInt8], _ count: Int) {
    if scratch.count < count { scratch.append(contentsOf: repeatElement(0, count: count &- scratch.count)) }
  }
}
