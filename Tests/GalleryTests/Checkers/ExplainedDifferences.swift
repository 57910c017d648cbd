import TestSupport

/// The differences between two checkers that docs/CHECKERS.md explains, by what they are known by.
struct ExplainedDifferences {
  /// Of what one of them is known: a piece of what the checker says.
  let keys: [String]

  /// Reads the table below the heading that begins with `heading`: what stands in backticks in the first column.
  init(below heading: String) throws {
    var keys: [String] = []
    var isInside = false
    for line in try PackageFolder.text("docs/CHECKERS.md").split(separator: "\n") {
      if line.hasPrefix("#") { isInside = line.drop { $0 == "#" || $0 == " " }.hasPrefix(heading) }
      guard isInside, line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") else { continue }
      keys.append(String(line.dropFirst(3)[..<end]))
    }
    self.keys = keys
  }

  /// The ones that explain what was said.
  func explaining(_ text: String) -> [String] { keys.filter { text.contains($0) } }
}
