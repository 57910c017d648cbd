import CZlib

/// Packs bytes as zlib's stream format (RFC 1950) does.
enum Deflate {
  /// The bytes packed, fast rather than small; nil when that would not be shorter.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
    var count = uLongf(packed.count)
    let result = unsafe packed.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(target.baseAddress, &count, source.baseAddress, uLong(source.count), 1)
      }
    }
    guard result == Z_OK, count < bytes.count else { return nil }
    packed.removeLast(packed.count - Int(count))
    return packed
  }

  /// The `count` bytes that were packed; nil when it is not exactly those.
  static func unpack(_ packed: [UInt8], count: Int) -> [UInt8]? {
    guard count > 0, !packed.isEmpty else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = uLongf(count)
    let result = unsafe bytes.withUnsafeMutableBufferPointer { target in
      unsafe packed.withUnsafeBufferPointer { source in
        unsafe uncompress(target.baseAddress, &done, source.baseAddress, uLong(source.count))
      }
    }
    return result == Z_OK && done == count ? bytes : nil
  }
}
