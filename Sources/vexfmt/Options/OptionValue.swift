/// Why an option cannot have a value, as the end of a sentence about it.
struct OptionValueError: Error, CustomStringConvertible {
  /// What is expected.
  var description: String
}

/// Whole numbers that options take.
enum WholeNumber {
  /// Reads a number; throws what is expected.
  static func parse(_ text: String) throws -> UInt64 {
    guard let number = UInt64(text) else {
      throw OptionValueError(description: "expected a whole number from 0 to \(UInt64.max)")
    }
    return number
  }
}
