import Synchronization

@testable import VexImage

/// A file or target in memory.
final class FuzzStorage: Storage {
  let name: String
  private let state: Mutex<[UInt8]>

  init(_ bytes: [UInt8], name: String) {
    self.name = name
    state = Mutex(bytes)
  }

  var bytes: [UInt8] { state.withLock { $0 } }

  func size() -> UInt64 { state.withLock { UInt64($0.count) } }

  func read(_ count: Int, at offset: UInt64) -> [UInt8] {
    state.withLock { bytes in
      guard count > 0, let start = Int(exactly: offset), start < bytes.count else { return [] }
      return Array(bytes[start..<start + min(count, bytes.count - start)])
    }
  }

  func nextData(from start: UInt64, to end: UInt64) -> Range<UInt64>? { start < end ? start..<end : nil }

  func write(_ new: [UInt8], at offset: UInt64) {
    state.withLock { bytes in
      guard let start = Int(exactly: offset), start <= 1 << 28 else { finding("a write at \(offset) of \(name)") }
      if bytes.count < start + new.count {
        bytes += [UInt8](repeating: 0, count: start + new.count - bytes.count)
      }
      bytes.replaceSubrange(start..<start + new.count, with: new)
    }
  }

  func discard(_ range: Range<UInt64>) throws(WriteError) { try zero(range) }

  func resize(to size: UInt64) {
    state.withLock { bytes in
      guard let count = Int(exactly: size), count <= 1 << 28 else { finding("\(name) is made \(size) bytes long") }
      if count < bytes.count { bytes.removeLast(bytes.count - count) }
      bytes += [UInt8](repeating: 0, count: count - bytes.count)
    }
  }

  func flush() {}
}
