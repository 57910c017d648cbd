import Glibc
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// The shipped specification, and images made from it.
enum VexFS {
  static let path = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" } + "/spec/vexfs.yaml"

  /// Whether to make images that take long without optimisation: `VEXFMT_LARGE_TESTS=1`.
  static let runsLargeTests = unsafe getenv("VEXFMT_LARGE_TESTS") != nil

  static let program: Program = {
    do {
      let text = try ImageFile.contents(of: path, limit: 1 << 20)
      return Program(lowering: try SpecificationCompiler.compile(text: text, path: path, checksums: .builtIn))
    } catch { fatalError("\(path): \(error)") }
  }()

  static func plan(
    _ size: UInt64, version: UInt64? = nil, settings: [String: MakeOptions.Setting] = [:], seed: UInt64 = 1,
    time: Int64 = 1_700_000_000_123_456_789
  ) throws(MakeError) -> ImagePlan {
    let maker = try ImageMaker(program: program, checksums: .builtIn)
    return try maker.plan(
      MakeOptions(size: size, version: version, settings: settings, random: .seeded(seed), clock: .fixed(time)))
  }
}

extension ImagePlan {
  /// The image as bytes; only for small ones.
  var image: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(size))
    for write in writes {
      bytes.replaceSubrange(Int(write.offset)..<Int(write.offset) + write.bytes.count, with: write.bytes)
    }
    return bytes
  }

  /// The write at a place.
  func write(at offset: UInt64) -> Write? { writes.first { $0.offset == offset } }
}

extension [UInt8] {
  /// A little-endian number.
  func number(_ offset: Int, _ width: Int) -> UInt64 {
    self[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A text without NULs.
  func text(_ offset: Int, _ count: Int) -> String {
    String(decoding: self[offset..<offset + count].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// CRC-32C bit by bit, as a textbook has it; `seed` goes into the initial register.
  func crc32c(_ range: Range<Int>, seed: UInt64 = 0) -> UInt64 {
    var register = 0xffff_ffff ^ UInt32(truncatingIfNeeded: seed)
    for byte in self[range] {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0x82f6_3b78 : register >> 1 }
    }
    return UInt64(register ^ 0xffff_ffff)
  }
}
