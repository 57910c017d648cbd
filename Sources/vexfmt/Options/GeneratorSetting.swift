/// `KEY=VALUE`: what a user tells a generator.
struct GeneratorSetting {
  var key: String
  var value: String

  /// Reads one; throws what is expected.
  static func parse(_ text: String) throws -> GeneratorSetting {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let isPlain = parts[0].utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-_.".utf8.contains(byte)
    }
    guard parts.count == 2, isPlain, (1...64).contains(parts[0].utf8.count) else {
      throw OptionValueError(
        description: "expected KEY=VALUE, the key of at most 64 letters, digits, '-', '_' and '.'")
    }
    return GeneratorSetting(key: parts[0], value: parts[1])
  }
}
