import VexBytes
@testable import VexImage

/// Changes records of a plan file, or their order, and makes their numbers and checksums right.
enum PlanFileMutator {
  static func mutate(_ input: [UInt8], _ random: inout SeededGenerator, _ engine: EngineMutator) -> [UInt8]? {
    var records = records(of: input)
    guard !records.isEmpty else { return nil }
    let chosen = random.next(below: records.count)
    switch random.next(below: 10) {
    case 0: records.insert(records[chosen], at: random.next(below: records.count + 1))
    case 1: records.remove(at: chosen)
    case 2: records.swapAt(chosen, random.next(below: records.count))
    case 3: records[chosen].type = PlanRecord.Kind(rawValue: UInt8(1 + random.next(below: 8))) ?? .head
    case 4..<7:
      // Numbers are at the front of most: places, lengths and digests.
      let count = min(records[chosen].payload.count, 24)
      let front = engine.mutate(Array(records[chosen].payload.prefix(count)), longest: count)
      records[chosen].payload.replaceSubrange(..<min(count, front.count), with: front.prefix(count))
    default:
      let payload = records[chosen].payload
      records[chosen].payload = engine.mutate(payload, longest: payload.count + 64)
    }
    let isCounted = random.next(below: 8) != 0
    var bytes: [UInt8] = []
    for (number, record) in records.enumerated() {
      var record = record
      if isCounted, record.type == .end {
        var count = RecordBytes()
        count.put(UInt64(number))
        record.payload = count.bytes
      }
      bytes += record.stored(number: UInt64(number))
    }
    return bytes
  }

  /// The records that can be made out, sound or not.
  private static func records(of input: [UInt8]) -> [PlanRecord] {
    var records: [PlanRecord] = []
    var place = 0
    while place + PlanRecord.headerSize <= input.count,
      let header = PlanRecord.Header(Array(input[place..<place + PlanRecord.headerSize]))
    {
      let start = place + PlanRecord.headerSize
      guard header.storedCount <= input.count - start, header.plainCount <= 1 << 20 else { break }
      let stored = Array(input[start..<start + header.storedCount])
      guard let payload = header.isPacked ? Deflate.unpack(stored, count: header.plainCount) : stored else { break }
      records.append(PlanRecord(type: header.type, payload: payload))
      place = start + header.storedCount + PlanRecord.checksumSize
    }
    return records
  }
}
