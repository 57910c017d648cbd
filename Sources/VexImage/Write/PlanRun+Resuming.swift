import VexBytes

extension PlanRun {
  /// The last stage of which anything is on the target; nil when nothing of the plan is.
  ///
  /// Where several stages write, a byte stands for the first of them that would leave it so. What nobody wrote counts as the
  /// last, so that it is not believed.
  func lastBegun(_ file: PlanFileReader) throws -> Int? {
    let repeated = file.plan.repeated
    let size = try target.size()
    let stages = file.plan.stages
    var latest: Int?
    for run in repeated.runs {
      let writes = stages.enumerated().flatMap { number, stage in
        stage.writes.filter { $0.range.overlaps(run) }.map { (number, $0) }
      }
      try compare(run, writes.map(\.1), size, file) { start, found, before in
        var isOpen = zip(found, before).map { $0 != $1 }
        for (number, write) in writes {
          var written = before
          write.copy(to: &written, at: start)
          var explains = false
          for index in found.indices where isOpen[index] && found[index] == written[index] {
            isOpen[index] = false
            explains = true
          }
          if explains { latest = max(latest ?? number, number) }
        }
        if isOpen.contains(true) { latest = stages.count - 1 }
        return true
      }
    }
    for (number, stage) in stages.enumerated().reversed() where number > latest ?? -1 {
      for write in stage.writes {
        for gap in repeated.gaps(in: write.range) {
          var isBegun = false
          try compare(gap, [write], size, file) { _, found, before in
            isBegun = found != before
            return !isBegun
          }
          if isBegun { return number }
        }
      }
    }
    return latest
  }

  /// Makes good what stages before `stage` wrote, if it is not there.
  ///
  /// After an interruption it is, since each stage is on the disk before the next begins; but disks have lied.
  func mend(before stage: Int, _ file: PlanFileReader) throws {
    let done = file.plan.stages[..<stage].flatMap(\.writes)
    guard !done.isEmpty else { return }
    var rest = ClaimSet()
    for write in done { _ = rest.insert(write.range) }
    var next = ClaimSet()
    for write in file.plan.stages[stage].writes { _ = next.insert(write.range) }
    let (taken, size) = (next.all, try target.size())
    for run in rest.all.runs {
      for gap in taken.gaps(in: run) {
        let writes = done.filter { $0.range.overlaps(gap) }
        try compare(gap, writes, size, file) { start, found, before in
          var wanted = before
          for write in writes { write.copy(to: &wanted, at: start) }
          if found != wanted { try target.write(wanted, at: start) }
          return true
        }
      }
    }
    try target.flush()
  }
}
