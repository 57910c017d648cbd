import VexBytes

/// Writes a plan as the guest reads it; `test_env/fastlab/pack.h` describes the bytes.
public struct PackWriter {
  private static let headerBytes = 512
  private static let groupBytes = 64
  private static let extentBytes = 24

  /// The pack, padded to whole sectors.
  ///
  /// Nil when an item has more patches, or a group more items, than the numbers of a pack can say.
  public static func bytes(_ plan: LabPlan) -> [UInt8]? {
    guard let groups = UInt32(exactly: plan.groups.count), let items = UInt32(exactly: plan.count) else { return nil }
    var pack = [UInt8]("VEXLAB1\n".utf8)
    put(items, &pack)
    put(groups, &pack)
    put(UInt64(headerBytes), &pack)
    put(plan.largest, &pack)
    pad(&pack, headerBytes)
    // Groups come first, what they point to behind.
    var tail: [UInt8] = []
    let tailPlace = headerBytes + plan.groups.count * groupBytes
    var first: UInt32 = 0
    // Bases that several groups share are there once.
    var places: [[UInt8]: Int] = [:]
    for group in plan.groups {
      let extents = group.base.pieces.filter { !$0.bytes.isEmpty }
      var table: [UInt8] = []
      for piece in extents {
        let place = places[piece.bytes] ?? tailPlace + tail.count
        if places.updateValue(place, forKey: piece.bytes) == nil { tail += piece.bytes }
        put(piece.offset, &table)
        put(UInt64(piece.bytes.count), &table)
        put(UInt64(place), &table)
      }
      guard let count = UInt32(exactly: group.items.count), let bytes = stream(group.items) else { return nil }
      put(group.device.rawValue, &pack)
      put(first, &pack)
      put(count, &pack)
      put(UInt32(extents.count), &pack)
      put(group.size, &pack)
      put(UInt64(tailPlace + tail.count), &pack)
      tail += table
      put(UInt64(tailPlace + tail.count), &pack)
      put(UInt64(bytes.count), &pack)
      tail += bytes
      pad(&pack, groupBytes)
      first += count
    }
    pack += tail
    pad(&pack, Int(LabGroup.sector))
    return pack
  }

  private static func stream(_ items: [LabItem]) -> [UInt8]? {
    var result: [UInt8] = []
    for item in items {
      var bytes: [UInt8] = []
      let name = [UInt8]((item.step ?? "").utf8)
      guard let patches = UInt16(exactly: item.patches.count), let length = UInt16(exactly: name.count) else {
        return nil
      }
      put(patches, &bytes)
      put(length, &bytes)
      bytes += name
      for patch in item.patches {
        guard let length = UInt32(exactly: patch.bytes.count) else { return nil }
        put(patch.offset, &bytes)
        put(length, &bytes)
        bytes += patch.bytes
      }
      guard let length = UInt32(exactly: bytes.count) else { return nil }
      put(length, &result)
      result += bytes
    }
    return result
  }

  private static func put(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    for byte in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (byte * 8))) }
  }

  private static func pad(_ bytes: inout [UInt8], _ unit: Int) {
    let rest = bytes.count % unit
    if rest > 0 { bytes += [UInt8](repeating: 0, count: unit - rest) }
  }
}
