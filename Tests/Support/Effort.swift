import Foundation

/// How much more than usual the environment asks of tests.
package enum Effort {
  /// Work that has no end is multiplied by this: `VEXFMT_FUZZ_EFFORT`, 1 unless it is set.
  package static let factor = number("VEXFMT_FUZZ_EFFORT") ?? 1

  /// So many random mutants of each format are shown to table, generated Swift and generated C on top of what is usual:
  /// `VEXFMT_AGREEMENT`, none unless it is set.
  package static let structures = number("VEXFMT_AGREEMENT") ?? 0
  /// But no more of large ones than have so many bytes together.
  package static let structureBytes: UInt64 = 16 << 30

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }
}
