import VexBytes
import VexPlugins

/// Bytes of a structure that may be one of a known format.
///
/// Reading outside of them gives zeroes.
struct ProbedStructure {
  let stored: StoredBytes
  let place: ProbePlace
  let reader: ProbeReader

  init(_ bytes: [UInt8], place: ProbePlace, reader: ProbeReader) {
    stored = StoredBytes(bytes)
    self.place = place
    self.reader = reader
  }

  /// Place in the image, in bytes.
  var offset: UInt64 { place.offset }
  /// Size of the image in bytes.
  var imageSize: UInt64 { reader.size }

  func byte(_ offset: Int) -> UInt8 { stored.integer(at: offset, .little) }
  func le16(_ offset: Int) -> UInt16 { stored.integer(at: offset, .little) }
  func le32(_ offset: Int) -> UInt32 { stored.integer(at: offset, .little) }
  func le64(_ offset: Int) -> UInt64 { stored.integer(at: offset, .little) }
  func be16(_ offset: Int) -> UInt16 { stored.integer(at: offset, .big) }
  func be32(_ offset: Int) -> UInt32 { stored.integer(at: offset, .big) }
  func be64(_ offset: Int) -> UInt64 { stored.integer(at: offset, .big) }

  /// Text of at most `count` bytes, up to its first NUL and without spaces at its end; nil when it is empty.
  func text(_ offset: Int, _ count: Int) -> String? {
    Self.trimmed(String(decoding: stored.run(at: offset, count: count).prefix { $0 != 0 }, as: UTF8.self))
  }

  /// The same of at most `units` UTF-16 units, lowest byte first.
  func utf16(_ offset: Int, _ units: Int) -> String? {
    let text = (0..<max(units, 0)).map { le16(offset &+ $0 &* 2) }.prefix { $0 != 0 }
    return Self.trimmed(String(decoding: text, as: UTF16.self))
  }

  private static func trimmed(_ text: String) -> String? {
    var scalars = text.unicodeScalars[...]
    while scalars.last == " " { scalars.removeLast() }
    return scalars.isEmpty ? nil : printable(String(scalars))
  }

  /// A UUID; nil when it is all zeroes.
  func uuid(_ offset: Int, mixedEndian: Bool = false) -> String? {
    UUIDValue(bytes: stored.run(at: offset, count: 16), mixedEndian: mixedEndian).flatMap {
      $0.bytes.isZero ? nil : $0.description
    }
  }

  /// A volume ID of FAT and exFAT, `1234-ABCD`; nil when it is zero.
  func volumeID(_ offset: Int) -> String? {
    let value = le32(offset)
    return value == 0 ? nil : "\(hexadecimal(UInt64(value >> 16), 4))-\(hexadecimal(UInt64(value & 0xffff), 4))"
  }

  /// Compares a digest of `range` with the one that is stored; bytes of `blank` count as zero.
  ///
  /// `stored` has the digest's bytes, lowest first.
  func checksum(
    _ algorithm: String, _ range: Range<Int>, blank: Range<Int>? = nil, initial: UInt64? = nil, xorOut: UInt64? = nil,
    is digest: [UInt8]
  ) -> Recognised.Checksum {
    guard let algorithm = reader.checksums.algorithm(named: algorithm) else { return .unverified }
    // What the image does not have has no digest.
    guard range.lowerBound >= 0, range.upperBound <= stored.bytes.count else { return .wrong }
    var copy = stored
    if let blank { copy.set(run: [], at: blank.lowerBound, count: blank.count) }
    let parameters = ChecksumParameters(initial: initial, xorOut: xorOut)
    let computed = copy.withSpan { algorithm.digest(of: $0.extracting(range), parameters) }
    return computed.bytes == digest ? .valid : .wrong
  }
}

/// `value` in upper case with at least `digits` digits, as volume IDs are written.
func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// Whether it is a power of two.
  var isPowerOfTwo: Bool { nonzeroBitCount == 1 }
}
