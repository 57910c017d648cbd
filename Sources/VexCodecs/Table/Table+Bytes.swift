import VexBytes
import VexFormatSpec
import VexPlugins

// Steps on runs of bytes. A run that is not inside its view has no answer.
extension Table {
  /// A run in its buffer; buffer -1 are the table's constants.
  func locate(_ index: UInt32, _ views: Span<TableView>) -> (buffer: Int, from: Int, to: Int)? {
    let run = runs[Int(truncatingIfNeeded: index)]
    if run.view < 0 { return (-1, run.offset, run.offset &+ run.count) }
    let view = views[run.view]
    guard run.offset <= view.count &- run.count else { return nil }
    let from = view.start &+ run.offset
    return (view.buffer, from, from &+ run.count)
  }

  /// Runs `body` on a buffer; an empty one if there is none of that number.
  @inline(__always)
  func withBuffer<R>(
    _ number: Int, _ bytes: RawSpan, _ context: CheckContext, _ body: (RawSpan) -> R
  ) -> R {
    if number == 0 { return body(bytes) }
    if number < 0 { return constants.withBytes(body) }
    guard number <= context.sources.count else { return body(RawSpan()) }
    return context.sources[number - 1].withBytes(body)
  }

  /// The integer of a load at `start` of a source.
  @inline(never)
  func loadSource(
    _ shape: TableShape, buffer: Int, at start: Int, _ context: CheckContext
  ) -> UInt64? {
    guard buffer > 0, buffer <= context.sources.count else { return nil }
    return context.sources[buffer &- 1].withBytes { shape.integer(in: $0, at: start) }
  }

  /// The first of the fields `first ..< end` that is not as it has to be; `end` if all are.
  @inline(never)
  func firstBadField(_ first: Int, _ end: Int, _ bytes: RawSpan) -> Int {
    let fields = fields.span
    var position = first
    while position < end {
      let field = fields[position]
      guard let value = field.shape.integer(in: bytes, at: Int(truncatingIfNeeded: field.offset)),
        value &- field.low <= field.span
      else { return position }
      position &+= 1
    }
    return end
  }

  /// The value of a step on runs; `bit` is the operand of `.bit`.
  @inline(never)
  func value(
    of instruction: TableInstruction, bit: UInt64, _ bytes: RawSpan, _ context: CheckContext,
    _ views: Span<TableView>, _ fuel: inout Int
  ) -> UInt64? {
    guard let run = locate(instruction.b, views) else { return nil }
    fuel &-= (run.to &- run.from) >> 4
    switch instruction.opcode {
    case .bytesEqual:
      guard let other = locate(instruction.c, views) else { return nil }
      return withBuffer(run.buffer, bytes, context) { mine in
        withBuffer(other.buffer, bytes, context) { theirs in
          mine.equals(from: run.from, to: run.to, theirs, at: other.from).map { $0 ? 1 : 0 }
        }
      }
    case .isZero:
      return withBuffer(run.buffer, bytes, context) { $0.isZero(from: run.from, to: run.to).map { $0 ? 1 : 0 } }
    case .ones:
      return withBuffer(run.buffer, bytes, context) { $0.popcount(from: run.from, to: run.to) }
    case .hasNul:
      return withBuffer(run.buffer, bytes, context) { $0.hasZeroByte(from: run.from, to: run.to).map { $0 ? 1 : 0 } }
    default:
      guard bit >> 3 < UInt64(truncatingIfNeeded: run.to &- run.from) else { return nil }
      let place = run.from &+ Int(truncatingIfNeeded: bit >> 3)
      return withBuffer(run.buffer, bytes, context) {
        $0.load(UInt8.self, at: place, .little).map { UInt64($0) >> (bit & 7) & 1 }
      }
    }
  }

  /// The number of 1 bits of a range of bits; nil when they are not all inside the view.
  @inline(never)
  func ones(
    _ instruction: TableInstruction, from: UInt64, to: UInt64, _ bytes: RawSpan, _ context: CheckContext,
    _ views: Span<TableView>, _ fuel: inout Int
  ) -> UInt64? {
    let run = runs[Int(truncatingIfNeeded: instruction.b)]
    let view = views[run.view]
    let room = view.count &- run.offset
    guard from <= to, room >= 0, to <= UInt64(truncatingIfNeeded: room) &* 8 else { return nil }
    fuel &-= Int(truncatingIfNeeded: to >> 7)
    return withBuffer(view.buffer, bytes, context) { $0.popcount(at: view.start &+ run.offset, bits: from, to: to) }
  }
}

extension TableShape {
  /// The integer of this shape at `start`; nil when it is not inside.
  @inline(__always)
  func integer(in bytes: RawSpan, at start: Int) -> UInt64? {
    // Eight bytes are loaded wherever there are that many: shifting then does for every width what a switch would.
    if start >= 0, start <= bytes.byteCount &- 8 {
      let raw = bytes.proven(UInt64.self, at: start, .little)
      return extended(isBig ? raw.byteSwapped : raw &<< shift)
    }
    return shortInteger(in: bytes, at: start)
  }

  /// The same near the end of the bytes.
  @inline(never)
  private func shortInteger(in bytes: RawSpan, at start: Int) -> UInt64? {
    bytes.integer(at: start, width: width, isBig ? .big : .little).map { extended($0 &<< shift) }
  }

  /// Moves the integer from the top of a word to the bottom, with its sign if it has one.
  @inline(__always)
  private func extended(_ top: UInt64) -> UInt64 {
    isSigned ? UInt64(bitPattern: Int64(bitPattern: top) &>> Int64(bitPattern: shift)) : top &>> shift
  }
}

extension RawSpan {
  /// Whether some byte from `start` up to `end` is zero; nil when the range is not inside the span.
  func hasZeroByte(from start: Int, to end: Int) -> Bool? {
    guard contains(from: start, to: end) else { return nil }
    var at = start
    while end &- at >= 8 {
      let word = proven(UInt64.self, at: at, .little)
      // The lowest zero byte is the lowest one that borrows.
      if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
      at &+= 8
    }
    while at < end {
      if proven(UInt8.self, at: at, .little) == 0 { return true }
      at &+= 1
    }
    return false
  }
}
