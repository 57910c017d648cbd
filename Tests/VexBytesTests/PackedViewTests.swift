import Testing
import VexBytes

@Suite struct PackedViewTests {
  /// Elements whose first byte is their length.
  private func elements(_ bytes: [UInt8], count: Int, sizes: ClosedRange<Int> = 1...4) -> [[UInt8]] {
    let size: @Sendable (StoredBytes) -> UInt64? = { stored in
      let length: UInt8 = stored.integer(at: 0, .little)
      return length == 9 ? nil : UInt64(length)
    }
    let view = StoredBytes(bytes).packed(at: 1, count: count, sizes, size) { stored in
      stored.run(at: 0, count: Int(stored.integer(at: 0, .little) as UInt8))
    }
    return view.map { $0 }
  }

  @Test func oneBehindTheOther() {
    #expect(elements([7, 1, 3, 0, 0, 2, 5, 1], count: 6) == [[1], [3, 0, 0], [2, 5]])
    #expect(elements([7, 1, 3, 0, 0, 2, 5, 1], count: 0).isEmpty)
  }

  @Test func endsBeforeWhatDoesNotFit() {
    #expect(elements([7, 1, 3, 0, 0], count: 3) == [[1]])
    #expect(elements([7, 1, 0, 1], count: 3) == [[1]])
    #expect(elements([7, 1, 5, 1, 1, 1, 1], count: 6) == [[1]])
    #expect(elements([7, 2, 0, 9, 0], count: 4) == [[2, 0]])
    #expect(elements([7, 2, 0, 1, 1], count: 4, sizes: 2...4) == [[2, 0]])
    #expect(elements([7], count: -1).isEmpty)
    #expect(elements([7], count: .max).isEmpty)
  }
}
