/// The order in which an integer's bytes lie on disk.
public enum ByteOrder: UInt8, Sendable {
  /// The lowest byte comes first.
  case little
  /// The highest byte comes first.
  case big
}
