import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// A checksum of one structure instance with everything evaluated: what is fed, and where the result is kept.
///
/// It is made from the format's declaration alone and shares nothing with the lowering.
struct StoredChecksum {
  var algorithm: any ChecksumAlgorithm
  var parameters: ChecksumParameters
  var pieces: [Piece]
  /// Which bytes hold it: nil for the structure's own, else the number of a source.
  var source: Int?
  /// Where it begins there.
  var offset: Int
  /// The integer that holds it; nil for a byte string of the digest's length.
  var type: IntegerType?
  /// Further parts of a joined integer: where, and how each is stored.
  var parts: [(offset: Int, type: IntegerType)] = []

  /// Something that is fed.
  enum Piece {
    /// Bytes of the structure's buffer.
    case range(Range<Int>)
    /// These bytes.
    case bytes([UInt8])
  }

  /// The digest over a buffer.
  func digest(_ buffer: RawSpan) -> Digest? {
    if pieces.count == 1, case .range(let range) = pieces[0] {
      guard buffer.contains(from: range.lowerBound, to: range.upperBound) else { return nil }
      return algorithm.digest(of: buffer.extracting(range), parameters)
    }
    var state = algorithm.begin(parameters)
    for piece in pieces {
      switch piece {
      case .range(let range):
        guard buffer.contains(from: range.lowerBound, to: range.upperBound) else { return nil }
        state.update(buffer.extracting(range))
      case .bytes(let bytes): bytes.withBytes { state.update($0) }
      }
    }
    return state.finish()
  }

  /// Whether what is stored is the digest.
  func holds(in buffer: RawSpan, _ sources: [CaseSource]) -> Bool {
    guard let digest = digest(buffer) else { return false }
    guard let source else { return isStored(digest, in: buffer) }
    guard sources.indices.contains(source) else { return false }
    return sources[source].bytes.withBytes { isStored(digest, in: $0) }
  }

  private func isStored(_ digest: Digest, in bytes: RawSpan) -> Bool {
    if !parts.isEmpty {
      var shift: UInt64 = 0
      for part in parts {
        guard let value = bytes.integer(at: part.offset, width: part.type.width, part.type.order),
          value == digest.low >> shift & part.type.mask
        else { return false }
        shift += UInt64(part.type.width * 8)
      }
      return true
    }
    guard let type else { return digest.isStored(in: bytes, at: offset) }
    return bytes.integer(at: offset, width: type.width, type.order) == digest.low & type.mask
  }

  /// Stores a digest; nothing happens where there is no room.
  func store(_ digest: Digest, into bytes: inout MutableRawSpan) {
    if !parts.isEmpty {
      var shift: UInt64 = 0
      for part in parts {
        _ = bytes.storeInteger(
          digest.low >> shift & part.type.mask, at: part.offset, width: part.type.width, part.type.order)
        shift += UInt64(part.type.width * 8)
      }
    } else if let type {
      _ = bytes.storeInteger(digest.low & type.mask, at: offset, width: type.width, type.order)
    } else {
      for index in 0..<digest.width { _ = bytes.store(digest.byte(index), at: offset + index, .little) }
    }
  }
}
