/// A specification of structure `s`, 24 bytes unless told otherwise, in the only region.
///
/// Fields begin their own lines; `structures` and `image` are whole lines of their tables.
func smallSpec(
  _ fields: String, size: String = "24", structure: String = "", structures: String = "", image: String = "",
  more: String = ""
) -> String {
  func indented(_ text: String, _ spaces: Int) -> String {
    text.split(separator: "\n").map { String(repeating: " ", count: spaces) + $0 }.joined(separator: "\n")
  }
  return """
    format: t
    endian: little
    license: MIT
    \(more)
    structures:
      s:
        size: \(size)
    \(indented(structure, 4))
        fields:
    \(indented(fields, 6))
    \(indented(structures, 2))
    image:
      s: {of: s, at: 0}
    \(indented(image, 2))
    """
}
