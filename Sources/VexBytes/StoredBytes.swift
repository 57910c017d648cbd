/// Bytes of a structure, from `base` on: what the accessors of generated structures read and those of builders write.
///
/// Offsets count from `base`, in bytes. Reading outside gives zeroes and writing outside changes nothing, so that a wrong
/// offset can never reach other memory; generated code stays inside.
public struct StoredBytes: Sendable {
  /// All bytes, those before `base` included.
  public private(set) var bytes: [UInt8]
  /// Where the structure begins.
  public let base: Int

  /// Makes a structure of `bytes` from `base` on.
  @inlinable
  public init(_ bytes: [UInt8], base: Int = 0) {
    self.init(bytes: bytes, base: max(base, 0))
  }

  /// Makes a structure of `count` zero bytes.
  public init(zeroes count: Int) {
    self.init(bytes: [UInt8](repeating: 0, count: max(count, 0)), base: 0)
  }

  @usableFromInline
  init(bytes: [UInt8], base: Int) {
    self.bytes = bytes
    self.base = base
  }

  /// Number of bytes from `base` on.
  @inlinable
  public var count: Int { max(bytes.count &- base, 0) }

  /// The integer at `offset`.
  @inlinable
  public func integer<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, _ order: ByteOrder) -> T {
    bytes.withBytes { $0.load(T.self, at: base &+ offset, order) } ?? 0
  }

  /// Writes an integer at `offset`.
  public mutating func set<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at offset: Int, _ order: ByteOrder) {
    let place = base &+ offset
    _ = bytes.withMutableBytes { $0.store(value, at: place, order) }
  }

  /// The same bytes, seen from `offset` on.
  public func nested(at offset: Int) -> StoredBytes { StoredBytes(bytes: bytes, base: max(base &+ offset, 0)) }

  /// A copy of `count` bytes from `offset` on, shorter where the bytes end.
  public func run(at offset: Int, count: Int) -> [UInt8] {
    let start = base &+ offset
    guard start >= 0, count > 0, start < bytes.count else { return [] }
    return Array(bytes[start..<start + min(count, bytes.count - start)])
  }

  /// Replaces the `count` bytes from `offset` on by `run`; a short one is filled up with zeroes, a long one cut.
  public mutating func set(run: [UInt8], at offset: Int, count: Int) {
    let place = base &+ offset
    guard place >= 0, count >= 0 else { return }
    let room = min(count, max(bytes.count - place, 0))
    let taken = min(run.count, room)
    bytes.withMutableBytes { bytes in
      _ = run.withBytes { bytes.copy(from: $0.extracting(first: taken), to: place) }
      _ = bytes.fill(from: place + taken, to: place + room, value: 0)
    }
  }

  /// Makes the bytes exactly `count` long, counted from the very beginning; new ones are zero.
  public mutating func resize(to count: Int) {
    let count = max(count, 0)
    if count < bytes.count { bytes.removeLast(bytes.count - count) }
    if count > bytes.count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
  }
}

extension StoredBytes {
  /// Runs `body` on the bytes from `base` on, without a copy.
  @inlinable
  public func withSpan<R>(_ body: (RawSpan) -> R) -> R {
    bytes.withBytes { body($0.extracting(min(base, bytes.count)..<bytes.count)) }
  }
}
