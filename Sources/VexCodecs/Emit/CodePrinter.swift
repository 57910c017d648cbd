/// Text of a program, line by line, with indentation.
///
/// A value: a nested scope gets the printer `inout`, so that what it prints lands in place.
///
/// ```swift
/// var code = CodePrinter(indent: "\t")
/// code.block("if (n == 0) {") { $0.print("return;") }
/// ```
package struct CodePrinter: Sendable {
  /// What has been printed; every line ends in a newline.
  package private(set) var text = ""
  /// One level of indentation: a tab for C, two spaces for Swift.
  package let indent: String
  /// Levels that the next line is indented by.
  package private(set) var depth = 0

  /// Makes an empty printer that indents by `indent`, beginning at `depth` levels.
  package init(indent: String, depth: Int = 0) {
    self.indent = indent
    self.depth = depth
  }

  /// Prints one line.
  ///
  /// A `line` with newlines is several lines; an empty line gets no indentation.
  package mutating func print(_ line: String = "") {
    for part in line.split(separator: "\n", omittingEmptySubsequences: false) {
      if !part.isEmpty {
        for _ in 0..<depth { text += indent }
        text += part
      }
      text += "\n"
    }
  }

  /// Prints each of `lines`.
  package mutating func print(lines: some Sequence<String>) {
    for line in lines { print(line) }
  }

  /// Prints an empty line, unless the text is empty, ends in one already, or ends in an opening brace.
  package mutating func separate() {
    if !text.isEmpty, !text.hasSuffix("\n\n"), !text.hasSuffix("{\n") { text += "\n" }
  }

  /// Prints what `body` prints one level deeper.
  package mutating func indented(_ body: (inout CodePrinter) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  /// Prints `open`, what `body` prints one level deeper, and `close`.
  package mutating func block(_ open: String, _ close: String = "}", _ body: (inout CodePrinter) -> Void) {
    print(open)
    indented(body)
    print(close)
  }

  /// Prints without indentation: labels, preprocessor lines.
  package mutating func printFlush(_ line: String) {
    let kept = depth
    depth = 0
    print(line)
    depth = kept
  }

  /// Whether exactly one line has been printed.
  package var isOneLine: Bool { text.firstIndex(of: "\n").map { text.index(after: $0) == text.endIndex } ?? false }

  /// Prints the text of a printer that began at the right depth, as it is.
  package mutating func print(raw code: CodePrinter) { text += code.text }
}
