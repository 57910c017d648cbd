import VexBytes
import VexPlugins

/// The fingerprint of an image: a digest of its size, of its first and last 64 KiB, of 256 blocks of 4 KiB from all over
/// it, and of everything that was recognised on it.
///
/// Which blocks, the size alone says, so that a copy has the same one, whatever its holes. An image of up to 1 MiB is
/// covered entirely.
struct Fingerprint {
  /// The first and last bytes that are covered.
  static let edge = 64 << 10
  /// Size of a block, and so many of them are sampled.
  static let blockSize: UInt64 = 4096
  static let blockCount: UInt64 = 256

  private var state: (any ChecksumState)?

  /// Begins with the ends of an image and the blocks.
  init(_ reader: ProbeReader) {
    let algorithm = reader.checksums.algorithm(named: "xxh64") ?? reader.checksums.algorithm(named: "crc32c")
    state = algorithm?.begin(ChecksumParameters())
    let (edge, size) = (UInt64(Self.edge), reader.size)
    state?.update(size, .little)
    add(0, edge, reader)
    add(size - min(edge, size), edge, reader)
    for offset in Self.blocks(of: size) { add(offset, Self.blockSize, reader) }
  }

  /// Adds something that was recognised.
  mutating func add(_ finding: Recognised, _ reader: ProbeReader) { add(finding.offset, finding.length, reader) }

  private mutating func add(_ offset: UInt64, _ length: UInt64, _ reader: ProbeReader) {
    state?.update(offset, .little)
    let bytes = reader.bytes(at: offset, count: Int(min(length, UInt64(Self.edge)))) ?? []
    bytes.withBytes { state?.update($0) }
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state?.finish().low ?? 0, radix: 16)
    return String(repeating: "0", count: max(16 - digits.utf8.count, 0)) + digits
  }

  /// Whether every byte of an image of that size is covered.
  static func coversAll(of size: UInt64) -> Bool { size <= blockCount * blockSize }

  /// Where the blocks begin, ascending: one in each of equal parts of the image, each elsewhere in its part, since what
  /// lies at regular distances is often the same.
  static func blocks(of size: UInt64) -> [UInt64] {
    let all = size / blockSize + (size % blockSize == 0 ? 0 : 1)
    guard all > blockCount else { return (0..<all).map { $0 * blockSize } }
    return (0..<blockCount).map { part in
      let start = share(part, of: all)
      let length = share(part + 1, of: all) - start
      // Multiples of the golden ratio lie evenly in the unit interval.
      let (inPart, _) = length.multipliedFullWidth(by: part &* 0x9E37_79B9_7F4A_7C15)
      return (start + inPart) * blockSize
    }
  }

  /// Where a part of all blocks begins.
  private static func share(_ part: UInt64, of all: UInt64) -> UInt64 {
    all / blockCount * part + all % blockCount * part / blockCount
  }
}
