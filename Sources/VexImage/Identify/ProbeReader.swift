import Synchronization
import VexBytes
import VexPlugins

/// Reads the places at which formats are recognised, and no more of an image than a fixed amount.
final class ProbeReader: ByteSource {
  /// So many bytes are read of an image at most, however large it is, and whatever it says.
  static let byteLimit = 32 << 20
  /// So many reads are made at most.
  static let readLimit = 4096
  /// So many failures are kept.
  private static let failureLimit = 16

  /// The algorithms that structures are checked with.
  let checksums: ChecksumRegistry
  private let source: any ByteSource
  private let state = Mutex(State())

  /// What has been read so far.
  struct State {
    /// Number of bytes.
    var byteCount = 0
    /// Number of reads.
    var readCount = 0
    /// Whether every byte was zero.
    var isAllZero = true
    /// What could not be read.
    var failures: [ImageError] = []
  }

  init(_ source: any ByteSource, checksums: ChecksumRegistry) {
    self.source = source
    self.checksums = checksums
  }

  /// How errors name the image.
  var name: String { source.name }
  /// Size of the image in bytes.
  var size: UInt64 { source.size }
  /// What has been read so far.
  var account: State { state.withLock { $0 } }

  /// The bytes from `offset` on, `count` of them or fewer where the image ends.
  ///
  /// Nil when there are none, and when they cannot be read, which is noted.
  func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
    guard count > 0, offset < size else { return nil }
    let count = Int(min(UInt64(count), size - offset))
    let isAllowed = state.withLock { state in
      guard state.byteCount + count <= Self.byteLimit, state.readCount < Self.readLimit else { return false }
      state.byteCount += count
      state.readCount += 1
      return true
    }
    guard isAllowed else { return nil }
    var bytes: [UInt8] = []
    do throws(ImageError) {
      try source.read(at: offset, into: &bytes, count: count)
    } catch {
      state.withLock { state in
        if state.failures.count < Self.failureLimit, !state.failures.contains(error) { state.failures.append(error) }
      }
      return nil
    }
    state.withLock { $0.isAllZero = $0.isAllZero && bytes.isZero }
    return bytes
  }

  /// The same for what reads images as sources.
  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let length = target.byteCount
    try requireInside(offset: offset, length: UInt64(length))
    guard length > 0 else { return }
    guard let bytes = bytes(at: offset, count: length) else {
      throw ImageError(path: name, kind: .outside(offset: offset, length: UInt64(length), size: size))
    }
    _ = bytes.withBytes { target.copy(from: $0, to: 0) }
  }
}

extension [UInt8] {
  /// Whether all bytes are zero.
  var isZero: Bool {
    withBytes { span in
      var offset = 0
      while let word = span.load(UInt64.self, at: offset, .little) {
        if word != 0 { return false }
        offset += 8
      }
      while let byte = span.load(UInt8.self, at: offset, .little) {
        if byte != 0 { return false }
        offset += 1
      }
      return true
    }
  }
}
