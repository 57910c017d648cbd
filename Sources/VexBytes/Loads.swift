// The only file of the project that touches memory without the standard library's own bounds checks. What is not named
// `proven` checks first, with arithmetic that cannot overflow, and then does what `proven` does.

extension RawSpan {
  /// The integer that begins at `offset`, in bytes; nil when any of its bytes lies outside the span.
  ///
  /// Every `offset` is legal, also a negative one; alignment does not matter.
  @inlinable @inline(__always)
  public func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int, _ order: ByteOrder) -> T? {
    // `byteCount` is at least 0 and a size is small, so the difference cannot overflow; it may be negative.
    guard offset >= 0, offset <= byteCount &- MemoryLayout<T>.size else { return nil }
    return proven(type, at: offset, order)
  }

  /// The integer that begins at `offset`, which the caller has proven to lie inside the span with all its bytes.
  ///
  /// Debug builds assert the proof; release builds do not look. Only code that has compared the span's length with the
  /// end of a whole structure may call this.
  @inlinable @inline(__always)
  public func proven<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int, _ order: ByteOrder) -> T {
    assert(offset >= 0 && offset <= byteCount &- MemoryLayout<T>.size, "a load that was not proven")
    let raw = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
    return order == .little ? T(littleEndian: raw) : T(bigEndian: raw)
  }
}

extension MutableRawSpan {
  /// Writes an integer so that it begins at `offset`, in bytes.
  ///
  /// Answers false, and writes nothing, when any of its bytes would lie outside the span.
  @inlinable @inline(__always)
  public mutating func store<T: FixedWidthInteger & BitwiseCopyable>(
    _ value: T, at offset: Int, _ order: ByteOrder
  ) -> Bool {
    guard offset >= 0, offset <= byteCount &- MemoryLayout<T>.size else { return false }
    provenStore(value, at: offset, order)
    return true
  }

  /// Writes an integer at `offset`, which the caller has proven to lie inside the span with all its bytes.
  ///
  /// Debug builds assert the proof; release builds do not look.
  @inlinable @inline(__always)
  public mutating func provenStore<T: FixedWidthInteger & BitwiseCopyable>(
    _ value: T, at offset: Int, _ order: ByteOrder
  ) {
    assert(offset >= 0 && offset <= byteCount &- MemoryLayout<T>.size, "a store that was not proven")
    let raw = order == .little ? value.littleEndian : value.bigEndian
    unsafe storeBytes(of: raw, toUncheckedByteOffset: offset, as: T.self)
  }

  /// Copies all of `source` to `offset`, in bytes; false, and nothing is written, when it does not fit there.
  @inlinable
  public mutating func copy(from source: RawSpan, to offset: Int) -> Bool {
    guard offset >= 0, offset <= byteCount &- source.byteCount else { return false }
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: bytes)
      }
    }
    return true
  }

  /// Sets the bytes from `start` up to `end` to `value`; false, and nothing is written, when the range is not inside.
  @inlinable
  public mutating func fill(from start: Int, to end: Int, value: UInt8) -> Bool {
    guard start >= 0, start <= end, end <= byteCount else { return false }
    unsafe withUnsafeMutableBytes { target in
      for index in start..<end { unsafe target[index] = value }
    }
    return true
  }
}

extension [UInt8] {
  /// Runs `body` on the bytes of the array, without a copy.
  @inlinable @inline(__always)
  public func withBytes<R: ~Copyable, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    // `Span.bytes` is marked unsafe because an element may have padding; a byte has none.
    try body(unsafe span.bytes)
  }

  /// Runs `body` on the bytes of the array, to be changed in place.
  @inlinable @inline(__always)
  public mutating func withMutableBytes<R: ~Copyable, E: Error>(
    _ body: (inout MutableRawSpan) throws(E) -> R
  ) throws(E) -> R {
    var elements = mutableSpan
    var bytes = unsafe elements.mutableBytes
    return try body(&bytes)
  }
}
