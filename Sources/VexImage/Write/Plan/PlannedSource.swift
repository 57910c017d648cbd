public import VexBytes

/// A target as it will be once writes are done; nothing is written.
public struct PlannedSource: ByteSource {
  private let base: any ByteSource
  /// Number of bytes in the target after.
  public let size: UInt64
  /// Ascending by offset, without overlaps.
  private let writes: [WritePlan.Write]

  /// Makes a source of a target of `size` bytes with writes, no two of which overlap.
  public init(_ base: any ByteSource, size: UInt64, writes: [WritePlan.Write]) {
    self.base = base
    self.size = size
    self.writes = writes.sorted { $0.offset < $1.offset }
  }

  /// Makes a source of a target with all writes of a plan, of which later ones hide earlier ones.
  public static func after(_ plan: WritePlan, _ base: any ByteSource) -> any ByteSource {
    plan.stages.reduce(base) { PlannedSource($0, size: plan.size, writes: $1.writes) }
  }

  /// How errors name the source.
  public var name: String { base.name }

  /// Fills all of `target` with the bytes that begin at `offset`; throws as the target before does.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = UInt64(target.byteCount)
    try requireInside(offset: offset, length: count)
    try readBase(at: offset, into: &target)
    var next = writes.partitioningIndex(where: { $0.range.upperBound > offset })
    while next < writes.count, writes[next].offset < offset + count {
      let write = writes[next]
      let (low, high) = (max(offset, write.offset), min(offset + count, write.range.upperBound))
      next += 1
      guard low < high else { continue }
      // Both differences are inside the target.
      let (from, to) = (Int(low - offset), Int(high - offset))
      switch write.content {
      case .bytes(let bytes):
        // And these inside the write.
        bytes.withBytes {
          _ = target.copy(from: $0.extracting(Int(low - write.offset)..<Int(high - write.offset)), to: from)
        }
      case .zeroes, .discard: _ = target.fill(from: from, to: to, value: 0)
      }
    }
  }

  /// What was there before, and zeroes behind its end.
  private func readBase(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = target.byteCount
    guard offset < base.size else {
      _ = target.fill(from: 0, to: count, value: 0)
      return
    }
    let there = Int(min(UInt64(count), base.size - offset))
    if there == count { return try base.read(at: offset, into: &target) }
    var bytes: [UInt8] = []
    try base.read(at: offset, into: &bytes, count: there)
    bytes.withBytes { _ = target.copy(from: $0, to: 0) }
    _ = target.fill(from: there, to: count, value: 0)
  }
}
