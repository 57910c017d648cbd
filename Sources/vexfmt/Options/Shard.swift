/// One part of a run that is divided, as `--shard 2/4` gives it.
struct Shard: Equatable {
  /// Which part, from 1.
  var number: UInt64
  /// How many there are.
  var count: UInt64
}

extension Shard {
  /// Reads `I/N`, where I is from 1 to N; throws what is expected.
  static func parse(_ text: String) throws -> Shard {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { UInt64($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], number >= 1, number <= count else {
      throw OptionValueError(description: "expected I/N with I from 1 to N, such as 2/4")
    }
    return Shard(number: number, count: count)
  }
}

extension Shard: CustomStringConvertible {
  /// As the user writes it.
  var description: String { "\(number)/\(count)" }
}
