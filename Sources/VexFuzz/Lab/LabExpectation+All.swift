import Foundation
import Synchronization

extension LabExpectation {
  /// So many items are decided about at once.
  private static let chunk = 400

  /// What is expected of every item of a plan.
  ///
  /// Devices that cannot be read are the mount's own business: there the evaluators have nothing to say.
  ///
  /// - `makeDecider`: called once for each processor.
  public static func all(_ plan: LabPlan, _ makeDecider: @Sendable () throws -> MountDecider) throws -> [LabExpectation]
  {
    let parts = parts(plan)
    let next = Mutex(0)
    let results = Mutex<[Int: [LabExpectation]]>([:])
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: max(1, ProcessInfo.processInfo.activeProcessorCount)) { _ in
      do {
        let decider = try makeDecider()
        while let part = next.withLock({ next in
          defer { next += 1 }
          return next < parts.count && failure.withLock({ $0 == nil }) ? next : nil
        }) {
          let decided = try all(parts[part], decider)
          results.withLock { $0[part] = decided }
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return results.withLock { results in parts.indices.flatMap { results[$0] ?? [] } }
  }

  /// Some items of one group.
  private struct Part: Sendable {
    var first: UInt32
    var group: LabGroup
  }

  private static func parts(_ plan: LabPlan) -> [Part] {
    var parts: [Part] = []
    var number: UInt32 = 0
    for group in plan.groups {
      for start in stride(from: 0, to: group.items.count, by: chunk) {
        var part = Part(first: number, group: group)
        part.group.items = Array(group.items[start..<min(start + chunk, group.items.count)])
        number += UInt32(part.group.items.count)
        parts.append(part)
      }
    }
    return parts
  }

  private static func all(_ part: Part, _ decider: MountDecider) throws -> [LabExpectation] {
    let group = part.group
    let rows = group.device.isBroken ? [] : try decider.decide(group)
    return group.items.enumerated().map { index, item in
      var decisions: [Decision] = []
      if group.device.isBroken {
        decisions = [Decision(evaluator: deviceEvaluator, decision: .unreadable)]
      } else if item.step == nil {
        decisions = zip(decider.names, rows[index]).map { Decision(evaluator: $0, decision: $1) }
      }
      return LabExpectation(
        number: part.first + UInt32(index), kind: item.kind, device: group.device, title: item.title,
        decisions: decisions)
    }
  }
}
