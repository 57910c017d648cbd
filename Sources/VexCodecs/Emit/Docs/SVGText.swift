/// How wide a picture is.
struct SVGShape {
  /// For screens that have room, or for phones.
  var isWide: Bool
  /// Style sheet of a picture that is a file of its own; nil for one that is part of a page.
  var style: String?

  /// Width in CSS pixels.
  var width: Int { isWide ? 716 : 324 }

  /// The element of a picture.
  func picture(title: String, height: Int, body: String) -> String {
    let title = Markup.html(title)
    let space = style == nil ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
    let size = "viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" height=\"\(height)\""
    let sheet = style.map { "<style>\($0)</style>\n" } ?? ""
    let role = style == nil ? "role=\"group\"" : "role=\"img\""
    return
      "<svg\(space) class=\"map \(isWide ? "wide" : "narrow")\" \(size) \(role) aria-label=\"\(title)\">\n\(sheet)\(body)</svg>\n"
  }
}

/// The elements of a picture.
struct SVGText {
  private(set) var text = ""

  /// Width of a text in CSS pixels at a font size, in the widest of the fonts that it may be shown in.
  static func width(_ text: String, size: Double) -> Double { Double(text.unicodeScalars.count) * size * 0.625 }

  mutating func rectangle(x: Int, y: Int, width: Int, height: Int, style: String) {
    text += "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(max(width, 1))\" height=\"\(max(height, 1))\" class=\"\(style)\"/>"
  }

  mutating func text(
    _ content: String, x: Int, y: Int, style: String, isCentred: Bool = false, isAtEnd: Bool = false
  ) {
    let anchor = isCentred ? " text-anchor=\"middle\"" : isAtEnd ? " text-anchor=\"end\"" : ""
    text += "<text x=\"\(x)\" y=\"\(y)\" class=\"\(style)\"\(anchor)>\(Markup.html(content))</text>"
  }

  /// A line that says that rows are left out.
  mutating func tear(x: Int, y: Int, width: Int) {
    var path = "M\(x) \(y)"
    var at = 0
    var isUp = true
    while at < width {
      let step = min(6, width - at)
      path += "l\(step) \(isUp ? -3 : 3)"
      at += step
      isUp.toggle()
    }
    text += "<path d=\"\(path)\" class=\"tear\"/>"
  }

  /// Begins what belongs together.
  mutating func open(_ link: String?, title: String) {
    let title = Markup.html(title)
    if let link {
      // The table has the same links, so that nobody has to go through all fields twice by keyboard.
      text += "<a href=\"\(Markup.html(link))\" tabindex=\"-1\" aria-label=\"\(title)\"><title>\(title)</title>"
    } else {
      text += "<g><title>\(title)</title>"
    }
  }

  /// Ends it.
  mutating func close(isLink: Bool) { text += isLink ? "</a>\n" : "</g>\n" }
}

/// Numbers as offsets are written.
enum Hex {
  /// `0x38`.
  static func short(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }
}

/// Numbers of bytes as people say them.
enum ByteText {
  private static let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

  /// `1 KiB`, `544 bytes`, `about 1.5 MiB`.
  static func size(_ count: UInt64) -> String {
    guard count != 1 else { return "1 byte" }
    var (value, unit) = (count, 0)
    while value >= 1024, value % 1024 == 0, unit + 1 < units.count { (value, unit) = (value / 1024, unit + 1) }
    if value < 10_000 { return "\(value) \(units[unit])" }
    var tenths = value
    while value >= 1024, unit + 1 < units.count {
      tenths = value / 1024 * 10 + value % 1024 * 10 / 1024
      (value, unit) = (value / 1024, unit + 1)
    }
    return "about \(value).\(tenths % 10) \(units[unit])"
  }
}
