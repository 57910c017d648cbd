import Synchronization
import Testing
import VexBytes

/// Counts what is asked of it, and fails inside one range, as a disk with a bad sector does.
private final class CountingSource: ByteSource {
  let memory: MemorySource
  let bad: Range<UInt64>
  let reads = Mutex(0)
  let largest = Mutex(0)

  init(_ bytes: [UInt8], bad: Range<UInt64> = 0..<0) {
    memory = MemorySource(bytes)
    self.bad = bad
  }

  var name: String { memory.name }
  var size: UInt64 { memory.size }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = target.byteCount
    reads.withLock { $0 += 1 }
    largest.withLock { $0 = max($0, count) }
    if bad.overlaps(offset..<offset + UInt64(count)) {
      throw ImageError(path: name, kind: .io(errno: 5, offset: bad.lowerBound))
    }
    try memory.read(at: offset, into: &target)
  }

  var readCount: Int { reads.withLock { $0 } }
}

@Suite struct WindowedSourceTests {
  @Test func givesTheSameBytesAsTheSourceBelow() throws {
    var random = SeededGenerator(seed: 6)
    let bytes = random.bytes(1000)
    let source = WindowedSource(MemorySource(bytes), windowSize: 64, windowCount: 3)
    var buffer: [UInt8] = []
    for _ in 0..<5000 {
      let offset = Int.random(in: 0...1000, using: &random)
      let count = Int.random(in: 0...min(200, 1000 - offset), using: &random)
      try source.read(at: UInt64(offset), into: &buffer, count: count)
      #expect(buffer == Array(bytes[offset..<offset + count]))
    }
  }

  @Test func neighboursCostOneReadAndTheOldestWindowGoesFirst() throws {
    let below = CountingSource([UInt8](repeating: 9, count: 1024))
    let source = WindowedSource(below, windowSize: 64, windowCount: 2)
    var buffer: [UInt8] = []
    func reads(_ offset: UInt64) throws -> Int {
      let before = below.readCount
      try source.read(at: offset, into: &buffer, count: 4)
      return below.readCount - before
    }
    #expect(try reads(0) == 1)
    #expect(try reads(60) == 0)
    #expect(try reads(64) == 1)
    #expect(try reads(0) == 0)
    #expect(try reads(128) == 1)  // pushes out 64, used before 0
    #expect(try reads(0) == 0)
    #expect(try reads(64) == 1)
    source.invalidate()
    #expect(try reads(0) == 1)
    #expect(below.largest.withLock { $0 } == 64)
  }

  /// A page first, the whole window for who comes again.
  @Test func whatLiesFarApartCostsNoWholeWindow() throws {
    let size = 1 << 20
    var random = SeededGenerator(seed: 8)
    let bytes = random.bytes(size)
    let below = CountingSource(bytes)
    let source = WindowedSource(below, windowSize: 1 << 16, windowCount: 2)
    var buffer: [UInt8] = []
    for offset in stride(from: 5000, to: size, by: 1 << 16) {
      try source.read(at: UInt64(offset), into: &buffer, count: 100)
      #expect(buffer == Array(bytes[offset..<offset + 100]))
    }
    #expect(below.readCount == 16)
    #expect(below.largest.withLock { $0 } == 4096)
    for offset in stride(from: 0, to: 1 << 16, by: 100) {
      let count = min(100, size - offset)
      try source.read(at: UInt64(offset), into: &buffer, count: count)
      #expect(buffer == Array(bytes[offset..<offset + count]))
    }
    // The last bytes lie in the next window, too.
    #expect(below.readCount == 16 + 2 + 1)
    #expect(below.largest.withLock { $0 } == 1 << 16)
  }

  @Test func aBadSectorHidesOnlyItself() throws {
    var random = SeededGenerator(seed: 7)
    let bytes = random.bytes(256)
    let source = WindowedSource(CountingSource(bytes, bad: 100..<110), windowSize: 64, windowCount: 2)
    var buffer: [UInt8] = []
    try source.read(at: 70, into: &buffer, count: 20)
    #expect(buffer == Array(bytes[70..<90]))
    #expect(throws: ImageError(path: "<memory>", kind: .io(errno: 5, offset: 100))) {
      try source.read(at: 95, into: &buffer, count: 10)
    }
    try source.read(at: 110, into: &buffer, count: 18)
    #expect(buffer == Array(bytes[110..<128]))
  }

  @Test func readsIntoABufferWithCapacityKeepItsStorage() throws {
    let source = WindowedSource(MemorySource([UInt8](repeating: 1, count: 1 << 16)), windowSize: 1 << 12)
    var buffer: [UInt8] = []
    buffer.reserveCapacity(512)
    let storage = unsafe buffer.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    for offset in stride(from: UInt64(0), to: 1 << 16, by: 512) {
      try source.read(at: offset, into: &buffer, count: Int(512 - offset % 511))
    }
    #expect(unsafe buffer.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } == storage)
  }
}
