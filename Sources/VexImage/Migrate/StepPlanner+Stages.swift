import VexBytes
import VexFormatSpec

extension StepPlanner {
  /// What is written, stage after stage, and not marked yet.
  func stages(
    _ maker: ModelMaker, _ inheritance: Inheritance, _ occupied: OccupiedSpace
  ) throws -> [WorkStage] {
    var writes = try writes(maker)
    try maker.requireDisjoint(writes.map(\.write))
    let wiped = try lostCopies(writes, occupied)
    try fill(&writes, inheritance, occupied)
    var stages: [WorkStage] = []
    for part in steps(of: edge.order) {
      let members = writes.filter { $0.region == part.region && (part.element ?? $0.ordinal) == $0.ordinal }
      // A mark lies where copies of the first structure are, so that they are written in any case.
      let isMarked = part.region == 0 && format.marking != nil
      let changed = try members.compactMap { isMarked ? $0.write.whole : try change($0.write) }
      let region = format.regions[part.region].name
      let isCommit = part.region == 0 && part.element == 0
      guard !changed.isEmpty || isCommit else { continue }
      let stage = WritePlan.Stage(
        name: part.element.map { "\(region)[\($0)]" } ?? region, role: isCommit ? .commit : .preparation,
        writes: changed)
      stages.append(WorkStage(stage: stage, region: part.region))
    }
    if !wiped.isEmpty {
      stages.append(WorkStage(stage: WritePlan.Stage(name: "lost copies", role: .clearing, writes: wiped), region: 0))
    }
    return stages
  }

  /// What is made new, or counted, by an edge from a version to itself; all else is left alone, sound or not.
  func rebuilt() throws(MigrationError) -> [WritePlan.Write] {
    do {
      let walker = RegionWalker(program: migrator.program, source: ImageElements(source))
      let maker = try made(try Inheritance(edge: edge, walker: walker))
      return try writes(maker).filter { $0.region == 0 || edge.built.contains($0.region) }.map(\.write.whole)
    } catch let error as MigrationError { throw error } catch { throw .noValue("\(error)") }
  }

  /// An element of the image after.
  struct ElementWrite {
    var region: RegionID
    var ordinal: UInt64
    var write: ImagePlan.Write
  }

  private func writes(_ maker: ModelMaker) throws -> [ElementWrite] {
    var writes: [ElementWrite] = []
    for region in format.regions.indices {
      for ordinal in maker.elements[region].keys.sorted() {
        let write: ImagePlan.Write?
        do throws(MakeError) { write = try maker.write(region, ordinal) } catch { throw MigrationError.make(error) }
        if let write { writes.append(ElementWrite(region: region, ordinal: ordinal, write: write)) }
      }
    }
    return writes
  }

  /// The order with each element of the first region by itself, from the last to the first.
  private func steps(of order: [Migration.Part]) -> [Migration.Part] {
    var count: UInt64 = 1
    if case .list(let places) = format.regions[0].places { count = UInt64(places.count) }
    return order.flatMap { part -> [Migration.Part] in
      guard part.region == 0, part.element == nil else { return [part] }
      return (0..<count).reversed().map { Migration.Part(region: 0, element: $0) }
    }
  }

  /// Lets zeroes follow what has become shorter, up to where it ended before.
  private func fill(
    _ writes: inout [ElementWrite], _ inheritance: Inheritance, _ occupied: OccupiedSpace
  ) throws {
    let starts = writes.map(\.write.offset).sorted()
    let following = Dictionary(zip(starts, starts.dropFirst()), uniquingKeysWith: max)
    for index in writes.indices {
      let (region, ordinal) = (writes[index].region, writes[index].ordinal)
      let before =
        try occupied.copies.first { $0.region == region && $0.ordinal == ordinal }?.bytes
        ?? inheritance.place(region, ordinal)
      let write = writes[index].write
      guard let before, before.lowerBound == write.offset else { continue }
      let end = min(before.upperBound, following[write.offset] ?? source.size, source.size)
      let count = write.offset + UInt64(write.bytes.count)
      guard end > count else { continue }
      writes[index].write.bytes += [UInt8](repeating: 0, count: Int(end - count))
    }
  }

  /// Copies that the version after lacks: they are made zero once it is committed, so that none comes back.
  private func lostCopies(_ writes: [ElementWrite], _ occupied: OccupiedSpace) throws -> [WritePlan.Write] {
    var written = ClaimSet()
    for write in writes {
      _ = written.insert(write.write.offset..<write.write.offset + UInt64(write.write.bytes.count))
    }
    let covered = written.all
    return try occupied.copies.compactMap { region, ordinal, bytes in
      guard !writes.contains(where: { $0.region == region && $0.ordinal == ordinal }) else { return nil }
      guard covered.firstCommon(bytes) == nil else { return nil }
      let zeroes = [UInt8](repeating: 0, count: Int(clamping: bytes.count))
      return try change(
        ImagePlan.Write(offset: bytes.lowerBound, bytes: zeroes, name: "\(format.regions[region].name)[\(ordinal)]"))
    }
  }

  /// The write; nil when the bytes are there already.
  private func change(_ write: ImagePlan.Write) throws -> WritePlan.Write? {
    try before(write.offset, write.bytes.count) == write.bytes ? nil : write.whole
  }

  /// Bytes of the image before.
  func before(_ offset: UInt64, _ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do throws(ImageError) { try source.read(at: offset, into: &bytes, count: count) } catch {
      throw MigrationError.image(error)
    }
    return bytes
  }
}

extension ImagePlan.Write {
  /// The same for a plan.
  fileprivate var whole: WritePlan.Write { WritePlan.Write(offset: offset, content: .bytes(bytes), name: name) }
}
