/// One side of a comparison: runs its work `count` times and returns something that depends on it, so that nothing is left out.
typealias Work = (_ count: Int) -> UInt64

/// Two kinds of the same work, timed alternately in one run, so that a noisy machine disturbs both.
struct Pair {
  /// What is compared.
  var name: String
  /// The side whose time is divided by the other's.
  var subject: (name: String, work: Work)
  /// The side that is the measure.
  var reference: (name: String, work: Work)
  /// Bytes that one round works on, for throughput; 0 for none.
  var bytes = 0
  /// What the ratio should be, as the aim says it.
  var aim: Aim?
}

/// What a ratio should be.
enum Aim {
  /// Time over the reference's time.
  case timeAtMost(Double)
  /// Speed over the reference's speed.
  case speedAtLeast(Double)
}

/// The least time of one round of each side, in nanoseconds: what the work takes when nothing disturbs it.
struct PairResult {
  var subject: Double
  var reference: Double
}

private let rounds = 31
private let roundNanoseconds = 2_000_000.0

/// Measures a pair: warms both up, finds how often to repeat, then alternates.
func measure(_ pair: Pair) -> PairResult {
  let repeats = (calibrate(pair.subject.work), calibrate(pair.reference.work))
  var times: (subject: [Double], reference: [Double]) = ([], [])
  for _ in 0..<rounds {
    times.subject.append(time(pair.subject.work, repeats.0))
    times.reference.append(time(pair.reference.work, repeats.1))
  }
  return PairResult(subject: times.subject.min() ?? .nan, reference: times.reference.min() ?? .nan)
}

/// How often work is repeated to fill a round.
func calibrate(_ work: Work) -> Int {
  var count = 1
  while true {
    let elapsed = time(work, count) * Double(count)
    if elapsed > roundNanoseconds / 4 { return max(1, Int(Double(count) * roundNanoseconds / elapsed)) }
    count *= 4
  }
}

/// Nanoseconds of one repetition.
func time(_ work: Work, _ count: Int) -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  sink &+= work(count)
  let elapsed = clock.now - start
  return (Double(elapsed.components.seconds) * 1e9 + Double(elapsed.components.attoseconds) / 1e9) / Double(count)
}

/// Results end here, so that the optimiser must keep them.
nonisolated(unsafe) private var sink: UInt64 = 0

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}
