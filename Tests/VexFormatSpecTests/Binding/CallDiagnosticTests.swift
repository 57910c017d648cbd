import Testing

/// What can be wrong with calls and aggregates.
@Suite("Diagnostics of calls")
struct CallDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64}"

  /// A specification with a condition of its field `a`, and a field `b` of the type given.
  private static func condition(
    _ condition: String, b: String = "u64", image: String = "", more: String = "", structures: String = ""
  ) -> String {
    small(
      "a: {at: 0, type: u64, valid: \"\(condition)\"}\nb: {at: 8, type: \(b)}", image: image, more: more,
      structures: structures)
  }

  static let calls: [String] = [
    condition("count(x in 0 .. 3: ⟦expr/syntax|count takes no value of the elements⟧x) == 3"),
    condition("⟦expr/syntax|sum needs a value of each element⟧sum(x in 0 .. 3) == 3"),
    condition("disjoint(x in 0 .. 3: ⟦type/mismatch|disjoint expects a range of each element⟧x)"),
    condition("all(i in ⟦array/no-cap|a range that something runs over needs an end⟧0 ..: i < a)"),
    condition("all(i in ⟦type/mismatch|an array, a region or a range is expected here⟧3: i < a)"),
    condition("all(i in ⟦type/mismatch|an array, a region or a range is expected here, and this is a number⟧b: i < a)"),
    condition(
      "all(i in ⟦type/mismatch|the region 'w' is bytes without a structure⟧w: true)", image: "w: {at: 16, bytes: 8}"),
    condition("any(i in b⟦type/mismatch|only arrays and tables have elements⟧[0]: true)"),
    condition("refs(⟦type/mismatch|refs takes a field of all elements of a region: REGION.FIELD⟧a, b[0]) == 1"),
    condition("count(owned(⟦unit/unknown|owned takes the name of a unit⟧5)) == 1"),
    condition("count(⟦type/mismatch|count takes a set, and this is a number⟧a) == 1"),
    condition("unknown(⟦type/mismatch|'unknown' asks a flags word, and this is a number⟧a) == 0"),
    condition("⟦name/unknown|there is no function 'nothing'⟧nothing(a) == 0"),
    condition("zero(⟦type/mismatch|zero asks a field, an array or a structure, not a computed value⟧a + 1)"),
    condition("size(⟦type/mismatch|size asks a structure, a field or the image⟧3) == 1"),
    condition("size(⟦name/unknown|nothing here is named 'z'⟧z) == 1"),
    condition(
      "size(⟦type/mismatch|the size of t varies; ask an instance of it⟧t) == 1",
      structures:
        "  t: {size: {is: k, min: 8, max: 16}, fields: {k: {at: 0, type: u64}, l: {at: 8, type: u64, when: k > 8}}}"),
    condition("offset(⟦type/mismatch|offset asks a field of this structure⟧3) == 1"),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {value: a + 1}\nw: {value: offset(⟦type/mismatch|offset asks a stored field⟧v)}"
    ),
    small(
      "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nv: {value: a + 1}\nw: {value: size(⟦type/mismatch|this has no size of its own⟧v)}"
    ),
    condition(
      "all(i in ⟦type/mismatch|an array is expected here, and this is a number⟧r.x: i == 1)",
      image: "r: {of: t, at: index * 16, count: {is: 3, max: 3}}",
      structures: "  t: {size: 16, fields: {x: {at: 0, type: u64}, y: {at: 8, type: u64}}}"),
    small(
      fields, image: "r: {of: t, at: index * 16, count: {is: 3, max: 3}}",
      more: "rules: {q: {valid: \"count(set(⟦type/mismatch|set takes a bit array, and this is a number⟧r.x)) == 1\"}}",
      structures: "  t: {size: 16, fields: {x: {at: 0, type: u64}, y: {at: 8, type: u64}}}"),
    condition("le32(⟦type/mismatch|'le32' reads from a stored byte string⟧a, 0) == 1"),
    condition("le32(b, ⟦type/mismatch|the place in the byte string is a constant⟧a) == 1", b: "'bytes[8]'"),
    condition("le32(b, ⟦layout/outside|le32 at 6 reads past the 8 bytes⟧6) == 1", b: "'bytes[8]'"),
  ]

  @Test("Arguments are what a function asks for", arguments: calls)
  func callsAreReported(_ marked: String) { expectMarked(marked) }
}
