public import VexBytes

/// An image as it will be once changes are made; nothing is written.
public struct UpdatedSource: ByteSource {
  private let base: any ByteSource
  /// Ascending by offset, without overlaps.
  private let changes: [UpdatePlan.Change]

  /// Makes a source of an image with changes, no two of which overlap.
  public init(_ base: any ByteSource, changes: [UpdatePlan.Change]) {
    self.base = base
    self.changes = changes.sorted { $0.offset < $1.offset }
  }

  /// How errors name the source.
  public var name: String { base.name }
  /// Number of bytes in the image.
  public var size: UInt64 { base.size }

  /// Fills all of `target` with the bytes that begin at `offset`; throws as the image before does.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = UInt64(target.byteCount)
    try base.read(at: offset, into: &target)
    var next = firstChange(endingAfter: offset)
    while next < changes.count, changes[next].offset < offset + count {
      let change = changes[next]
      let (low, high) = (max(offset, change.offset), min(offset + count, change.range.upperBound))
      // Both differences are inside the change and the target.
      let (from, to) = (Int(low - change.offset), Int(high - change.offset))
      change.new.withBytes { _ = target.copy(from: $0.extracting(from..<to), to: Int(low - offset)) }
      next += 1
    }
  }

  private func firstChange(endingAfter offset: UInt64) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = low + (high - low) / 2
      if changes[middle].range.upperBound > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
