import VexBytes

/// A plan file that was read to its end and is sound: every record's checksum is right.
///
/// The plan is held in memory, under a limit; the bytes from before are read again from the file when they are needed.
final class PlanFileReader {
  /// So many bytes of new content and of names are held at most.
  static let limit = 256 << 20

  /// So many writes at most may be to places that are written more than once: each is compared with each.
  static let repeatedLimit = 4096

  let file: any Storage
  let head: PlanFileHead
  let plan: WritePlan
  /// What was done last.
  private(set) var state: PlanFileState
  /// Where the next record goes, and which number it has.
  private(set) var end: UInt64
  private(set) var recordCount: UInt64
  /// Where the bytes from before are, ascending by their place in the target, without overlaps.
  private let old: [OldPlace]

  private struct OldPlace {
    var range: Range<UInt64>
    /// Where the record begins, and its number; nil for zeroes.
    var record: (place: UInt64, number: UInt64)?
  }

  /// So many ranges of bytes from before are kept in mind at most.
  static let rangeLimit = 1 << 22

  /// Reads a file; throws when it is none, is damaged, or is not whole.
  init(_ file: any Storage, _ progress: ProgressHandler? = nil) throws {
    var scan = PlanFileScan(file)
    guard let first = try scan.next(), first.type == .head, let head = PlanFileHead(first.payload) else {
      throw PlanFileError(path: file.name, kind: .foreign)
    }
    var plan = WritePlan(title: head.title, sizeBefore: head.sizeBefore, size: head.size, stages: [])
    plan.ground = head.ground
    var room = Self.limit
    var state = PlanFileState.begun
    var isWhole = false
    var next = scan.place
    var old: [OldPlace] = []
    var progress = StageProgress("reading the undo file", of: try file.size(), progress)
    while let record = try scan.next(tolerating: isWhole) {
      defer {
        progress.advance(scan.place - next)
        next = scan.place
      }
      switch record.type {
      case .mark where isWhole: state = try Self.mark(record, file.name, next)
      case .end where !isWhole:
        var reader = RecordReader(record.payload)
        guard reader.integer(UInt64.self) == record.number, reader.rest == 0 else {
          throw PlanFileError(path: file.name, kind: .damaged(offset: next))
        }
        isWhole = true
      case .old, .oldZeroes:
        guard !isWhole, head.hasOldBytes, let bytes = OldBytes(record),
          bytes.range.lowerBound >= old.last?.range.upperBound ?? 0, old.count < Self.rangeLimit
        else { throw PlanFileError(path: file.name, kind: .damaged(offset: next)) }
        old.append(OldPlace(range: bytes.range, record: bytes.bytes == nil ? nil : (next, record.number)))
      case .stage, .write, .basis:
        // A record takes some room even if it says little.
        room -= record.payload.count + 64
        guard room >= 0 else { throw PlanFileError(path: file.name, kind: .tooLarge) }
        guard !isWhole, plan.take(record) else { throw PlanFileError(path: file.name, kind: .damaged(offset: next)) }
      case .head, .mark, .end: throw PlanFileError(path: file.name, kind: .damaged(offset: next))
      }
    }
    guard isWhole else { throw PlanFileError(path: file.name, kind: .unfinished) }
    do throws(WriteError) { try plan.requireSound(file.name) } catch {
      throw PlanFileError(path: file.name, kind: .damaged(offset: 0))
    }
    let repeated = plan.repeated
    guard plan.writes.count(where: { repeated.firstCommon($0.range) != nil }) <= Self.repeatedLimit else {
      throw PlanFileError(path: file.name, kind: .tooLarge)
    }
    if head.hasOldBytes {
      // Everything that the plan changes can be put back.
      var saved = IntegerSet()
      for place in old { saved.insert(place.range) }
      let touched = plan.touched.union(plan.cut).runs.map { $0.clamped(to: 0..<head.sizeBefore) }
      guard touched.allSatisfy({ saved.gaps(in: $0).isEmpty }) else {
        throw PlanFileError(path: file.name, kind: .damaged(offset: 0))
      }
    }
    self.old = old
    (self.file, self.head, self.plan, self.state) = (file, head, plan, state)
    (end, recordCount) = (scan.place, scan.number)
  }

  private static func mark(_ record: PlanFileScan.Record, _ path: String, _ place: UInt64) throws -> PlanFileState {
    var reader = RecordReader(record.payload)
    guard let code = reader.integer(UInt8.self), let state = PlanFileState(rawValue: code),
      reader.integer(Int64.self) != nil, reader.rest == 0
    else { throw PlanFileError(path: path, kind: .damaged(offset: place)) }
    return state
  }

  /// Notes what was done, and brings that to the disk.
  func note(_ state: PlanFileState, at time: Int64) throws(WriteError) {
    (end, recordCount) = try PlanFileWriter(continuing: self).put(state, at: time)
    self.state = state
  }

  /// What was at a place before; zeroes where the target ended.
  ///
  /// `range` is at most a window long.
  func old(_ range: Range<UInt64>) throws -> [UInt8] {
    guard let count = Int(exactly: range.upperBound - range.lowerBound), count <= Int(WritePlan.window) else {
      throw PlanFileError(path: file.name, kind: .tooLarge)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    var next = firstOld(endingAfter: range.lowerBound)
    while next < old.count, old[next].range.lowerBound < range.upperBound {
      let place = old[next]
      next += 1
      guard let record = place.record else { continue }
      var scan = PlanFileScan(file, at: record.place, number: record.number)
      guard let found = try scan.next(), let saved = OldBytes(found), saved.range == place.range,
        let content = saved.bytes
      else { throw PlanFileError(path: file.name, kind: .damaged(offset: record.place)) }
      let common = range.clamped(to: place.range)
      let (from, to) = (
        Int(common.lowerBound - place.range.lowerBound), Int(common.upperBound - place.range.lowerBound)
      )
      let start = Int(common.lowerBound - range.lowerBound)
      bytes.replaceSubrange(start..<start + to - from, with: content[from..<to])
    }
    return bytes
  }

  /// Whether a place was nothing but zeroes before.
  func wasZero(_ range: Range<UInt64>) -> Bool {
    var next = firstOld(endingAfter: range.lowerBound)
    while next < old.count, old[next].range.lowerBound < range.upperBound {
      if old[next].record != nil { return false }
      next += 1
    }
    return true
  }

  private func firstOld(endingAfter place: UInt64) -> Int {
    old.partitioningIndex { $0.range.upperBound > place }
  }
}

/// What was at a place before.
struct OldBytes {
  var range: Range<UInt64>
  /// The bytes; nil for zeroes.
  var bytes: [UInt8]?

  init?(_ record: PlanFileScan.Record) {
    var reader = RecordReader(record.payload)
    guard let start = reader.integer(UInt64.self), start <= ByteSize.maximum else { return nil }
    if record.type == .old {
      let bytes = reader.remainder()
      guard !bytes.isEmpty, bytes.count <= Int(WritePlan.window) else { return nil }
      (range, self.bytes) = (start..<start + UInt64(bytes.count), bytes)
    } else {
      guard let end = reader.integer(UInt64.self), end > start, end <= ByteSize.maximum, reader.rest == 0 else {
        return nil
      }
      (range, bytes) = (start..<end, nil)
    }
  }
}
