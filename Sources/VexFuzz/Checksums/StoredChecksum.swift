import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// A checksum of one structure instance with everything evaluated: what is fed, and where the result is kept.
///
/// It is made from the format's declaration alone and shares nothing with the lowering.
struct StoredChecksum {
  /// What may compute it; any of them verifies.
  var algorithms: [Parameterised] = []
  /// Whether writers store the digest of the first of them; of none when nothing is known of what they want.
  var isWritten = true
  /// Whether nothing is known of an algorithm that might verify it.
  var isUnknown = false
  var pieces: [Piece] = []
  /// Which bytes hold it: nil for the structure's own, else the number of a source.
  var source: Int?
  /// Where it begins there.
  var offset = 0
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

  /// An algorithm, and what it begins and ends with.
  struct Parameterised {
    var algorithm: any ChecksumAlgorithm
    var parameters: ChecksumParameters
  }

  /// What comes of comparing.
  enum Verdict {
    case holds, fails
    /// Nobody can tell.
    case unverified
  }

  /// The digest over a buffer that a writer stores.
  func digest(_ buffer: RawSpan) -> Digest? {
    isWritten ? algorithms.first.flatMap { digest(buffer, $0.algorithm, $0.parameters) } : nil
  }

  private func digest(
    _ buffer: RawSpan, _ algorithm: any ChecksumAlgorithm, _ parameters: ChecksumParameters
  ) -> Digest? {
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

  /// Whether what is stored is a digest that may be.
  func verdict(in buffer: RawSpan, _ sources: [CaseSource]) -> Verdict {
    var digests: [Digest] = []
    for each in algorithms {
      guard let digest = digest(buffer, each.algorithm, each.parameters) else { return .fails }
      digests.append(digest)
    }
    if digests.contains(where: { isStored($0, in: buffer, sources) }) { return .holds }
    return isUnknown ? .unverified : .fails
  }

  private func isStored(_ digest: Digest, in buffer: RawSpan, _ sources: [CaseSource]) -> Bool {
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
