import Testing
import VexBytes

@Suite struct LoadsTests {
  /// Offsets at which no integer of two bytes or more begins inside `count` bytes.
  static func outside(_ count: Int, width: Int) -> [Int] {
    [-1, -width, Int.min, Int.min + 1, Int.max, Int.max - width + 1, count - width + 1, count, count + 1]
  }

  /// The integer by its definition, byte by byte.
  static func naive(_ bytes: [UInt8], at offset: Int, width: Int, _ order: ByteOrder) -> UInt64 {
    var run = Array(bytes[offset..<offset + width])
    if order == .little { run.reverse() }
    return run.reduce(0) { $0 << 8 | UInt64($1) }
  }

  func check<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) {
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(37)
    let width = MemoryLayout<T>.size
    bytes.withBytes { span in
      for order in [ByteOrder.little, .big] {
        for offset in 0...bytes.count - width {
          let expected = T(truncatingIfNeeded: Self.naive(bytes, at: offset, width: width, order))
          #expect(span.load(type, at: offset, order) == expected)
          #expect(span.proven(type, at: offset, order) == expected)
        }
        for offset in Self.outside(bytes.count, width: width) {
          #expect(span.load(type, at: offset, order) == nil, "offset \(offset)")
        }
      }
    }
  }

  @Test func loadsOfEveryTypeAtEveryOffset() {
    check(UInt8.self)
    check(UInt16.self)
    check(UInt32.self)
    check(UInt64.self)
    check(Int8.self)
    check(Int16.self)
    check(Int32.self)
    check(Int64.self)
  }

  @Test func nothingIsLoadedFromAnEmptyOrShorterSpan() {
    [UInt8]().withBytes { #expect($0.load(UInt8.self, at: 0, .little) == nil) }
    [1, 2, 3].withBytes { (span: RawSpan) in
      #expect(span.load(UInt32.self, at: 0, .little) == nil)
      #expect(span.load(UInt32.self, at: -1, .little) == nil)
      #expect(span.integer(at: 0, width: 4, .little) == nil)
    }
  }

  @Test(arguments: 1...8) func integersOfEveryWidth(width: Int) {
    var random = SeededGenerator(seed: 2)
    let bytes = random.bytes(29)
    bytes.withBytes { span in
      for order in [ByteOrder.little, .big] {
        for offset in 0...bytes.count - width {
          let expected = Self.naive(bytes, at: offset, width: width, order)
          #expect(span.integer(at: offset, width: width, order) == expected)
          #expect(span.provenInteger(at: offset, width: width, order) == expected)
        }
        for offset in Self.outside(bytes.count, width: width) {
          #expect(span.integer(at: offset, width: width, order) == nil, "offset \(offset)")
        }
      }
    }
  }

  @Test(arguments: [0, -1, 9, 64, Int.min, Int.max]) func widthsThatNoIntegerHas(width: Int) {
    var bytes = [UInt8](repeating: 7, count: 128)
    #expect(bytes.withBytes { $0.integer(at: 0, width: width, .little) } == nil)
    #expect(bytes.withMutableBytes { $0.storeInteger(1, at: 0, width: width, .little) } == false)
    #expect(bytes.allSatisfy { $0 == 7 })
  }

  @Test func aStoreChangesItsOwnBytesAndNoOthers() {
    let value: UInt32 = 0x0102_0304
    for offset in 0...8 {
      var bytes = [UInt8](repeating: 0xee, count: 12)
      #expect(bytes.withMutableBytes { $0.store(value, at: offset, .big) })
      var expected = [UInt8](repeating: 0xee, count: 12)
      expected.replaceSubrange(offset..<offset + 4, with: [1, 2, 3, 4])
      #expect(bytes == expected)
      #expect(bytes.withMutableBytes { $0.store(value, at: offset, .little) })
      expected.replaceSubrange(offset..<offset + 4, with: [4, 3, 2, 1])
      #expect(bytes == expected)
    }
  }

  @Test func aStoreOutsideChangesNothing() {
    var bytes = [UInt8](repeating: 0xee, count: 12)
    for offset in Self.outside(12, width: 4) {
      #expect(bytes.withMutableBytes { $0.store(UInt32(0), at: offset, .little) } == false)
      #expect(bytes.withMutableBytes { $0.storeInteger(0, at: offset, width: 4, .little) } == false)
    }
    #expect(bytes.allSatisfy { $0 == 0xee })
  }

  @Test(arguments: 1...8) func storedIntegersAreReadBack(width: Int) {
    let largest = width == 8 ? UInt64.max : (1 << UInt64(width * 8)) - 1
    for value in [0, 1, largest, largest - 1, 0x0102_0304_0506_0708 & largest] {
      for order in [ByteOrder.little, .big] {
        var bytes = [UInt8](repeating: 0xee, count: 12)
        #expect(bytes.withMutableBytes { $0.storeInteger(value, at: 2, width: width, order) })
        #expect(Self.naive(bytes, at: 2, width: width, order) == value)
        #expect(bytes[..<2] == [0xee, 0xee] && bytes[(2 + width)...].allSatisfy { $0 == 0xee })
      }
    }
    if width < 8 {
      var bytes = [UInt8](repeating: 0xee, count: 12)
      #expect(bytes.withMutableBytes { $0.storeInteger(largest + 1, at: 0, width: width, .little) } == false)
      #expect(bytes.allSatisfy { $0 == 0xee })
    }
  }

  @Test func copiesAndFillsStayInside() {
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect([1, 2, 3].withBytes { source in bytes.withMutableBytes { $0.copy(from: source, to: 5) } })
    #expect(bytes == [0, 0, 0, 0, 0, 1, 2, 3])
    #expect([].withBytes { source in bytes.withMutableBytes { $0.copy(from: source, to: 8) } })
    for place in [-1, 6, 8, Int.max, Int.min] {
      #expect([9, 9, 9].withBytes { source in bytes.withMutableBytes { $0.copy(from: source, to: place) } } == false)
    }
    let longer = [UInt8](repeating: 9, count: 9)
    #expect(longer.withBytes { source in bytes.withMutableBytes { $0.copy(from: source, to: 0) } } == false)
    #expect(bytes == [0, 0, 0, 0, 0, 1, 2, 3])

    #expect(bytes.withMutableBytes { $0.fill(from: 1, to: 3, value: 0xff) })
    #expect(bytes == [0, 0xff, 0xff, 0, 0, 1, 2, 3])
    for (from, to) in [(-1, 2), (3, 2), (0, 9), (Int.min, Int.max), (9, 9)] {
      #expect(bytes.withMutableBytes { $0.fill(from: from, to: to, value: 7) } == false)
    }
    #expect(bytes == [0, 0xff, 0xff, 0, 0, 1, 2, 3])
  }
}
