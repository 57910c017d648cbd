/// The number of an ioctl(2) request, as Linux composes it of a direction, a size, a type and a number.
///
/// Source: `include/uapi/asm-generic/ioctl.h`; PowerPC has a layout of its own.
public struct IoctlRequest: Sendable, Hashable {
  /// Who writes the structure that is exchanged, seen from the program.
  public struct Direction: OptionSet, Sendable, Hashable {
    /// The bits, as all layouts but some machines' have them.
    public let rawValue: UInt
    /// Makes a direction of bits.
    public init(rawValue: UInt) { self.rawValue = rawValue }
    /// The program writes, the kernel reads.
    public static let write = Direction(rawValue: 1)
    /// The kernel writes, the program reads.
    public static let read = Direction(rawValue: 2)
  }

  /// Who writes.
  public let direction: Direction
  /// The type, which a driver has for itself.
  public let type: UInt8
  /// The number among those of the type.
  public let number: UInt8
  /// Bytes of the structure, at most 8191.
  public let size: UInt16

  /// Makes a request.
  public init(direction: Direction, type: UInt8, number: UInt8, size: UInt16) {
    self.direction = direction
    self.type = type
    self.number = number
    self.size = size
  }

  /// The second argument of ioctl(2).
  public var rawValue: UInt {
    let low = UInt(type) << 8 | UInt(number) | UInt(size) << 16
    #if arch(powerpc) || arch(powerpc64) || arch(powerpc64le)
      // Three bits of direction from bit 29 on: 1 none, 2 read, 4 write.
      let bits: UInt = (direction.contains(.read) ? 2 : 0) | (direction.contains(.write) ? 4 : 0)
      return (bits == 0 ? 1 : bits) << 29 | low
    #else
      return direction.rawValue << 30 | low
    #endif
  }
}
