import Glibc
import Synchronization

@testable import VexImage

/// What was done to the storages of one run, in order.
final class OperationLog: Sendable {
  /// A step that a power cut can come before or after.
  enum Operation {
    case write([UInt8], at: UInt64)
    case resize(UInt64)
    case flush
  }

  private let entries = Mutex<[(disk: Int, operation: Operation)]>([])

  var all: [(disk: Int, operation: Operation)] { entries.withLock { $0 } }
  func add(_ disk: Int, _ operation: Operation) { entries.withLock { $0.append((disk, operation)) } }
}

/// A disk in memory, which notes what is done to it, and can fail.
final class MemoryStorage: Storage {
  let name: String
  private let disk: Int
  private let log: OperationLog?
  /// From this write on, counted from 0, each fails with this error; reading goes on.
  private let failure: (after: Int, errno: Int32)?
  private let state: Mutex<(bytes: [UInt8], writes: Int)>

  init(
    _ bytes: [UInt8], name: String, disk: Int = 0, log: OperationLog? = nil, failure: (after: Int, errno: Int32)? = nil
  ) {
    (self.name, self.disk, self.log, self.failure) = (name, disk, log, failure)
    state = Mutex((bytes, 0))
  }

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var writes: Int { state.withLock { $0.writes } }

  func size() -> UInt64 { state.withLock { UInt64($0.bytes.count) } }

  func read(_ count: Int, at offset: UInt64) -> [UInt8] {
    state.withLock { state in
      guard offset < UInt64(state.bytes.count) else { return [] }
      let start = Int(offset)
      return Array(state.bytes[start..<min(start + count, state.bytes.count)])
    }
  }

  func nextData(from start: UInt64, to end: UInt64) -> Range<UInt64>? { start < end ? start..<end : nil }

  func write(_ new: [UInt8], at offset: UInt64) throws(WriteError) {
    try fail("writing at offset \(offset)")
    log?.add(disk, .write(new, at: offset))
    state.withLock { $0.bytes.put(new, at: Int(offset)) }
  }

  func discard(_ range: Range<UInt64>) throws(WriteError) { try zero(range) }

  func resize(to size: UInt64) throws(WriteError) {
    guard size != self.size() else { return }
    try fail("making it \(size) bytes long")
    log?.add(disk, .resize(size))
    state.withLock { $0.bytes.resize(Int(size)) }
  }

  func flush() throws(WriteError) { log?.add(disk, .flush) }

  private func fail(_ doing: String) throws(WriteError) {
    let count = state.withLock { state in
      state.writes += 1
      return state.writes
    }
    guard let failure, count > failure.after else { return }
    throw WriteError(path: name, kind: .io(errno: failure.errno, doing: doing))
  }
}

extension [UInt8] {
  mutating func resize(_ count: Int) {
    if count < self.count { removeLast(self.count - count) }
    if count > self.count { append(contentsOf: [UInt8](repeating: 0, count: count - self.count)) }
  }

  mutating func put(_ new: [UInt8], at start: Int) {
    if start + new.count > count { resize(start + new.count) }
    replaceSubrange(start..<start + new.count, with: new)
  }

  mutating func apply(_ operation: OperationLog.Operation) {
    switch operation {
    case .write(let new, let offset): put(new, at: Int(offset))
    case .resize(let size): resize(Int(size))
    case .flush: break
    }
  }
}
