import Synchronization

/// A source that reads another one through a few windows and keeps those that were used last.
///
/// Small structures that lie together then cost two reads: of the pages that are asked for first, and of the whole window when
/// somebody comes to it again. Memory stays within `windowSize * windowCount` bytes however large the image is. What is kept
/// may be old: if the image changes below, call `invalidate`.
public final class WindowedSource: ByteSource {
  /// The source below.
  public let base: any ByteSource
  /// Number of bytes in the image.
  public let size: UInt64
  /// Number of bytes in a window, which is the most that is read at once; windows begin at its multiples.
  public let windowSize: Int
  /// How many windows are kept at most.
  public let windowCount: Int
  private let windows: Mutex<[Window]>

  private struct Window {
    /// Which window of the image it is: its offset divided by the window size.
    var number: UInt64
    /// Where in it the bytes begin, which may be a part of it.
    var start: Int
    var bytes: [UInt8]

    /// Copies some of the window's bytes; false when not all of them are here.
    func copy(from first: Int, count: Int, into target: inout MutableRawSpan, at place: Int) -> Bool {
      guard first >= start, first - start + count <= bytes.count else { return false }
      return bytes.withBytes { target.copy(from: $0.extracting(first - start..<first - start + count), to: place) }
    }
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
    let found = windows.withLock { windows -> (isCopied: Bool, isThere: Bool) in
      guard Self.bringToFront(number, in: &windows) else { return (false, false) }
      return (windows[0].copy(from: start, count: count, into: &target, at: place), true)
    }
    if found.isCopied { return }
    let begin = number * UInt64(windowSize)
    let length = Int(min(UInt64(windowSize), size - begin))
    let read = found.isThere ? 0..<length : Self.pages(holding: start..<start + count, length)
    // The lock is not held while the disk works; two threads may then read the same window, which does no harm.
    var bytes = windows.withLock { windows -> [UInt8] in
      if found.isThere, Self.bringToFront(number, in: &windows) { return windows.removeFirst().bytes }
      return windows.count < windowCount ? [] : windows.removeLast().bytes
    }
    do throws(ImageError) {
      try base.read(at: begin + UInt64(read.lowerBound), into: &bytes, count: read.count)
    } catch {
      // A bad sector elsewhere in the window must not hide the bytes that were asked for.
      try base.read(at: begin + UInt64(start), into: &bytes, count: count)
      _ = Window(number: number, start: start, bytes: bytes).copy(from: start, count: count, into: &target, at: place)
      return
    }
    let window = Window(number: number, start: read.lowerBound, bytes: bytes)
    _ = window.copy(from: start, count: count, into: &target, at: place)
    windows.withLock { windows in
      if Self.bringToFront(number, in: &windows) { return }
      if windows.count >= windowCount { windows.removeLast() }
      windows.insert(window, at: 0)
    }
  }

  /// What is read of a window that is not kept yet: only the pages that are asked for.
  ///
  /// Structures that lie far apart then do not cost a window each, and who comes to a window again is likely to go through it.
  private static func pages(holding range: Range<Int>, _ length: Int) -> Range<Int> {
    let start = range.lowerBound / pageSize * pageSize
    let end = (range.upperBound + pageSize - 1) / pageSize * pageSize
    return start..<min(end, length)
  }

  /// A page of most machines, and a block of most filesystems.
  private static let pageSize = 4096

  /// Makes a window the first, so that the one used longest ago is the last; false when it is not there.
  private static func bringToFront(_ number: UInt64, in windows: inout [Window]) -> Bool {
    guard let index = windows.firstIndex(where: { $0.number == number }) else { return false }
    if index > 0 { windows.insert(windows.remove(at: index), at: 0) }
    return true
  }
}
