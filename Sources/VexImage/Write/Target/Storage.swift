import VexBytes

/// Bytes that can be changed in place: a target, or an undo file.
///
/// What was written is on the disk, and survives a power cut, only after `flush`.
public protocol Storage: AnyObject, Sendable {
  /// How errors name it: the path.
  var name: String { get }
  /// How many bytes there are.
  func size() throws(WriteError) -> UInt64
  /// The `count` bytes at a place; fewer where it ends.
  func read(_ count: Int, at offset: UInt64) throws(WriteError) -> [UInt8]
  /// The first run at or behind `start` that may hold something other than zeroes; nil when there is none before `end`.
  func nextData(from start: UInt64, to end: UInt64) throws(WriteError) -> Range<UInt64>?
  /// Replaces the bytes at a place; behind the end, it grows.
  func write(_ bytes: [UInt8], at offset: UInt64) throws(WriteError)
  /// Makes a range zero and, where that can be, lets it take no room.
  func discard(_ range: Range<UInt64>) throws(WriteError)
  /// Gives it another size; what is new is zero.
  func resize(to size: UInt64) throws(WriteError)
  /// Brings everything to the disk.
  func flush() throws(WriteError)
}

extension Storage {
  /// The place of the first byte that is not zero; nil when there is none from `start` on.
  ///
  /// Holes are not read, so that a sparse file of a tebibyte takes no time.
  func firstData(from start: UInt64 = 0, progress: ProgressHandler? = nil) throws(WriteError) -> UInt64? {
    let size = try size()
    var place = start
    var progress = StageProgress("looking for data", of: size - min(start, size), progress)
    while let data = try nextData(from: place, to: size) {
      progress.advance(data.lowerBound - place)
      place = data.lowerBound
      while place < data.upperBound {
        let bytes = try read(Int(min(data.upperBound - place, WritePlan.window)), at: place)
        guard !bytes.isEmpty else { throw WriteError(path: name, kind: .changed) }
        if bytes.withBytes({ $0.isZero(from: 0, to: bytes.count) }) != true {
          return place + UInt64(bytes.firstIndex { $0 != 0 } ?? 0)
        }
        place += UInt64(bytes.count)
        progress.advance(UInt64(bytes.count))
      }
    }
    return nil
  }

  /// Writes zeroes.
  func zero(_ range: Range<UInt64>) throws(WriteError) {
    var start = range.lowerBound
    while start < range.upperBound {
      let count = min(range.upperBound - start, WritePlan.window)
      try write([UInt8](repeating: 0, count: Int(count)), at: start)
      start += count
    }
  }
}
