public import VexBytes

extension ChecksumState {
  /// Feeds `count` zero bytes, at most 32, which stand for a stored digest.
  public mutating func update(zeroes count: Int) { withZeroes(count) { update($0) } }

  /// Feeds an integer, encoded.
  public mutating func update<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, _ order: ByteOrder) {
    withBytes(of: value, order) { update($0) }
  }
}
