public import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Plans repairs of images: what one copy tells of another, and what follows from all the rest.
///
/// Nothing is guessed. What no sound part of the image determines is left, and is said.
public struct ImageRepairer: Sendable {
  let migrator: ImageMigrator
  private var program: Program { migrator.program }
  private var checksums: ChecksumRegistry { migrator.checksums }
  private var format: Format { program.format }

  /// Makes a repairer; throws when the format's own rules cannot be run.
  public init(program: Program, checksums: ChecksumRegistry) throws(MigrationError) {
    migrator = try ImageMigrator(program: program, checksums: checksums)
  }

  /// What would be written; nothing is written here.
  ///
  /// `trusted` are elements, `inodes[1]`, whose bytes are right and whose checksums are wrong, as the user says; `chosen` is
  /// the number of the copy of what the image is known by that counts, even if the first one is sound. `name` is what reports
  /// call the image. Throws `RepairError`, and errors of reading.
  public func plan(
    _ source: any ByteSource, name: String, trusting trusted: [String] = [], from chosen: UInt64? = nil
  ) throws -> RepairPlan {
    if let chosen, case .list(let places)? = format.regions.first?.places, chosen >= UInt64(places.count) {
      throw RepairError.noSuchCopy(chosen, count: places.count)
    }
    let before = try migrator.validator.validate(source, name: name)
    if Self.isUnderWay(source, migrator.validator) { throw RepairError.underWay }
    if before.verdict == .unsupported, chosen == nil { throw RepairError.unsupported(before) }
    var repair = Repair(source: source, report: before)
    for path in trusted { try trust(path, &repair) }
    try restoreCopies(&repair, chosen)
    if !repair.writes.isEmpty { repair.report = try migrator.validator.validate(repair.image, name: name) }
    try recompute(&repair, name)
    var plan = RepairPlan(before: before, actions: repair.actions, writes: nil, after: repair.report, obstacle: nil)
    if !repair.writes.isEmpty { plan.writes = writes(repair) }
    if !plan.isComplete { plan.obstacle = repair.obstacle ?? "nothing else of the image says what belongs there" }
    return plan
  }

  /// A repair as far as it is planned.
  private struct Repair {
    let source: any ByteSource
    /// What is wrong with the image as it would be.
    var report: ValidationReport
    var writes: [WritePlan.Write] = []
    var actions: [String] = []
    var obstacle: String?

    /// The image as it would be.
    var image: any ByteSource { PlannedSource(source, size: source.size, writes: writes) }

    /// Adds a write, of which only what is new counts, and which hides earlier ones there.
    mutating func add(_ write: WritePlan.Write) throws -> Bool {
      guard case .bytes(let bytes) = write.content else { return false }
      var old: [UInt8] = []
      try image.read(at: write.offset, into: &old, count: bytes.count)
      guard old != bytes else { return false }
      writes.removeAll { $0.offset == write.offset && $0.content.count == write.content.count }
      writes.append(write)
      return true
    }
  }

  /// Whether an image says of itself that a change of it was begun and not ended.
  ///
  /// With `anyCopy`, it is enough that one copy of what it is known by says so, as between the first two writes.
  public static func isUnderWay(
    _ source: any ByteSource, program: Program, checksums: ChecksumRegistry, anyCopy: Bool
  ) -> Bool {
    guard let validator = try? ImageValidator(program: program, checksums: checksums) else { return false }
    if isUnderWay(source, validator) { return true }
    guard anyCopy, let marking = program.format.marking, case .list(let places)? = program.format.regions.first?.places
    else { return false }
    let walker = RegionWalker(program: program, source: ImageElements(source))
    return (1..<max(UInt64(places.count), 1)).contains { ordinal in
      guard let place = (try? walker.find(0, ordinal))?.place,
        let copy = CopyExamination(validator, source, at: place, ordinal: ordinal)
      else { return false }
      return copy.says(marking)
    }
  }

  /// The mark is believed where nothing before it is wrong.
  static func isUnderWay(_ source: any ByteSource, _ validator: ImageValidator) -> Bool {
    let format = validator.program.format
    guard let marking = format.marking,
      let first = CopyExamination(validator, source, at: format.firstPlace, ordinal: 0)
    else { return false }
    return first.says(marking)
  }

  /// Gives an element the checksums that its bytes have, because the user says that they are right.
  private func trust(_ text: String, _ repair: inout Repair) throws {
    let path: DecodePath
    do throws(ShowError) { path = try DecodePath(text) } catch { throw RepairError.untrusted(text, error.reason) }
    guard path.steps.isEmpty, let region = format.regions.firstIndex(where: { $0.name == path.region }),
      let ordinal = path.index ?? (format.regions[region].isSingle ? 0 : nil)
    else { throw RepairError.untrusted(text, "name an element, such as \(format.regions.last?.name ?? "inodes")[1]") }
    do {
      let draft = try ImageDraft(program: program, checksums: checksums, source: repair.image)
      let element = try draft.walker.find(region, ordinal)
      guard try draft.seal(element) else { throw RepairError.untrusted(text, "its checksums are right already") }
      try draft.seal()
      for write in try draft.takeWrites() { _ = try repair.add(write) }
      repair.actions.append("the checksum of \(text) is computed from its bytes, which you trust")
    } catch let error as RepairError { throw error } catch {
      throw RepairError.untrusted(text, "\(error)")
    }
  }

  /// Makes damaged copies of what the image is known by from a sound one.
  private func restoreCopies(_ repair: inout Repair, _ chosen: UInt64?) throws {
    guard format.regions.first?.copies != nil else { return }
    let (name, place) = (format.regions[0].name, format.firstPlace)
    let image = repair.image
    guard let first = CopyExamination(migrator.validator, image, at: place, ordinal: 0) else { return }
    // Counters are counted again, wherever they stand.
    if !first.isSound, chosen == nil, onlyCounters(first) { return }
    if !first.isSound || chosen ?? 0 > 0 {
      guard let (sound, ordinal) = try survivor(image, besides: first, chosen) else { return }
      if chosen == nil, let doubt = try doubt(sound, first, image) { throw RepairError.doubtfulCopy(ordinal, doubt) }
      let maker = CopyMaker(program: program, checksums: checksums, source: image, sound: sound)
      let why = chosen != nil ? ", as you say" : first.worstRule.map { ", since it breaks \($0)" } ?? ""
      if try repair.add(try maker.first()) {
        repair.actions.append("\(name)[0] is made from \(name)[\(ordinal)]\(why)")
      }
    }
    let present = repair.image
    guard let now = CopyExamination(migrator.validator, present, at: place, ordinal: 0), now.isSound else { return }
    let maker = CopyMaker(program: program, checksums: checksums, source: present, sound: now.instance)
    for write in try maker.others() where try repair.add(write) {
      repair.actions.append("\(write.name) is made from \(name)[0], which counts")
    }
  }

  /// A copy that is sound, where the first one says that it is, or where it can be known to be without that.
  private func survivor(
    _ source: any ByteSource, besides first: CopyExamination, _ chosen: UInt64?
  ) throws -> (sound: Instance, ordinal: UInt64)? {
    let known = format.copyPlaces(imageSize: source.size)
    guard format.lastCopy > 0 || !known.isEmpty else { return nil }
    let lastUnits = FormatSignature(format).copyPlaces(source.size).reversed()
    let start = format.firstPlace
    var looked: [UInt64] = []
    var broken = ["\(format.regions[0].name)[0]: \(first.worstRule ?? "unreadable")"]
    for ordinal in 1...max(1, format.lastCopy) where chosen ?? ordinal == ordinal {
      let told = (try? RegionWalker(program: program, source: ImageElements(source)).find(0, ordinal))?.place
      // What the first one says comes before what is known without it.
      let others = known.filter { $0.ordinals.contains(ordinal) }.map(\.place)
      for place in [told].compactMap(\.self) + others + lastUnits
      where place != start {
        guard let copy = CopyExamination(migrator.validator, source, at: place, ordinal: ordinal) else { continue }
        if copy.isSound { return (copy.instance, ordinal) }
        guard !looked.contains(place) else { continue }
        looked.append(place)
        broken.append("at offset \(place): \(copy.worstRule ?? "unreadable")")
      }
    }
    // What is damaged in other ways than its first structure may still be repaired by hand.
    throw RepairError.noCopy(broken, isRecognised: first.isRecognised)
  }

  /// Makes anew what follows from all the rest.
  private func recompute(_ repair: inout Repair, _ name: String) throws {
    let present = repair.report
    let told = try? RegionWalker(program: program, source: ImageElements(repair.image)).evaluator.version()
    guard present.verdict == .damaged, let version = present.version ?? told,
      let edge = format.repairs.first(where: { $0.from == version })
    else { return }
    // What would be computed from something damaged is not computed at all.
    guard undetermined(present, edge) == nil, present.omittedFindings == 0 else { return }
    let step = StepPlanner(
      migrator: migrator, edge: edge, source: repair.image, name: name, options: MigrationOptions())
    let writes: [WritePlan.Write]
    do throws(MigrationError) { writes = try step.rebuilt() } catch {
      repair.obstacle = error.description
      return
    }
    var trial = repair
    for write in writes where try trial.add(write) {
      let isCounted = write.name.hasPrefix("\(format.regions[0].name)[")
      trial.actions.append(
        isCounted ? "what \(write.name) counts is counted again" : "\(write.name) is made anew from what is in use")
    }
    trial.report = try migrator.validator.validate(trial.image, name: name)
    // What was computed from something damaged is worth nothing.
    guard trial.report.verdict == .clean || trial.report.verdict == .warnings else { return }
    repair = trial
  }

  private func writes(_ repair: Repair) -> WritePlan {
    let name = format.regions[0].name
    let copies = repair.writes.filter { $0.name.hasPrefix("\(name)[") }.sorted { $0.offset < $1.offset }
    return WritePlan(
      title: "repair \(format.name)", sizeBefore: repair.source.size, size: repair.source.size,
      stages: WritePlan.Stage.committing(repair.writes, copies: copies.map(\.range)))
  }
}
