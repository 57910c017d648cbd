public import VexBytes

/// An image of zeroes with a few pieces of other bytes, for images that are larger than what they hold.
public struct SparseSource: ByteSource {
  /// How errors name it.
  public let name: String
  /// Size of the image in bytes.
  public let size: UInt64
  /// What is not zero, unless a later piece lies over it.
  let pieces: [(offset: UInt64, bytes: [UInt8])]

  /// Makes an image; later pieces lie over earlier ones, and what is outside is left out.
  public init(size: UInt64, pieces: [(offset: UInt64, bytes: [UInt8])], name: String = "<sparse>") {
    self.size = size
    self.pieces = pieces
    self.name = name
  }

  /// Whether it was made of the same pieces.
  func holdsTheSame(as other: SparseSource) -> Bool {
    size == other.size && pieces.elementsEqual(other.pieces) { $0.offset == $1.offset && $0.bytes == $1.bytes }
  }

  /// Fills all of `target` with the bytes that begin at `offset`; throws `outside` when there are none.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = UInt64(target.byteCount)
    try requireInside(offset: offset, length: count)
    _ = target.fill(from: 0, to: target.byteCount, value: 0)
    for piece in pieces {
      guard let end = checkedAdd(piece.offset, UInt64(piece.bytes.count)) else { continue }
      let (low, high) = (max(offset, piece.offset), min(offset + count, end))
      guard low < high else { continue }
      // Both differences are inside the piece and the target.
      let (from, to) = (Int(low - piece.offset), Int(high - piece.offset))
      piece.bytes.withBytes { _ = target.copy(from: $0.extracting(from..<to), to: Int(low - offset)) }
    }
  }
}
