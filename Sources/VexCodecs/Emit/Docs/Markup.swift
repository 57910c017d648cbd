import VexBytes

/// Text of a specification, made harmless in markup: names and explanations are anybody's.
enum Markup {
  /// Text of HTML or of a quoted attribute.
  static func html(_ text: String) -> String {
    var result = ""
    for scalar in flat(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text of Markdown.
  static func markdown(_ text: String) -> String {
    var result = ""
    for scalar in flat(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", ">", "!": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A code span of Markdown, between more backticks than it has in a row.
  static func markdownCode(_ text: String) -> String {
    let text = flat(text)
    var (run, longest) = (0, 0)
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
    // In tables a bar ends a cell, even in code.
    return fence + pad + text.replacing("|", with: "\\|") + pad + fence
  }

  /// The part of a link behind `#`, or an `id`.
  static func anchor(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isPlain || "-_.".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "-u\(String(scalar.value, radix: 16))-"
      }
    }
  }

  /// A line without what steers terminals or turns the direction of reading.
  private static func flat(_ text: String) -> String {
    let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
    return printable(line)
  }
}
