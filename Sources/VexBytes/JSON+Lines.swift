extension JSON {
  /// The value on lines for people: what does not fit into `width` bytes is broken and indented.
  public func lines(width: Int = 120) -> String {
    var text = ""
    print(column: 0, indent: 0, width: width, into: &text)
    return text + "\n"
  }

  /// Prints the value, which begins at `column` of a line that is indented by `indent`.
  private func print(column: Int, indent: Int, width: Int, into text: inout String) {
    let flat = self.text
    // A comma may follow.
    guard column + flat.utf8.count >= width else {
      text += flat
      return
    }
    switch self {
    case .array(let elements) where !elements.isEmpty:
      Self.printItems(elements.map { ("", $0) }, "[", "]", indent: indent, width: width, into: &text)
    case .object(let members) where !members.isEmpty:
      let items = members.map { ("\(JSON.string($0.0).text): ", $0.1) }
      Self.printItems(items, "{", "}", indent: indent, width: width, into: &text)
    default: text += flat
    }
  }

  private static func printItems(
    _ items: [(head: String, value: JSON)], _ open: String, _ close: String, indent: Int, width: Int,
    into text: inout String
  ) {
    let margin = String(repeating: " ", count: indent)
    text += open
    for (index, item) in items.enumerated() {
      text += "\(index > 0 ? "," : "")\n\(margin)  \(item.head)"
      item.value.print(
        column: indent + 2 + item.head.utf8.count, indent: indent + 2, width: width, into: &text)
    }
    text += "\n\(margin)\(close)"
  }
}
