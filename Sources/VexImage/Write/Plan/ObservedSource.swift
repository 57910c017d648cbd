import Synchronization
public import VexBytes

/// A source that remembers what was read of it, so that a plan can be tied to what it was made from.
public final class ObservedSource: ByteSource {
  private let base: any ByteSource
  private let seen = Mutex(IntegerSet())

  /// Makes a source of which nothing has been read.
  public init(_ base: any ByteSource) { self.base = base }

  /// How errors name the source.
  public var name: String { base.name }
  /// Number of bytes in the image.
  public var size: UInt64 { base.size }
  /// The places that were read.
  public var places: IntegerSet { seen.withLock { $0 } }

  /// Fills all of `target` with the bytes that begin at `offset`.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try base.read(at: offset, into: &target)
    let end = offset + UInt64(target.byteCount)
    seen.withLock { $0.insert(offset..<end) }
  }
}
