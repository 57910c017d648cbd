import Testing

@testable import VexFormatSpec

/// What can be wrong with the section that says how images are recognised.
@Suite("Diagnostics of identify")
struct RecognitionDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  static let sections: [String] = [
    "identify: {title: [⟦type/mismatch|'title' of identify cannot be a list⟧[x]]}",
    "identify: {label: ⟦type/mismatch|a text or a number is told, and this is a condition⟧a == 1}",
    "identify: {region: ⟦name/unknown|there is no region with a structure 't'⟧t}",
    "identify: {title: ⟦key/missing|a statement needs the key 'text'⟧{when: a == 1}}",
    "identify: {size: ⟦type/mismatch|what is told is an unsigned number, and this is a condition⟧a == 1}",
    "identify: {marks: [{at: ⟦identify/place|the place of a mark is told by its number alone⟧size(image), magic: AB}]}",
    "identify: {marks: [⟦key/missing|a mark needs the key 'magic'⟧{at: 0}]}",
    "identify: {⟦key/unknown|identify has no key 'titles'⟧titles: x}",
  ].map { small(fields, more: $0) }

  @Test("Keys are checked one by one", arguments: sections)
  func keysAreReported(_ marked: String) { expectMarked(marked) }

  static let unlike = small(
    fields, image: "r: {of: u, at: 32}",
    more:
      "identify: {backups: [{at: 32, ⟦identify/unlike|'r' is not laid out as 's' is, by which it would be read⟧region: r}]}",
    structures: "  u: {size: 16, fields: {b: {at: 0, type: u32}, c: {at: 4, size: 12}}}")

  @Test("A copy is read as what tells of the format is")
  func anotherLayout() { expectMarked(Self.unlike) }
}
