import Foundation
import Synchronization
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Identification with all specifications of `spec/`.
enum Identifying {
  static let library: FormatLibrary = {
    let folder = URL(filePath: VexFS.path).deletingLastPathComponent()
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
      let specifications = try names.sorted().map { name -> FormatLibrary.Specification in
        let path = folder.appending(path: name).path
        let text = try ImageFile.contents(of: path, limit: 1 << 20)
        let format = try SpecificationCompiler.compile(text: text, path: path, checksums: .builtIn)
        return .init(name: format.name, path: path, text: text, signature: FormatSignature(format))
      }
      return FormatLibrary(specifications, checksums: .builtIn)
    } catch { fatalError("\(folder.path): \(error)") }
  }()

  static let identifier = ImageIdentifier(library: library)

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
