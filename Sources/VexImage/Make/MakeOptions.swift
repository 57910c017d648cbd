import Glibc

/// What a fresh image shall be.
public struct MakeOptions: Sendable {
  /// The format's version; nil for the one that the specification says is written.
  public var version: UInt64?
  /// Size of the image in bytes.
  public var size: UInt64
  /// Fields of the first structure by path (`label`, `uuid`, `migration.phase`), instead of what the specification says.
  public var settings: [String: Setting]
  /// Where random bytes come from.
  public var random: RandomSource
  /// What time it is.
  public var clock: Clock
  /// Is told how far the planning is.
  public var progress: ProgressHandler?

  /// Makes options.
  public init(
    size: UInt64, version: UInt64? = nil, settings: [String: Setting] = [:], random: RandomSource = .system,
    clock: Clock = .system
  ) {
    self.size = size
    self.version = version
    self.settings = settings
    self.random = random
    self.clock = clock
  }

  /// The value of a field.
  public enum Setting: Sendable, Equatable, ExpressibleByStringLiteral {
    /// As people write it: a text, a UUID, a number, the name of an enumeration's value.
    case text(String)
    /// As it lies on the disk.
    case bytes([UInt8])

    /// Makes a setting of a text.
    public init(stringLiteral value: String) { self = .text(value) }
  }

  /// Where random bytes come from.
  public enum RandomSource: Sendable, Equatable {
    /// The system.
    case system
    /// Always the same ones for the same seed; for tests and images that can be made again, never for secrets.
    case seeded(UInt64)
  }

  /// What time it is.
  public enum Clock: Sendable, Equatable {
    /// What the system says.
    case system
    /// Nanoseconds since 1970 UTC; negative before.
    case fixed(Int64)

    /// Nanoseconds since 1970 UTC, as far as 64 bits reach: until 2262.
    public var nanoseconds: Int64 {
      guard case .system = self else {
        if case .fixed(let time) = self { return time }
        return 0
      }
      var time = timespec()
      guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
      let (scaled, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
      let (sum, carry) = scaled.addingReportingOverflow(Int64(time.tv_nsec))
      return overflow || carry ? (time.tv_sec < 0 ? .min : .max) : sum
    }
  }
}

/// Random bytes of a maker.
struct RandomBytes {
  private var system = SystemRandomNumberGenerator()
  private var state: UInt64?

  init(_ source: MakeOptions.RandomSource) {
    if case .seeded(let seed) = source { state = seed }
  }

  /// SplitMix64 when seeded (Steele, Lea, Flood 2014): every state gives another number, so no seed is a bad one.
  mutating func next() -> UInt64 {
    guard let old = state else { return system.next() }
    let new = old &+ 0x9e37_79b9_7f4a_7c15
    state = new
    var mixed = (new ^ new >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      let word = next()
      for shift in 0..<min(8, count - result.count) {
        result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8)))
      }
    }
    return result
  }
}
