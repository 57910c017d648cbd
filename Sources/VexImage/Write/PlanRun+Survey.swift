import VexBytes

extension WritePlan.Write {
  /// Whether it makes anything but zeroes.
  fileprivate var hasBytes: Bool {
    if case .bytes = content { return true }
    return false
  }
}

/// How far a target is between what a plan found and what it makes.
struct PlanSurvey: Equatable {
  /// Whether all that the plan touches is as it was before.
  var isBefore = true
  /// Whether it is as the plan makes it.
  var isAfter = true
  /// The first byte that was found to be neither, nor what a stage on the way leaves: somebody else wrote it.
  var foreign: UInt64?
}

extension PlanRun {
  /// Compares the target with both sides of a plan.
  ///
  /// An interruption can tear a write anywhere, so each byte is looked at by itself. Throws `otherSize` when the target
  /// has neither size.
  func survey(_ file: PlanFileReader) throws -> PlanSurvey {
    let head = file.head
    let size = try target.size()
    guard size == head.sizeBefore || size == head.size else {
      throw PlanFileError(
        path: file.file.name,
        kind: .otherSize(target: target.name, found: size, before: head.sizeBefore, after: head.size))
    }
    var survey = PlanSurvey(isBefore: size == head.sizeBefore, isAfter: size == head.size, foreign: nil)
    let repeated = file.plan.repeated
    var several: [WritePlan.Write] = []
    var places = IntegerSet()
    var progress = StageProgress("comparing with what was there", of: file.plan.touchedCount, progress)
    for write in file.plan.writes {
      defer { progress.advance(write.content.count) }
      if repeated.firstCommon(write.range) == nil {
        try look(write.range, [write], size, file, &survey)
      } else {
        several.append(write)
        places.insert(write.range)
      }
    }
    for run in places.runs { try look(run, several, size, file, &survey) }
    // What one of the ways cuts off must be known as well.
    if size > head.size {
      for run in file.plan.cut.runs {
        // What is put back has its room before it has its bytes.
        let room = WritePlan.Write(
          offset: run.lowerBound, content: .zeroes(run.upperBound - run.lowerBound), name: "room")
        try look(run, [room], size, file, &survey)
      }
    }
    if size > head.sizeBefore, survey.foreign == nil {
      for gap in file.plan.touched.gaps(in: head.sizeBefore..<size) where survey.foreign == nil {
        survey.foreign = try firstData(in: gap)
      }
    }
    return survey
  }

  private func firstData(in range: Range<UInt64>) throws(WriteError) -> UInt64? {
    guard let place = try target.firstData(from: range.lowerBound), range.contains(place) else { return nil }
    return place
  }

  private func look(
    _ range: Range<UInt64>, _ writes: [WritePlan.Write], _ size: UInt64, _ file: PlanFileReader,
    _ survey: inout PlanSurvey
  ) throws {
    try compare(range, writes, size, file) { start, found, before in
      var after = before
      for write in writes { write.copy(to: &after, at: start) }
      survey.isBefore = survey.isBefore && found == before
      survey.isAfter = survey.isAfter && found == after
      if survey.foreign == nil, found != before, found != after {
        survey.foreign = foreign(found, before, writes, start)
      }
      return true
    }
  }

  /// Calls `body` for windows of a range with the place, what is there and what was there before, until it returns false.
  ///
  /// Holes of a large target are not read where there was nothing and `writes` make nothing.
  func compare(
    _ range: Range<UInt64>, _ writes: [WritePlan.Write], _ size: UInt64, _ file: PlanFileReader,
    _ body: (_ start: UInt64, _ found: [UInt8], _ before: [UInt8]) throws -> Bool
  ) throws {
    var start = range.lowerBound
    let limit = min(range.upperBound, size)
    while start < limit {
      let data = try target.nextData(from: start, to: limit)?.lowerBound ?? limit
      if data > start, file.wasZero(start..<data),
        !writes.contains(where: { $0.hasBytes && $0.range.overlaps(start..<data) })
      {
        start = data
        continue
      }
      let end = min(limit, start + WritePlan.window)
      let found = try target.read(Int(end - start), at: start)
      let before = try file.old(start..<end)
      guard found.count == before.count else { throw WriteError(path: target.name, kind: .changed) }
      guard try body(start, found, before) else { return }
      start = end
    }
  }

  /// The place of the first byte that neither was there before nor is written.
  private func foreign(
    _ found: [UInt8], _ before: [UInt8], _ writes: [WritePlan.Write], _ start: UInt64
  ) -> UInt64? {
    var isKnown = zip(found, before).map { $0 == $1 }
    for write in writes {
      var written = before
      write.copy(to: &written, at: start)
      for index in found.indices where found[index] == written[index] { isKnown[index] = true }
    }
    return isKnown.firstIndex(of: false).map { start + UInt64($0) }
  }
}
