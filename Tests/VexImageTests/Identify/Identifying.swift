import Synchronization
import VexBytes
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Identification with the shipped specification.
enum Identifying {
  static let identifier: ImageIdentifier = {
    do {
      let text = try ImageFile.contents(of: VexFS.path, limit: 1 << 20)
      return ImageIdentifier(
        library: FormatLibrary([.init(name: "vexfs", path: VexFS.path, text: text)], checksums: .builtIn))
    } catch { fatalError("\(VexFS.path): \(error)") }
  }()

  static func identify(_ bytes: [UInt8], isKnownZero: Bool? = nil) throws -> Identification {
    try identifier.identify(MemorySource(bytes), isKnownZero: isKnownZero)
  }
}

/// A source of any size that counts what is read; its bytes are computed.
final class CountingSource: ByteSource {
  let name = "<counting>"
  let size: UInt64
  private let fill: @Sendable (_ offset: UInt64, _ count: Int) -> [UInt8]
  private let counts = Mutex((reads: 0, bytes: 0))

  init(size: UInt64, fill: @escaping @Sendable (_ offset: UInt64, _ count: Int) -> [UInt8]) {
    self.size = size
    self.fill = fill
  }

  var reads: Int { counts.withLock { $0.reads } }
  var bytes: Int { counts.withLock { $0.bytes } }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = target.byteCount
    try requireInside(offset: offset, length: UInt64(count))
    counts.withLock { $0 = ($0.reads + 1, $0.bytes + count) }
    let run = fill(offset, count)
    _ = run.withBytes { target.copy(from: $0, to: 0) }
  }
}
