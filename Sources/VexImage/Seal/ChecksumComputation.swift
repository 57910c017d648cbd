import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// How a checksum is computed of an element's bytes, with everything else evaluated.
struct ChecksumComputation {
  var algorithm: any ChecksumAlgorithm
  var parameters: ChecksumParameters
  /// What is covered, fed in order.
  var pieces: [Piece] = []

  /// Something that is covered.
  enum Piece {
    /// Bytes of the element; those behind its end are zero.
    case element(Range<Int>)
    /// These bytes, whatever the element has.
    case bytes([UInt8])
  }

  /// The digest of an element.
  func digest(of element: RawSpan) -> Digest {
    if pieces.count == 1, case .element(let range) = pieces[0], range.upperBound <= element.byteCount {
      return algorithm.digest(of: element.extracting(range), parameters)
    }
    var covered: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .element(let range):
        let inside = range.clamped(to: 0..<element.byteCount)
        let start = covered.count
        covered += [UInt8](repeating: 0, count: range.count)
        covered.withMutableBytes { _ = $0.copy(from: element.extracting(inside), to: start) }
      case .bytes(let bytes): covered += bytes
      }
    }
    return covered.withBytes { algorithm.digest(of: $0, parameters) }
  }
}

/// Where an element keeps a digest; offsets count from the element's first byte.
enum DigestPlace {
  /// As a number, of which only the low bytes are kept.
  case integer(Int, IntegerType)
  /// As a number in several fields, the lowest part first.
  case joined([(offset: Int, type: IntegerType)])
  /// As bytes.
  case bytes(Int, count: Int)

  /// The bytes that store a digest.
  func parts(of digest: Digest) throws(NoValue) -> [(offset: Int, bytes: [UInt8])] {
    switch self {
    case .integer(let offset, let type):
      return [(offset, try FieldValue.encode(digest.low & type.mask, as: type))]
    case .bytes(let offset, let count):
      return [(offset, Array(digest.bytes.prefix(count)))]
    case .joined(let fields):
      var rest = digest.low
      var result: [(Int, [UInt8])] = []
      for (offset, type) in fields {
        result.append((offset, try FieldValue.encode(rest & type.mask, as: type)))
        rest = type.width >= 8 ? 0 : rest >> UInt64(type.width * 8)
      }
      return result
    }
  }
}
