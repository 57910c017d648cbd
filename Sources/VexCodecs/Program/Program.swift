public import VexFormatSpec

/// What checking a format's structures takes, as numbered steps that back ends print or run.
///
/// Order of trust, guards against what is absent, and tests for overflow are settled here. A back end decides nothing: it turns
/// each step into one or two lines of its language, or executes it.
public struct Program: Sendable {
  /// The format it was lowered from, for names, layout and texts.
  public var format: Format
  /// Registered names of the checksum algorithms in use; steps name them by position (slot).
  public var algorithms: [String]
  /// One check for each structure that a region holds, in the order of `Format.checks`.
  public var checks: [CheckProgram]
  /// How elements are found, for the regions that a kernel finds with what it has at hand; in the order of `Format.regions`.
  public var places: [PlaceProgram] = []

  /// The check of structure `id`, if a region holds that structure.
  public func check(of id: StructureID) -> CheckProgram? { checks.first { $0.structure == id } }
}

/// The steps that check one structure and everything nested in it.
///
/// Registers hold unsigned 64-bit integers; booleans are 0 and 1, signed integers two's complement. A register is written
/// before it is read on every path. Views are runs of bytes: view 0 is the buffer under test, views `1 ... sources.count` are the
/// sources in their order, later ones are made by `Step.view`.
public struct CheckProgram: Sendable {
  /// The structure.
  public var structure: StructureID
  /// Its name, `superblock`.
  public var name: String
  /// Other structures whose bytes it reads, already verified by whoever calls.
  public var sources: [Source]
  /// Integers and byte strings that the caller supplies, in the order of the structure's `given`.
  public var parameters: [Parameter]
  /// Number of registers.
  public var registerCount: Int
  /// Number of views, the buffer and the sources included.
  public var viewCount: Int
  /// Bytes of the buffer that are looked at at most: those of an instance, and what checksums cover behind them.
  public var maximumSize: Int
  /// The steps.
  public var body: [Step]
}

/// A structure, other than the one under test, whose bytes a check reads.
public struct Source: Sendable {
  /// Where it comes from.
  public var origin: Origin
  /// Its structure.
  public var structure: StructureID
  /// A name for generated code (`superblock`, `record`).
  public var name: String
  /// The check reads no byte at or beyond this; a shorter source fails the structure's `bytes` rule.
  public var length: Int

  /// Where a source comes from.
  public enum Origin: Sendable, Hashable {
    /// The one thing of a region.
    case region(RegionID)
    /// Given by the holder, by position in the structure's `given`.
    case given(Int)
  }
}

/// A value that the caller of a check supplies.
public struct Parameter: Sendable {
  /// Position in the structure's `given`.
  public var given: Int
  /// Its name.
  public var name: String
}
