import Glibc
import Synchronization
import VexBytes
import VexCodecs
import VexFormatSpec

extension ValidationRun {
  /// Shorter tables are not worth it.
  private static let shortestTable: UInt64 = 1024
  /// Stretches that are checked before any of them is counted.
  private static let stretchesAtOnce: UInt64 = 256

  /// Checks the elements of a region that is a long table on all processors; false when it has to go the ordinary way, with
  /// nothing done.
  ///
  /// Stretches in which something is found go that way by themselves.
  func checkTable(_ id: RegionID, _ take: (WalkStep) throws(NoValue) -> Bool) throws(NoValue) -> Bool {
    guard validator.takesTablesTogether, let plan = TablePlan(id, validator), try walker.exists(plan.region, id) else {
      return false
    }
    var walk = ElementWalk(walker: walker, region: plan.region, id: id)
    guard let count = try? walk.count(walker.evaluator), count >= Self.shortestTable else { return false }
    let length = plan.stretch
    var first: UInt64 = 0
    while first < count {
      let end = min(count, checkedAdd(first, length * Self.stretchesAtOnce) ?? count)
      let stretches = stride(from: first, to: end, by: Int(length)).map { $0..<min($0 + length, end) }
      let isKnown = !plan.reads.contains { walker.damage.affects($0) }
      let used = isKnown ? used(stretches, plan) : Array(repeating: nil, count: stretches.count)
      for (stretch, used) in zip(stretches, used) {
        if let used {
          self.count(checked: used)
          self.count(vacant: stretch.upperBound - stretch.lowerBound - used)
        } else if !(try walk.stretch(stretch, walker.evaluator, take)) {
          return true
        }
      }
      first = end
    }
    return true
  }

  /// How many elements of each stretch are used; nil for those that have to be looked at.
  private func used(_ stretches: [Range<UInt64>], _ plan: TablePlan) -> [UInt64?] {
    let workers = min(Self.processors, stretches.count)
    let counter = Counter()
    let (validator, source, standing, damage) = (validator, elements.source.base, walker.standing, walker.damage)
    let parts = Threads.map(workers) { _ in
      var checker = TableChecker(plan, validator, source, standing: standing, damage: damage)
      var found: [(Int, UInt64)] = []
      while case let number = counter.next(), number < stretches.count {
        if let used = checker.usedIfClean(stretches[number]) { found.append((number, used)) }
      }
      return found
    }
    var result = [UInt64?](repeating: nil, count: stretches.count)
    for (number, used) in parts.joined() { result[number] = used }
    return result
  }

  private static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Hands out numbers from 0 on to several threads.
  private final class Counter: Sendable {
    private let last = Atomic<Int>(0)

    func next() -> Int { last.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
