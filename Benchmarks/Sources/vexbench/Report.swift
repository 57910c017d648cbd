import Glibc

/// Prints lines of a table; every figure comes from this run.
struct Report {
  private var missed = 0

  mutating func title(_ text: String) { print("\n\(text)") }

  mutating func add(_ pair: Pair) {
    let result = measure(pair)
    add(
      name: pair.name, subject: pair.subject.name, result.subject, reference: pair.reference.name, result.reference,
      aim: pair.aim,
      bytes: pair.bytes)
  }

  /// Prints two times that were taken in turn, in nanoseconds.
  mutating func add(
    name: String, subject: String, _ subjectTime: Double, reference: String, _ referenceTime: Double, aim: Aim?,
    bytes: Int = 0
  ) {
    let ratio = subjectTime / referenceTime
    var line = "  \(pad(name, 28)) \(pad(duration(subjectTime), 11)) \(pad(subject, 18))"
    line += " \(pad(duration(referenceTime), 11)) \(pad(reference, 14))"
    switch aim {
    case .timeAtMost(let limit):
      line += " time x \(fixed(ratio))   \(verdict(ratio <= limit, "at most \(fixed(limit))"))"
    case .speedAtLeast(let limit):
      line += " speed x \(fixed(1 / ratio))  \(verdict(1 / ratio >= limit, "at least \(fixed(limit))"))"
    case nil: line += " time x \(fixed(ratio))"
    }
    if bytes > 0 { line += "   \(fixed(Double(bytes) / subjectTime)) GB/s" }
    print(line)
  }

  /// A figure without a reference.
  mutating func add(_ name: String, _ value: String, meets: Bool?, aim: String) {
    print("  \(pad(name, 34)) \(pad(value, 30)) \(meets.map { verdict($0, aim) } ?? aim)")
  }

  func finish() { print(missed == 0 ? "\nEvery aim is met in this run." : "\n\(missed) aims are missed in this run.") }

  private mutating func verdict(_ isMet: Bool, _ aim: String) -> String {
    if !isMet { missed += 1 }
    return isMet ? "met (\(aim))" : "MISSED (\(aim))"
  }
}

func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

func duration(_ nanoseconds: Double) -> String {
  nanoseconds < 1e4
    ? "\(fixed(nanoseconds)) ns"
    : nanoseconds < 1e7 ? "\(fixed(nanoseconds / 1e3)) us" : "\(fixed(nanoseconds / 1e6)) ms"
}

/// A number with two places, or three digits.
func fixed(_ value: Double) -> String {
  guard value.isFinite else { return "?" }
  let scaled = (value * 100).rounded() / 100
  let whole = Int(scaled)
  let rest = Int(((scaled - Double(whole)) * 100).rounded())
  return "\(whole).\(rest < 10 ? "0" : "")\(rest)"
}
