/// Shows the diagnostics of a specification to people, in the manner of a compiler.
public struct DiagnosticRenderer: Sendable {
  /// Whether to colour the text with terminal escapes.
  public var usesColor: Bool

  /// Tab stops are so far apart; a tab is shown as spaces.
  private static let tabWidth = 8
  /// Lines are shown up to so many columns.
  private static let maximumWidth = 160
  /// So many characters before and behind a place are looked at.
  private static let maximumCharacters = 512

  /// Makes a renderer.
  public init(usesColor: Bool = false) { self.usesColor = usesColor }

  /// All diagnostics in order of place, each with its line, a caret, notes and help; ends with a line break.
  public func render(_ error: SpecificationError) -> String {
    Self.sorted(error.diagnostics).map { render($0, path: error.path, lines: error.lines) }.joined(separator: "\n")
  }

  /// Diagnostics in order of place; those on one place in order of discovery.
  public static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.enumerated().sorted { first, second in
      let (a, b) = (first.element.location, second.element.location)
      return (a.line, a.column, first.offset) < (b.line, b.column, second.offset)
    }.map(\.element)
  }

  /// One diagnostic of the specification at `path` with these lines; ends with a line break.
  public func render(_ diagnostic: Diagnostic, path: String, lines: [String]) -> String {
    var text = head(path, diagnostic.location, .error, "\(diagnostic.message) [\(diagnostic.code)]")
    text += excerpt(diagnostic.location, lines: lines)
    for note in diagnostic.notes {
      text += head(path, note.location, .note, note.message)
      text += excerpt(note.location, lines: lines)
    }
    if let help = diagnostic.help { text += paint("help:", .help) + " \(visible(help))\n" }
    return text
  }

  // MARK: - Parts

  private func head(_ path: String, _ place: SourceLocation, _ style: Style, _ message: String) -> String {
    let place = paint("\(visible(path)):\(place.line):\(place.column):", .place)
    return "\(place) \(paint("\(style.rawValue):", style)) \(visible(message))\n"
  }

  /// The line and a caret with a wave under the range; nothing when the line is not known.
  package func excerpt(_ place: SourceLocation, lines: [String]) -> String {
    guard place.line >= 1, place.line <= lines.count else { return "" }
    // Of a long line no more is looked at than can be shown.
    let skippedCharacters = max(0, place.column - 1 - Self.maximumCharacters)
    let line = lines[place.line - 1].unicodeScalars
    let start = line.index(line.startIndex, offsetBy: skippedCharacters, limitedBy: line.endIndex) ?? line.endIndex
    let cells = Self.cells(of: line[start...].prefix(2 * Self.maximumCharacters))
    let first = max(0, place.column - 1 - skippedCharacters)
    // A range over several lines is marked on its first one.
    let last = max(first + 1, min(cells.count, first + max(1, place.length)))
    let startColumn = first < cells.count ? cells[first].column : (cells.last.map { $0.column + $0.width } ?? 0)
    let end = last <= cells.count ? cells[last - 1].column + cells[last - 1].width : startColumn + 1
    // What does not fit is cut in front, so that the caret stays in sight.
    let shift = end > Self.maximumWidth ? max(0, min(startColumn - 20, end - Self.maximumWidth)) : 0
    let shown = cells.filter { $0.column >= shift && $0.column + $0.width <= shift + Self.maximumWidth }
    let skipped = shown.first.map { $0.column - shift } ?? 0
    let text = String(repeating: " ", count: max(0, skipped)) + shown.map(\.text).joined()
    let width = max(1, min(end, shift + Self.maximumWidth) - startColumn)
    let indent = String(repeating: " ", count: max(0, startColumn - shift))
    let caret = paint("^" + String(repeating: "~", count: width - 1), .caret)
    return "  \(text)\n  \(indent)\(caret)\n"
  }

  // MARK: - Colour

  private enum Style: String {
    case error, note, help, place, caret

    var code: String {
      switch self {
      case .error: "1;31"
      case .note: "1;36"
      case .help: "1;32"
      case .place: "1"
      case .caret: "1;32"
      }
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    usesColor ? "\u{1B}[\(style.code)m\(text)\u{1B}[0m" : text
  }
}

// MARK: - Cells of a terminal

extension DiagnosticRenderer {
  /// A character of the source on the terminal.
  private struct Cell {
    var column: Int
    var width: Int
    var text: String
  }

  /// One cell for each Unicode scalar of a line.
  private static func cells(of line: Substring.UnicodeScalarView) -> [Cell] {
    var column = 0
    return line.map { scalar in
      var cell = Cell(column: column, width: 1, text: String(Character(scalar)))
      if scalar == "\t" {
        cell.width = tabWidth - column % tabWidth
        cell.text = String(repeating: " ", count: cell.width)
      } else if isControl(scalar) {
        // The source must not steer the terminal.
        cell.text = "\u{FFFD}"
      } else {
        cell.width = width(of: scalar)
      }
      column += cell.width
      return cell
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Columns of a scalar: none for marks, two for East Asian wide characters and emoji.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// A text of ours that quotes the source, safe for a terminal.
  private func visible(_ text: String) -> String {
    var result = ""
    // Printable ASCII, as nearly all is, needs no table of properties.
    if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(Self.isControl(scalar) ? "\u{FFFD}" : scalar)
    }
    return result
  }
}
