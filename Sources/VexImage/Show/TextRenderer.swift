import VexBytes

/// Prints decoded structures for people: offset, name, value and meaning in columns.
public struct TextRenderer: Sendable {
  /// Whether what fields mean is printed behind their values.
  public var showsDoc: Bool

  private struct Row {
    var offset: UInt64?
    var name: String
    var value: String
    var doc: String?
  }

  /// Makes a renderer.
  public init(showsDoc: Bool = true) { self.showsDoc = showsDoc }

  /// The selection as lines, each ended by a line feed.
  public func text(_ selection: Selection) -> String {
    switch selection {
    case .image(let image): text(image)
    case .field(let field, _): columns(rows(field, indent: 0))
    }
  }

  /// The image as lines, each ended by a line feed.
  public func text(_ image: DecodedImage) -> String {
    var text = image.format + (image.version.map { " version \($0)" } ?? "") + "\n"
    for region in image.regions {
      for element in region.elements {
        let name = region.name(of: element)
        guard let object = element.object else {
          text += "\n\(name): \(element.length) bytes at \(hexadecimal(element.offset))\n"
          continue
        }
        text += "\n\(name) at \(hexadecimal(element.offset))\n"
        text += columns(object.fields.flatMap { rows($0, indent: 1) })
        if let problem = element.problem { text += "\n\(name) \(problem)\n" }
      }
      if region.isCut { text += "\n\(region.name): more elements; name one, as in \(region.name)[0]\n" }
      if let problem = region.problem { text += "\n\(region.name): \(problem)\n" }
    }
    return text
  }

  private func rows(_ field: DecodedField, indent: Int) -> [Row] {
    let name = String(repeating: "  ", count: indent) + field.name
    switch field.value {
    case .object(let object):
      return [Row(offset: field.offset, name: name, value: "", doc: field.doc)]
        + object.fields.flatMap { rows($0, indent: indent + 1) }
    case .array(let elements):
      guard case .object? = elements.first else { break }
      var result = [
        Row(
          offset: field.offset, name: name, value: elements.count == 1 ? "1 element" : "\(elements.count) elements",
          doc: field.doc)
      ]
      for (index, element) in elements.prefix(DecodedValue.shownElements).enumerated() {
        guard case .object(let object) = element else { continue }
        let part = DecodedField(
          name: "[\(index)]", value: element, offset: object.offset, unit: nil, doc: nil)
        result += rows(part, indent: indent + 1)
      }
      if elements.count > DecodedValue.shownElements {
        let rest = elements.count - DecodedValue.shownElements
        result.append(Row(offset: nil, name: name, value: "... \(rest) more elements", doc: nil))
      }
      return result
    default: break
    }
    return [Row(offset: field.offset, name: name, value: field.line, doc: field.doc)]
  }

  private func columns(_ rows: [Row]) -> String {
    // A value that is longer than this moves its own line's meaning and nobody else's.
    let nameWidth = min(rows.map { $0.name.count }.max() ?? 0, 40)
    let valueWidth = min(rows.map { $0.value.count }.max() ?? 0, 40)
    var text = ""
    for row in rows {
      var line = pad(row.offset.map(hexadecimal) ?? "", 10) + "  " + pad(row.name, nameWidth) + "  "
      let doc = showsDoc ? row.doc.map(printable) : nil
      line += doc == nil ? row.value : pad(row.value, valueWidth) + "  " + (doc ?? "")
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  private func hexadecimal(_ offset: UInt64) -> String {
    let digits = String(offset, radix: 16)
    return "0x" + String(repeating: "0", count: max(8 - digits.count, 0)) + digits
  }
}
