import Testing
import VexBytes

@testable import VexFuzz

/// A change of bytes changes what it says, and nothing beside it.
@Suite("Edits")
struct EditTests {
  private func applied(_ edit: Edit, to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    bytes.withMutableBytes { edit.apply(to: &$0) }
    return bytes
  }

  @Test("Adding goes round within the integer, in both directions", arguments: [1, 2, 4, 8])
  func addition(_ width: Int) {
    let mask = UInt64.max >> UInt64(64 - width * 8)
    for start: UInt64 in [0, 1, 0x53, mask - 1, mask] {
      for value: UInt64 in [1, mask, 0 &- 5, 137] {
        var bytes = [UInt8](repeating: 0xaa, count: width + 2)
        for index in 0..<width { bytes[index + 1] = UInt8(truncatingIfNeeded: start >> UInt64(index * 8)) }
        let edit = Edit(action: .add, offset: 1, count: width, mask: mask, value: value)
        let result = applied(edit, to: bytes)
        let sum = (0..<width).reduce(UInt64(0)) { $0 | UInt64(result[$1 + 1]) << UInt64($1 * 8) }
        #expect(sum == (start &+ value) & mask, "\(start) + \(value)")
        #expect(result.first == 0xaa && result.last == 0xaa)
      }
    }
  }

  @Test("Adding to some bits leaves the others alone")
  func bits() {
    for value: UInt64 in [1, 3, 15, 0 &- 1] {
      let edit = Edit(action: .add, offset: 0, count: 2, shift: 4, mask: 0xf, value: value)
      let result = applied(edit, to: [0xf5, 0x5a])
      #expect(result == [UInt8(truncatingIfNeeded: (15 &+ value) & 15) << 4 | 0x5, 0x5a], "\(value)")
    }
  }
}
