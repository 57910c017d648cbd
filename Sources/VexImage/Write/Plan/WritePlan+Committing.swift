extension WritePlan.Stage {
  /// The stages of writes of which some are about copies of what an image is known by: everything else first, then a copy at
  /// a time, the first one last, so that one is always whole; the last stage commits.
  ///
  /// `copies` are the places of the copies, the first one first.
  static func committing(_ writes: [WritePlan.Write], copies: [Range<UInt64>]) -> [Self] {
    var stages: [Self] = []
    let others = writes.filter { write in !copies.contains { $0.overlaps(write.range) } }
    if !others.isEmpty { stages.append(Self(name: "elements", role: .preparation, writes: others)) }
    for copy in copies.reversed() {
      let members = writes.filter { $0.range.overlaps(copy) }
      guard let first = members.first else { continue }
      stages.append(Self(name: first.name, role: .preparation, writes: members))
    }
    if !stages.isEmpty { stages[stages.count - 1].role = .commit }
    return stages
  }
}
