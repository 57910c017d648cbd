import Foundation

/// All that the program prints.
enum Output {
  /// Prints a line.
  static func line(_ text: String) { Self.text(text + "\n") }

  /// Prints text as it is; a reader that goes away is no error.
  static func text(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }
}
