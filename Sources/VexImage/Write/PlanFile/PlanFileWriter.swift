import Glibc
import VexBytes

/// Writes plans, and bytes from before, into a file that is only ever added to.
final class PlanFileWriter {
  private let file: any Storage
  private var place: UInt64 = 0
  private var number: UInt64 = 0

  /// Begins a file, which is empty.
  init(_ file: any Storage) { self.file = file }

  /// Goes on behind the records of a file.
  init(continuing reader: PlanFileReader) {
    (file, place, number) = (reader.file, reader.end, reader.recordCount)
  }

  /// Writes a plan.
  func put(_ plan: WritePlan, _ head: PlanFileHead) throws(WriteError) {
    try put(.head, head.payload)
    for part in plan.basis {
      var bytes = RecordBytes()
      bytes.put(part.range.lowerBound)
      bytes.put(part.range.upperBound)
      bytes.put(part.digest)
      try put(.basis, bytes.bytes)
    }
    for stage in plan.stages {
      var bytes = RecordBytes()
      bytes.put(UInt8(WritePlan.Role.allCases.firstIndex(of: stage.role) ?? 0))
      bytes.put(stage.name)
      try put(.stage, bytes.bytes)
      for write in stage.writes { try put(write) }
    }
  }

  private func put(_ write: WritePlan.Write) throws(WriteError) {
    var bytes = RecordBytes()
    bytes.put(write.offset)
    bytes.put(write.content.count)
    bytes.put(write.content.code)
    bytes.put(write.name)
    if case .bytes(let content) = write.content { bytes.bytes += content }
    try put(.write, bytes.bytes)
  }

  /// Saves what is at the places of a target that a plan touches.
  func put(old places: IntegerSet, of target: any Storage, _ progress: ProgressHandler? = nil) throws(WriteError) {
    let size = try target.size()
    let total = places.runs.reduce(0) { $0 + $1.length(below: size) }
    var progress = StageProgress("saving what is there", of: total, progress)
    for run in places.runs {
      var place = run.lowerBound
      let end = min(run.upperBound, size)
      while place < end {
        guard let data = try target.nextData(from: place, to: end) else {
          try putZeroes(place..<end)
          progress.advance(end - place)
          break
        }
        if data.lowerBound > place { try putZeroes(place..<data.lowerBound) }
        progress.advance(max(place, data.lowerBound) - place)
        place = max(place, data.lowerBound)
        while place < min(data.upperBound, end) {
          let next = min(place + WritePlan.window, data.upperBound, end)
          try putOld(try target.read(Int(next - place), at: place), place..<next, target)
          progress.advance(next - place)
          place = next
        }
      }
    }
    try putPendingZeroes()
  }

  private var zeroes: Range<UInt64>?

  private func putZeroes(_ range: Range<UInt64>) throws(WriteError) {
    if let pending = zeroes, pending.upperBound == range.lowerBound {
      zeroes = pending.lowerBound..<range.upperBound
      return
    }
    try putPendingZeroes()
    zeroes = range
  }

  private func putPendingZeroes() throws(WriteError) {
    guard let range = zeroes else { return }
    zeroes = nil
    var bytes = RecordBytes()
    bytes.put(range.lowerBound)
    bytes.put(range.upperBound)
    try put(.oldZeroes, bytes.bytes)
  }

  private func putOld(_ old: [UInt8], _ range: Range<UInt64>, _ target: any Storage) throws(WriteError) {
    guard UInt64(old.count) == range.upperBound - range.lowerBound else {
      throw WriteError(path: target.name, kind: .changed)
    }
    guard old.withBytes({ $0.isZero(from: 0, to: old.count) }) != true else { return try putZeroes(range) }
    try putPendingZeroes()
    var bytes = RecordBytes()
    bytes.put(range.lowerBound)
    bytes.bytes += old
    try put(.old, bytes.bytes)
  }

  /// Ends the part that must be whole, and brings the file to the disk.
  func finish() throws(WriteError) {
    var bytes = RecordBytes()
    bytes.put(number)
    try put(.end, bytes.bytes)
    try file.flush()
  }

  /// Notes what was done with the plan, and brings that to the disk; where the next record goes, and its number.
  func put(_ state: PlanFileState, at time: Int64) throws(WriteError) -> (UInt64, UInt64) {
    var bytes = RecordBytes()
    bytes.put(state.rawValue)
    bytes.put(time)
    try put(.mark, bytes.bytes)
    try file.flush()
    return (place, number)
  }

  private func put(_ kind: PlanRecord.Kind, _ payload: [UInt8]) throws(WriteError) {
    guard payload.count <= PlanRecord.limit else {
      throw WriteError(path: file.name, kind: .io(errno: EFBIG, doing: "writing a record of \(payload.count) bytes"))
    }
    let bytes = PlanRecord(type: kind, payload: payload).stored(number: number)
    try file.write(bytes, at: place)
    place += UInt64(bytes.count)
    number += 1
  }
}

extension Range<UInt64> {
  /// How much of it is below a limit.
  fileprivate func length(below limit: UInt64) -> UInt64 { Swift.min(upperBound, limit) - Swift.min(lowerBound, limit) }
}

extension WritePlan.Content {
  /// The number of its kind in a plan file.
  var code: UInt8 {
    switch self {
    case .bytes: 0
    case .zeroes: 1
    case .discard: 2
    }
  }
}
