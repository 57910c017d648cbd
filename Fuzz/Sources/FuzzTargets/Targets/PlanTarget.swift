@testable import VexImage

/// Plan files: what is read is written again, and reads as the same plan.
enum PlanTarget {
  static func run(_ input: [UInt8]) -> Bool {
    guard let reader = read(input) else { return true }
    guard !reader.head.hasOldBytes else { return true }
    let copy = FuzzStorage([], name: "copy")
    do {
      let writer = PlanFileWriter(copy)
      try writer.put(reader.plan, reader.head)
      try writer.finish()
    } catch { finding("a plan that was read is not written again: \(error)") }
    guard let again = read(copy.bytes) else { finding("a plan that was written again is not read") }
    guard again.plan == reader.plan, again.head == reader.head else {
      finding("a plan that was written again is another one")
    }
    return true
  }

  /// Reads a file; nil when it is refused, in words.
  static func read(_ input: [UInt8]) -> PlanFileReader? {
    do { return try PlanFileReader(FuzzStorage(input, name: "plan")) } catch let error as PlanFileError {
      if "\(error)".isEmpty { finding("a plan is refused without a reason") }
    } catch { finding("bytes in memory cannot be read: \(error)") }
    return nil
  }
}

/// Undo files: the target as it was is made of what the file says; the change is applied, and taken back.
enum UndoTarget {
  /// Larger targets are not made.
  static let largest: UInt64 = 1 << 20

  static func run(_ input: [UInt8]) -> Bool {
    guard let reader = PlanTarget.read(input) else { return true }
    let head = reader.head
    guard head.hasOldBytes, head.sizeBefore <= largest, head.size <= largest else { return true }
    do {
      var before: [UInt8] = []
      var start: UInt64 = 0
      while start < head.sizeBefore {
        let end = min(head.sizeBefore, start + WritePlan.window)
        before += try reader.old(start..<end)
        start = end
      }
      let target = FuzzStorage(before, name: "target")
      let run = PlanRun(target: target, now: 0, notes: false)
      guard try run.survey(reader).isBefore else { finding("an undo file does not know its own target") }
      try run.apply(reader, isFresh: true)
      let survey = try run.survey(reader)
      guard survey.isAfter, target.bytes.count == Int(head.size) else {
        finding("a change was applied, and is not there")
      }
      try run.restore(reader)
      guard target.bytes == before else { finding("what was taken back is not what was there before") }
    } catch { finding("a sound undo file cannot be used: \(error)") }
    return true
  }
}
