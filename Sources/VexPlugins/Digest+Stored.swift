public import VexBytes

extension Digest {
  /// Whether the bytes from `offset` on are this digest; false when they are not all inside.
  public func isStored(in bytes: RawSpan, at offset: Int) -> Bool {
    guard width >= 0, offset >= 0, offset <= bytes.byteCount - width else { return false }
    for index in 0..<width where bytes.load(UInt8.self, at: offset + index, .little) != byte(index) { return false }
    return true
  }
}

/// Bytes that a digest puts somewhere.
public struct DigestPatch: Equatable, Sendable {
  /// Where: 0 is the structure that is sealed, the rest are its sources in order.
  public var view: Int
  /// Offset in it, in bytes.
  public var offset: Int
  /// The bytes.
  public var bytes: [UInt8]

  /// Makes a patch of the lowest bytes of an integer.
  public init<T: FixedWidthInteger & BitwiseCopyable>(view: Int, offset: Int, _ value: T, _ order: ByteOrder) {
    self.view = view
    self.offset = offset
    var bytes = [UInt8](repeating: 0, count: MemoryLayout<T>.size)
    _ = bytes.withMutableBytes { $0.store(value, at: 0, order) }
    self.bytes = bytes
  }

  /// Makes a patch of all bytes of a digest.
  public init(view: Int, offset: Int, _ digest: Digest) {
    self.view = view
    self.offset = offset
    bytes = (0..<max(digest.width, 0)).map(digest.byte)
  }
}
