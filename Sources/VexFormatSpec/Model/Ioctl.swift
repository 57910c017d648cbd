/// A request that programs make of a mounted filesystem, through ioctl(2).
public struct Ioctl: Sendable {
  /// The name.
  public var name: String
  /// The type, bits 8 to 15 of the request: a number that no other driver should use.
  public var type: UInt8
  /// The number among the requests of the type.
  public var number: UInt8
  /// Whether the program gives the structure to the kernel, gets it, or both.
  public var direction: Direction
  /// What is exchanged, in the byte order that its fields declare.
  public var structure: StructureID
  /// What it is for.
  public var doc: String?

  /// Who writes what is exchanged.
  public enum Direction: Sendable {
    /// The kernel.
    case reads
    /// The program.
    case writes
    /// The program, and then the kernel.
    case exchanges
  }
}
