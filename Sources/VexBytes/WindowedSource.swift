import Synchronization

/// A source that reads another one through a few windows and keeps those that were used last.
///
/// Small structures that lie together then cost one read, and memory stays within `windowSize * windowCount` bytes
/// however large the image is. What a window holds is not read again: if the image changes below, call `invalidate`.
public final class WindowedSource: ByteSource {
  /// The source below.
  public let base: any ByteSource
  /// Number of bytes in the image.
  public let size: UInt64
  /// Number of bytes in a window; windows begin at its multiples.
  public let windowSize: Int
  /// How many windows are kept at most.
  public let windowCount: Int
  private let windows: Mutex<[Window]>

  private struct Window {
    /// Which window of the image it is: its offset divided by the window size.
    var number: UInt64
    var bytes: [UInt8]
  }

  /// Makes a source over `base`.
  ///
  /// Both numbers are raised to at least 1.
  public init(_ base: any ByteSource, windowSize: Int = 64 << 10, windowCount: Int = 8) {
    self.base = base
    self.size = base.size
    self.windowSize = max(windowSize, 1)
    self.windowCount = max(windowCount, 1)
    self.windows = Mutex([])
  }

  /// How errors name the source.
  public var name: String { base.name }

  /// Fills all of `target` with the bytes that begin at `offset`.
  ///
  /// A read of more than a window passes through, since it would only push out what is worth keeping.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    if target.byteCount > windowSize { return try base.read(at: offset, into: &target) }
    var done = 0
    while done < target.byteCount {
      let place = offset + UInt64(done)
      let inWindow = Int(place % UInt64(windowSize))
      let count = min(target.byteCount - done, windowSize - inWindow)
      try copy(window: place / UInt64(windowSize), from: inWindow, count: count, into: &target, at: done)
      done += count
    }
  }

  /// Forgets what was read.
  public func invalidate() { windows.withLock { $0.removeAll() } }

  private func copy(
    window number: UInt64, from start: Int, count: Int, into target: inout MutableRawSpan, at place: Int
  ) throws(ImageError) {
    let cached = windows.withLock { windows -> Bool in
      guard Self.bringToFront(number, in: &windows) else { return false }
      return Self.copy(windows[0].bytes, from: start, count: count, into: &target, at: place)
    }
    if cached { return }
    // The lock is not held while the disk works; two threads may then read the same window, which does no harm.
    var bytes = windows.withLock { $0.count < windowCount ? [] : $0.removeLast().bytes }
    let begin = number * UInt64(windowSize)
    let length = Int(min(UInt64(windowSize), size - begin))
    do throws(ImageError) {
      try base.read(at: begin, into: &bytes, count: length)
    } catch {
      // A bad sector elsewhere in the window must not hide the bytes that were asked for.
      try base.read(at: begin + UInt64(start), into: &bytes, count: count)
      _ = Self.copy(bytes, from: 0, count: count, into: &target, at: place)
      return
    }
    _ = Self.copy(bytes, from: start, count: count, into: &target, at: place)
    windows.withLock { [bytes] windows in
      if Self.bringToFront(number, in: &windows) { return }
      if windows.count >= windowCount { windows.removeLast() }
      windows.insert(Window(number: number, bytes: bytes), at: 0)
    }
  }

  /// Makes a window the first, so that the one used longest ago is the last; false when it is not there.
  private static func bringToFront(_ number: UInt64, in windows: inout [Window]) -> Bool {
    guard let index = windows.firstIndex(where: { $0.number == number }) else { return false }
    if index > 0 { windows.insert(windows.remove(at: index), at: 0) }
    return true
  }

  private static func copy(
    _ bytes: [UInt8], from start: Int, count: Int, into target: inout MutableRawSpan, at place: Int
  ) -> Bool {
    guard start + count <= bytes.count else { return false }
    return bytes.withBytes { target.copy(from: $0.extracting(start..<start + count), to: place) }
  }
}
