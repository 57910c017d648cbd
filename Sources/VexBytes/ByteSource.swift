/// Where the bytes of an image come from.
///
/// Reads are positional and carry no state, so one source serves every thread.
public protocol ByteSource: Sendable {
  /// How errors name the source: the path of a file, or a word in angle brackets.
  var name: String { get }
  /// Number of bytes in the image. It does not change; a source that finds that it did throws `shrunk`.
  var size: UInt64 { get }

  /// Fills all of `target` with the bytes that begin at `offset`.
  ///
  /// Throws `outside` when the image has no such bytes, and never fills a part in silence.
  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError)
}

extension ByteSource {
  /// Makes `buffer` exactly the `count` bytes that begin at `offset`.
  ///
  /// Nothing is allocated when the buffer has the capacity, and nothing is before the range is known to be inside.
  /// After an error the contents of the buffer mean nothing.
  public func read(at offset: UInt64, into buffer: inout [UInt8], count: Int) throws(ImageError) {
    let length = UInt64(max(count, 0))
    try requireInside(offset: offset, length: length)
    if buffer.count > count {
      buffer.removeLast(buffer.count - Int(length))
    } else if buffer.count < count {
      // Unoptimised, appending repeated elements one by one takes seconds for an image of some 100 MB.
      buffer.reserveCapacity(count)
      buffer.append(contentsOf: [UInt8](repeating: 0, count: count - buffer.count))
    }
    try buffer.withMutableBytes { (target: inout MutableRawSpan) throws(ImageError) in
      try read(at: offset, into: &target)
    }
  }

  /// Throws `outside` unless the image has `length` bytes at `offset`; every value is legal.
  @inlinable
  public func requireInside(offset: UInt64, length: UInt64) throws(ImageError) {
    guard length <= size, offset <= size &- length else {
      throw ImageError(path: name, kind: .outside(offset: offset, length: length, size: size))
    }
  }
}

/// An image in memory.
public struct MemorySource: ByteSource {
  /// How errors name the source.
  public let name: String
  /// The image.
  public let bytes: [UInt8]

  /// Makes a source of `bytes`.
  public init(_ bytes: [UInt8], name: String = "<memory>") {
    self.bytes = bytes
    self.name = name
  }

  /// Number of bytes in the image.
  public var size: UInt64 { UInt64(bytes.count) }

  /// Fills all of `target` with the bytes that begin at `offset`; throws `outside` when there are none.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let length = target.byteCount
    try requireInside(offset: offset, length: UInt64(length))
    let start = Int(truncatingIfNeeded: offset)
    // Inside is proven, so the copy always fits.
    _ = bytes.withBytes { target.copy(from: $0.extracting(start..<start + length), to: 0) }
  }
}
