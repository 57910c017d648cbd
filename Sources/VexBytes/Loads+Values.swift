// Integers as bytes, for those who take bytes: a digest is fed with runs only.

/// Runs `body` on the bytes of `value`, in `order`.
@inlinable
public func withBytes<T: FixedWidthInteger & BitwiseCopyable, R>(
  of value: T, _ order: ByteOrder, _ body: (RawSpan) -> R
) -> R {
  let stored: [1 of T] = [order == .little ? value.littleEndian : value.bigEndian]
  // An integer has no padding.
  return body(unsafe stored.span.bytes)
}

/// Runs `body` on `count` zero bytes; more than 32 are cut to 32.
@inlinable
public func withZeroes<R>(_ count: Int, _ body: (RawSpan) -> R) -> R {
  let stored: [4 of UInt64] = [0, 0, 0, 0]
  return body(unsafe stored.span.bytes.extracting(first: min(max(count, 0), 32)))
}
