import VexPlugins

@testable import VexFormatSpec

/// A format with a released version, a draft, and bytes of every kind that may get a meaning.
enum ReleasedFormat {
  static let text = """
    format: t
    endian: little
    license: MIT
    versions: {by: s.version, draft: [2]}
    constants: {limit: 1000}
    enums: {kind: {type: u8, values: {a: 1, b: 2}}, open_kind: {type: u8, values: {c: 1}, open: true}}
    flags:
      soft: {type: u8, unknown: accept, bits: {w: 0}}
      hard: {type: u8, unknown: readonly, bits: {x: 0, y: 1}}
      firm: {type: u8, unknown: refuse, bits: {z: 0}}
    features: {compat: s.soft, ro_compat: s.hard, incompat: s.firm}
    structures:
      s:
        size: 40
        fields:
          magic:   {at: 0, type: "bytes[4]", magic: TEST}
          version: {at: 4, type: u32, in: [1, 2]}
          kind:    {at: 8, type: kind}
          soft:    {at: 9, type: soft}
          hard:    {at: 10, type: hard}
          firm:    {at: 11, type: firm}
          count:   {at: 12, type: u32, range: 1 .. 100}
          open:    {at: 16, type: open_kind}
          zeroed:  {at: 17, size: 7, unused: zero}
          kept:    {at: 24, size: 8, unused: preserve}
          spare:   {at: 32, size: 4, unused: ignore}
          draft1:  {at: 36, size: 4, versions: 1, unused: zero}
          draft2:  {at: 36, type: u32, versions: 2}
          start:   {value: 64 + version, unit: byte}
          half:    {value: count / 2}
        rules:
          sum: {valid: count + half < limit}
      row:
        size: 4
        fields:
          v: {at: 0, type: u16, none: 0}
          w: {at: 2, type: u16, when: v > 7}
    image:
      s: {of: s, at: 0}
      rows: {of: row, at: s.start + index * 4, count: {is: s.count, max: 100}, vacant: zero(this)}
      tails: {bytes: 4, each: r in rows, when: present(r.v), at: 1024 + r.v}

    """

  /// The text with one piece replaced; the piece is there once.
  static func edited(_ old: String, _ new: String) -> String {
    precondition(text.ranges(of: old).count == 1, "'\(old)' is not there once")
    return text.replacing(old, with: new)
  }

  static func compile(_ text: String, lock: String? = nil) throws(SpecificationError) -> Format {
    try SpecificationCompiler.compile(
      text: Array(text.utf8), path: "t.yaml", checksums: .builtIn, lock: lock.map { Array($0.utf8) })
  }

  /// The lock file of the text.
  static func lock() throws -> String { try compile(text).lockFile(previous: nil) }
}
