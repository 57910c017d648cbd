/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Makes a generator.
  public init(seed: UInt64) { state = seed }

  /// A generator for one of many, independent of those before it.
  public init(seed: UInt64, number: UInt64) {
    var first = SeededGenerator(seed: seed)
    var second = SeededGenerator(seed: first.next() ^ number &* 0xd134_2543_de82_ef95)
    state = second.next()
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number below `bound`; 0 when that is 0.
  public mutating func next(below bound: Int) -> Int {
    bound <= 0 ? 0 : Int(truncatingIfNeeded: next() % UInt64(bound))
  }

  /// So many bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<max(count, 0)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}
