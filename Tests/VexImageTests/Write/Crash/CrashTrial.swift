import Testing
import VexBytes
import VexPlugins

@testable import VexImage

/// Stops a plan, its undoing and its completion at every place, and looks at what a power cut leaves.
///
/// A cut comes after each single write; of what was not flushed by then, all of it, some of it, or a torn piece of it is on
/// the disk. From every state both ways must lead out: undoing gives the old image back, and completing gives the new one.
struct CrashTrial {
  let plan: WritePlan
  let old: [UInt8]
  let new: [UInt8]
  private(set) var count = CrashCount()
  /// What is wrong with an image that somebody might mount now; nil when nothing is.
  var judge: (([UInt8]) throws -> String?)?
  /// Images that were judged.
  private var judged: Set<UInt64> = []

  init(_ plan: WritePlan, on old: [UInt8], judge: (([UInt8]) throws -> String?)? = nil) throws {
    self.judge = judge
    let source = MemorySource(old)
    self.plan = try plan.resting(on: IntegerSet(), of: source)
    self.old = old
    let target = MemoryStorage(old, name: "target")
    try PlanRun(target: target, now: 0).write(plan)
    new = target.bytes
  }

  private static let head = TargetIdentity(isBlockDevice: false, device: 1, node: 2)

  private func begin(_ target: MemoryStorage, _ undo: MemoryStorage) throws -> PlanFileReader {
    let head = PlanFileHead(
      title: plan.title, path: "/target", identity: Self.head, created: 0, hasOldBytes: true,
      sizeBefore: plan.sizeBefore, size: plan.size)
    return try PlanRun(target: target, now: 1).record(plan, head, in: undo)
  }

  /// Tries so many cuts of each of the three: the change, its undoing, its completion.
  mutating func run(states: Int, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    // The change itself.
    var log = OperationLog()
    var (target, undo) = disks(old, [], log)
    try PlanRun(target: target, now: 1).apply(begin(target, undo))
    #expect(target.bytes == new)
    let whole = undo.bytes
    try cut(log, from: (old, []), states: states / 3, &generator)
    // Its undoing.
    log = OperationLog()
    (target, undo) = disks(new, whole, log)
    try PlanRun(target: target, now: 2).restore(PlanFileReader(undo))
    #expect(target.bytes == old)
    try cut(log, from: (new, whole), states: states / 3, &generator)
    // Its completion, when half of it is there.
    log = OperationLog()
    var half = old
    half.resize(new.count)
    for index in half.indices where generator.next() & 1 == 0 { half[index] = new[index] }
    (target, undo) = disks(half, whole, log)
    try PlanRun(target: target, now: 2).apply(PlanFileReader(undo))
    #expect(target.bytes == new)
    // No interruption leaves such a mixture, so that nobody says what it may be mounted as.
    judge = nil
    try cut(log, from: (half, whole), states: states / 3, &generator)
  }

  private func disks(_ target: [UInt8], _ undo: [UInt8], _ log: OperationLog) -> (MemoryStorage, MemoryStorage) {
    (
      MemoryStorage(target, name: "target", disk: 0, log: log), MemoryStorage(undo, name: "undo", disk: 1, log: log)
    )
  }

  /// What a cut leaves on both disks, tried for every place of a log, and again with other subsets until there are enough.
  private mutating func cut(
    _ log: OperationLog, from before: ([UInt8], [UInt8]), states: Int, _ generator: inout SeededGenerator
  ) throws {
    let entries = log.all
    var tried = 0
    repeat {
      var durable = [before.0, before.1]
      var pending: [[OperationLog.Operation]] = [[], []]
      for place in 0...entries.count {
        let isFirst = tried <= entries.count
        let left = (0..<2).map { disk in
          Self.left(durable[disk], pending[disk], whole: isFirst, &generator)
        }
        try look(left[0], left[1], "after operation \(place) of \(entries.count)")
        tried += 1
        guard place < entries.count else { break }
        let (disk, operation) = entries[place]
        if case .flush = operation {
          for done in pending[disk] { durable[disk].apply(done) }
          pending[disk] = []
        } else {
          pending[disk].append(operation)
        }
      }
    } while tried < states
  }

  /// What is on a disk when some of what was not flushed arrived, one write perhaps in part.
  private static func left(
    _ durable: [UInt8], _ pending: [OperationLog.Operation], whole: Bool, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = durable
    for operation in pending {
      let choice = whole ? 0 : generator.next() % 4
      if choice == 1 || choice == 2 { continue }
      if choice == 3, case .write(let new, let offset) = operation, new.count > 1 {
        // Torn at any byte.
        let from = Int(generator.next() % UInt64(new.count))
        let to = from + Int(generator.next() % UInt64(new.count - from + 1))
        bytes.put(Array(new[from..<to]), at: Int(offset) + from)
      } else {
        bytes.apply(operation)
      }
    }
    return bytes
  }

  private mutating func look(_ target: [UInt8], _ undo: [UInt8], _ place: String) throws {
    count.tried += 1
    count.states.insert(Self.digest(target) ^ Self.digest(undo) &* 3)
    do {
      try examine(target, place)
      guard let file = Self.reader(undo) else {
        // What could not be saved was not begun.
        if target != old { count.lose("\(place): the undo file is not whole and the target was changed") }
        return
      }
      let survey = try PlanRun(target: MemoryStorage(target, name: "target"), now: 3).survey(file)
      if let foreign = survey.foreign { return count.lose("\(place): byte \(foreign) is nobody's") }
      if survey.isBefore != (target == old) || survey.isAfter != (target == new) {
        return count.lose("\(place): the survey is wrong")
      }
      let (backLog, forthLog) = (OperationLog(), OperationLog())
      let back = MemoryStorage(target, name: "target", disk: 0, log: backLog)
      try PlanRun(target: back, now: 3).restore(file)
      if back.bytes != old { count.lose("\(place): undoing does not give the old image") }
      guard let file = Self.reader(undo) else { return }
      let forth = MemoryStorage(target, name: "target", disk: 0, log: forthLog)
      try PlanRun(target: forth, now: 3).apply(file)
      if forth.bytes != new { count.lose("\(place): completing does not give the new image") }
      guard judge != nil else { return }
      for (log, way) in [(backLog, "undoing"), (forthLog, "completing")] {
        var bytes = target
        for (_, operation) in log.all {
          bytes.apply(operation)
          try examine(bytes, "\(place), while \(way)")
        }
      }
    } catch {
      count.lose("\(place): \(error)")
    }
  }

  /// Judges what is on the disk, as whoever finds it would.
  private mutating func examine(_ target: [UInt8], _ place: String) throws {
    guard let judge, judged.insert(Self.digest(target)).inserted, let wrong = try judge(target) else { return }
    count.lose("\(place): \(wrong)")
  }

  private static func reader(_ undo: [UInt8]) -> PlanFileReader? {
    try? PlanFileReader(MemoryStorage(undo, name: "undo"))
  }

  private static func digest(_ bytes: [UInt8]) -> UInt64 { WritePlan.digest(bytes) }
}

/// How many cuts were tried, and how many of them lost something.
struct CrashCount {
  var tried = 0
  var states: Set<UInt64> = []
  var lost: [String] = []

  mutating func lose(_ what: String) { lost.append(what) }

  static func + (a: CrashCount, b: CrashCount) -> CrashCount {
    CrashCount(tried: a.tried + b.tried, states: a.states.union(b.states), lost: a.lost + b.lost)
  }
}
