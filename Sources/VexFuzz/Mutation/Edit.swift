import VexBytes

/// One change of some bytes; a value without storage of its own, so that millions can be made.
struct Edit: Sendable, Hashable {
  /// What is done.
  enum Action: UInt8, Sendable {
    /// The value is stored in the integer's bits.
    case set
    /// The value is added to the integer's bits, without carry out of them.
    case add
    /// The bits of the value are turned round.
    case flip
    /// Every byte becomes the lowest of the value.
    case fill
    /// Every byte becomes random; the value is the seed.
    case scramble
    /// The bit whose number is the value is turned round in a run of bytes.
    case flipBit
  }

  var action: Action
  /// Where the bytes begin.
  var offset: Int
  /// How many they are; for integers 1 to 8.
  var count: Int
  /// Order of an integer's bytes.
  var order = ByteOrder.little
  /// The integer's lowest bit that is meant.
  var shift: UInt64 = 0
  /// The bits that are meant, shifted down.
  var mask: UInt64 = .max
  var value: UInt64

  /// The bytes that may change.
  var range: Range<Int> { offset..<offset + count }

  /// Changes the bytes; nothing happens when they are not all there.
  func apply(to bytes: inout MutableRawSpan) {
    guard count > 0, offset >= 0, offset <= bytes.byteCount - count else { return }
    switch action {
    case .set, .add, .flip:
      guard let old = bytes.bytes.integer(at: offset, width: count, order) else { return }
      let part = old >> shift & mask
      let new: UInt64 =
        switch action {
        case .set: value & mask
        case .add: (part &+ value) & mask
        default: part ^ value & mask
        }
      _ = bytes.storeInteger(old & ~(mask << shift) | new << shift, at: offset, width: count, order)
    case .fill:
      _ = bytes.fill(from: offset, to: offset + count, value: UInt8(truncatingIfNeeded: value))
    case .scramble:
      var random = SeededGenerator(seed: value)
      for index in 0..<count { _ = bytes.store(UInt8(truncatingIfNeeded: random.next()), at: offset + index, .little) }
    case .flipBit:
      let place = offset + Int(truncatingIfNeeded: value / 8)
      guard place < offset + count, let old = bytes.bytes.load(UInt8.self, at: place, .little) else { return }
      _ = bytes.store(old ^ 1 << UInt8(value % 8), at: place, .little)
    }
  }
}
