import ArgumentParser

/// One part of a run that is divided, as `--shard 2/4` gives it.
struct Shard: Equatable {
  /// Which part, from 1.
  var number: UInt64
  /// How many there are.
  var count: UInt64
}

extension Shard: ExpressibleByArgument {
  /// Reads `I/N`, where I is from 1 to N.
  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { UInt64($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], number >= 1, number <= count else {
      return nil
    }
    self.init(number: number, count: count)
  }

  /// As the user writes it.
  var defaultValueDescription: String { "\(number)/\(count)" }
}
