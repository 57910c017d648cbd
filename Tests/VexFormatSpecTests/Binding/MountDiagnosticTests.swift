import Testing

@testable import VexFormatSpec

/// What a specification may say of a mounted filesystem: what a mount reads, and the requests of ioctl.
@Suite("Diagnostics of mounts and ioctls")
struct MountDiagnosticTests {
  private static let fields = "a: {at: 0, type: u64}\nb: {at: 8, type: u64, unit: byte}"
  private static let image = """
    t: {of: s, at: s.b + index * 16, count: {is: s.a, max: 9}}
    u: {of: s, at: "t[index].b", count: {is: s.a, max: 9}}
    w: {of: s, each: "x in t", at: x.b}
    """

  @Test(
    "A mount reads single structures that a kernel can find",
    arguments: [
      "mount: {⟦key/unknown⟧polizy: rw}",
      "mount: {policy: ⟦name/unknown⟧no}",
      "mount: ⟦type/mismatch⟧[rw]",
      "mount: {reads: ⟦type/mismatch⟧s}",
      "mount: {reads: [s, ⟦type/mismatch⟧[t]]}",
      "mount: {reads: [s, \"⟦type/mismatch⟧t[s.a]\"]}",
      "mount: {reads: [s, ⟦type/mismatch⟧s.a]}",
      "mount: {reads: [s, ⟦name/unknown⟧v]}",
      "mount: {reads: [\"⟦order/forward⟧t[0]\"]}",
      "mount: {reads: [s, \"⟦local/required⟧u[1]\"]}",
    ])
  func mounts(_ more: String) { expectMarked(small(Self.fields, image: Self.image, more: more)) }

  @Test(
    "An ioctl exchanges one structure of one size under a code of its own",
    arguments: [
      "ioctls: ⟦type/mismatch⟧[s]",
      "ioctls: {i: ⟦type/mismatch⟧3}",
      "ioctls: {i: ⟦key/missing⟧{reads: s}}",
      "ioctls: {i: {code: ⟦type/width⟧0x10000, reads: s}}",
      "ioctls: {i: ⟦key/missing⟧{code: 1}}",
      "ioctls: {i: ⟦key/missing⟧{code: 1, reads: s, writes: s}}",
      "ioctls: {i: {code: 1, ⟦key/unknown⟧read: s, reads: s}}",
      "ioctls: {i: {code: 1, reads: ⟦name/unknown⟧r}}",
      "ioctls: {i: {code: 1, reads: s}, j: {⟦enum/duplicate-value⟧code: 1, writes: s}}",
      "ioctls: {i: {code: 1, reads: ⟦type/width⟧big}}",
      "ioctls: {⟦name/reserved⟧this: {code: 1, reads: s}}",
    ])
  func ioctls(_ more: String) {
    expectMarked(
      small(Self.fields, more: more).replacing(
        "structures:", with: "structures:\n  big: {size: 8192, fields: {x: {at: 0}}}"))
  }

  @Test("Without a list a mount reads the first structure alone")
  func defaults() throws {
    let format = try compiled(small(Self.fields, more: "mount: readonly"))
    #expect(format.mount.isReadOnly)
    #expect(format.mount.reads.map(\.region) == [0])
  }

  @Test("Elements are bound by region and number")
  func elements() throws {
    let format = try compiled(
      small(Self.fields, image: Self.image, more: "constants: {k: 2}\nmount: {reads: [s, \"t[k]\"]}"))
    #expect(!format.mount.isReadOnly)
    #expect(format.mount.reads.map(\.region) == [0, 1])
    #expect(format.mount.reads.map(\.index) == [0, 2])
    #expect(format.regions.map(\.isLocal) == [true, true, false, false])
  }
}
