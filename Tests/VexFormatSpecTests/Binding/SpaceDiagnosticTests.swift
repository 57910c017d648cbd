import Testing

@testable import VexFormatSpec

/// What can be wrong with address spaces, and with regions in them.
@Suite("Diagnostics of address spaces")
struct SpaceDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  static let spaces: [String] = [
    "spaces: {x: ⟦type/mismatch|a space is a mapping, not a scalar⟧5}",
    "spaces: {x: ⟦key/missing|a space needs the key 'length'⟧{at: 0}}",
    "spaces: {x: ⟦key/missing|a space needs the key 'at'⟧{length: 8}}",
    "spaces: {x: {length: 8, at: 0, ⟦key/unknown|a space has no key 'count'⟧count: 3}}",
    "spaces: {x: {length: 8, at: ⟦unit/mismatch|a place is in byte, and this is in ms⟧1 ms}}",
    "spaces: {x: {from: ⟦unit/mismatch|an address is in byte, and this is in ms⟧1 ms, length: 8, at: 0}}",
    "spaces: {x: {length: ⟦type/mismatch|a length is an unsigned number, and this is a condition⟧true, at: 0}}",
    "spaces: {x: {length: 8, at: 0, when: ⟦type/mismatch|a condition is true or false, and this is a number⟧s.a}}",
    "spaces: {x: {length: 8, at: ⟦name/unknown|nothing here is named 'j'⟧j.a}}",
    "spaces: {x: {each: i in ⟦type/mismatch|a walk runs over regions and arrays⟧0 .. 3, length: 8, at: 0}}",
  ].map { small(fields, more: $0) }

  @Test("Spaces are checked", arguments: spaces)
  func spacesAreReported(_ marked: String) { expectMarked(marked) }

  static let regions: [String] = [
    "r: {of: s, at: 0, in: ⟦name/unknown|there is no space 'xx'⟧xx}",
    "r: {of: s, at: 0, ⟦space/mirrors|only an address of a space has mirrors⟧count: mirrors}",
    "r: {of: s, in: x, ⟦space/mirrors|mirrors are the places of one address, and this is a list⟧at: [0, 8], count: mirrors}",
    "r: {of: s, in: x, at: 0, count: ⟦name/unknown|'count' of a region cannot be 'all'⟧all}",
    "r: {of: s, in: ⟦order/forward|the region 'q', which says where the pieces of 'x' are, is declared later⟧x, at: 0}",
    "q2: {of: s, at: 64}",
  ].map {
    small(
      fields, image: $0 + "\nq: {of: s, at: 16, count: {is: 2, max: 2}}",
      more: "spaces: {x: {each: i in \($0.contains("order/forward") ? "q" : "p"), length: 8, at: i.a}}"
    ).replacing("s: {of: s, at: 0}", with: "s: {of: s, at: 0}\n  p: {of: s, at: 32, count: {is: 2, max: 2}}")
  }

  @Test("Regions in spaces are checked", arguments: regions)
  func regionsAreReported(_ marked: String) { expectMarked(marked) }

  static let own: [String] = [
    small(
      fields,
      image: "q: {of: s, at: 16, count: {is: 2, max: 2}, in: "
        + "⟦order/forward|the region 'q' says where the pieces of 'x' are, so it is not in it⟧x}",
      more: "spaces: {x: {each: i in q, length: 8, at: i.a}}")
  ]

  @Test("A region that says where pieces are is not in the space", arguments: own)
  func ownIsReported(_ marked: String) { expectMarked(marked) }
}
