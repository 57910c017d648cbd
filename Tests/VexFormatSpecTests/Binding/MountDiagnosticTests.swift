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

  static let mounts: [String] = [
    "mount: {⟦key/unknown|mount has no key 'polizy'⟧polizy: rw}",
    "mount: {policy: ⟦name/unknown|'policy' of mount cannot be 'no'⟧no}",
    "mount: ⟦type/mismatch|'mount' of a specification is a list, not a scalar⟧[rw]",
    "mount: {reads: ⟦type/mismatch|'reads' lists elements of regions⟧s}",
    "mount: {reads: [s, ⟦type/mismatch|a mount reads single structures: a region of one thing, or an element⟧[t]]}",
    "mount: {reads: [s, \"⟦type/mismatch|a mount reads single structures: a region of one thing, or an element⟧t[s.a]\"]}",
    "mount: {reads: [s, ⟦type/mismatch|a mount reads single structures: a region of one thing, or an element⟧s.a]}",
    "mount: {reads: [s, ⟦name/unknown|nothing here is named 'v'⟧v]}",
    "mount: {reads: [\"⟦order/forward|a mount begins with 's', which says what the image is⟧t[0]\"]}",
    "mount: {reads: [s, \"⟦local/required|finding elements of 'u' needs more than a kernel has at hand⟧u[1]\"]}",
  ].map { small(fields, image: image, more: $0) }

  @Test("A mount reads single structures that a kernel can find", arguments: mounts)
  func mountsAreReported(_ marked: String) { expectMarked(marked) }

  static let ioctls: [String] = [
    "ioctls: ⟦type/mismatch|'ioctls' of a specification is a list, not a mapping⟧[s]",
    "ioctls: {i: ⟦type/mismatch|an ioctl is a mapping, not a scalar⟧3}",
    "ioctls: {i: ⟦key/missing|an ioctl needs the key 'code'⟧{reads: s}}",
    "ioctls: {i: {code: ⟦type/width|0x10000 is too large; at most 65535 is possible⟧0x10000, reads: s}}",
    "ioctls: {i: ⟦key/missing|an ioctl says which structure goes which way⟧{code: 1}}",
    "ioctls: {i: ⟦key/missing|an ioctl says which structure goes which way⟧{code: 1, reads: s, writes: s}}",
    "ioctls: {i: {code: 1, ⟦key/unknown|an ioctl has no key 'read'⟧read: s, reads: s}}",
    "ioctls: {i: {code: 1, reads: ⟦name/unknown|there is no structure 'r'⟧r}}",
    "ioctls: {i: {code: 1, reads: s}, j: {⟦enum/duplicate-value|another ioctl has the code 1⟧code: 1, writes: s}}",
    "ioctls: {i: {code: 1, reads: ⟦type/width|an ioctl exchanges a structure of one size below 8 KiB⟧big}}",
    "ioctls: {⟦name/reserved|'this' has a meaning in expressions and cannot name an ioctl⟧this: {code: 1, reads: s}}",
  ].map { small(fields, more: $0, structures: "  big: {size: 8192, fields: {x: {at: 0}}}") }

  @Test("An ioctl exchanges one structure of one size under a code of its own", arguments: ioctls)
  func ioctlsAreReported(_ marked: String) { expectMarked(marked) }

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
