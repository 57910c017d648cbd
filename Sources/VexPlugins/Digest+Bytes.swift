extension Digest {
  /// Makes the digest of an algorithm that is defined as a byte string; nil unless it has 1 to 32 bytes.
  public init?(bytes: [UInt8]) {
    guard (1...32).contains(bytes.count) else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in bytes.enumerated() { words[index >> 3] |= UInt64(byte) << UInt64((index & 7) * 8) }
    self.init(low: 0, width: bytes.count)
    self.words = InlineWords(words[0], words[1], words[2], words[3])
  }

  /// The digest as a byte string, byte 0 first.
  public var bytes: [UInt8] { (0..<max(width, 0)).map(byte) }
}

extension Digest: CustomStringConvertible {
  /// The bytes in hexadecimal, byte 0 first, so an integer shows as it lies on a little-endian disk.
  public var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
