import VexBytes

/// Applies a plan to a target, and takes it back: the bytes from before are on the disk before the first one changes.
///
/// Works on any two storages, so that tests can stop it after every single write.
struct PlanRun {
  let target: any Storage
  /// What time it is, in seconds since 1970 UTC.
  let now: Int64
  /// Whether the file is told what was done: not of what was done to a copy.
  var notes = true
  /// Is told how far it is.
  var progress: ProgressHandler?

  /// Saves a plan, and what the target has where it writes, in an empty file.
  ///
  /// Throws `changed` when the target is not what the plan was made for. Nothing is written to the target.
  func record(_ plan: WritePlan, _ head: PlanFileHead, in file: any Storage) throws -> PlanFileReader {
    try plan.requireSound(target.name)
    try plan.requireBasis(target, progress)
    let writer = PlanFileWriter(file)
    try writer.put(plan, head)
    try writer.put(old: plan.touched.union(plan.cut), of: target, progress)
    try writer.finish()
    return try PlanFileReader(file, progress)
  }

  /// Writes what a plan says, stage after stage, each on the disk before the next one begins.
  ///
  /// Stages before `first` are taken for done.
  func write(_ plan: WritePlan, from first: Int = 0) throws(WriteError) {
    if try target.size() < plan.size {
      try target.resize(to: plan.size)
      // Or what is written behind the old end would give it a size of its own.
      try target.flush()
    }
    var progress = StageProgress("writing", of: plan.touchedCount, progress)
    for stage in plan.stages.dropFirst(first) {
      for write in stage.writes {
        defer { progress.advance(write.content.count) }
        switch write.content {
        case .bytes(let bytes): try target.write(bytes, at: write.offset)
        case .zeroes: try target.zero(write.range)
        case .discard: try target.discard(write.range)
        }
      }
      try target.flush()
    }
    if try target.size() > plan.size {
      try target.resize(to: plan.size)
      try target.flush()
    }
  }

  /// Applies the plan of a file with the bytes from before, and notes that in the file.
  ///
  /// What an interruption left is completed from where it stands, unless `isFresh`: earlier stages may say of the target what
  /// does not hold any more.
  func apply(_ file: PlanFileReader, isFresh: Bool = false) throws {
    note(.begun, file)
    let first = isFresh ? 0 : try lastBegun(file) ?? 0
    try mend(before: first, file)
    try write(file.plan, from: first)
    note(.applied, file)
  }

  /// Puts the bytes from before back, stage before stage, so that the target goes through the same states as it came, and
  /// notes that in the file.
  func restore(_ file: PlanFileReader) throws {
    note(.begun, file)
    try restoreCut(file)
    let repeated = file.plan.repeated
    var progress = StageProgress("putting back what was there", of: file.plan.touchedCount, progress)
    let begun = try lastBegun(file).map { $0 + 1 } ?? 0
    for (number, stage) in file.plan.stages.prefix(begun).enumerated().reversed() {
      for write in stage.writes.reversed() {
        let earlier = repeated.firstCommon(write.range) == nil ? [] : file.plan.stages[..<number].flatMap(\.writes)
        try restore(write.range.clamped(to: 0..<file.head.sizeBefore), file, earlier)
        progress.advance(write.content.count)
      }
      try target.flush()
    }
    try target.resize(to: file.head.sizeBefore)
    try target.flush()
    note(.undone, file)
  }

  /// Puts back what was cut off, before anything else changes.
  private func restoreCut(_ file: PlanFileReader) throws {
    guard file.head.size < file.head.sizeBefore else { return }
    try target.resize(to: file.head.sizeBefore)
    // Or what is written behind the present end would give it a size of its own.
    try target.flush()
    try restore(file.head.size..<file.head.sizeBefore, file, [])
    try target.flush()
  }

  /// Gives a range what it had when all of the earlier stages were done and nothing else.
  func restore(_ range: Range<UInt64>, _ file: PlanFileReader, _ earlier: [WritePlan.Write]) throws {
    if earlier.isEmpty, range.upperBound - range.lowerBound >= WritePlan.window, file.wasZero(range) {
      return try target.discard(range)
    }
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, start + WritePlan.window)
      var bytes = try file.old(start..<end)
      for write in earlier where write.range.overlaps(start..<end) {
        write.copy(to: &bytes, at: start)
      }
      do throws(WriteError) { try target.write(bytes, at: start) } catch {
        // Where writing fails, nothing may have been written either.
        guard try target.read(bytes.count, at: start) == bytes else { throw error }
      }
      start = end
    }
  }

  /// Notes what was done, if the file can be written: nothing but what is listed depends on it.
  private func note(_ state: PlanFileState, _ file: PlanFileReader) {
    if notes, file.state != state { try? file.note(state, at: now) }
  }
}

extension WritePlan.Write {
  /// Copies what it has in common with the bytes at a place of the target.
  func copy(to bytes: inout [UInt8], at start: UInt64) {
    let common = range.clamped(to: start..<start + UInt64(bytes.count))
    guard !common.isEmpty else { return }
    // Both are inside the array.
    let (from, to) = (Int(common.lowerBound - start), Int(common.upperBound - start))
    guard case .bytes(let content) = self.content else {
      for index in from..<to { bytes[index] = 0 }
      return
    }
    let first = Int(common.lowerBound - offset)
    bytes.replaceSubrange(from..<to, with: content[first..<first + to - from])
  }
}
