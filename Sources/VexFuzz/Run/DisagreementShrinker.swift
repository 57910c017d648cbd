import VexBytes
import VexFormatSpec

/// Makes the structure of a disagreement as like its baseline as still shows the same disagreement.
///
/// Changed bytes, and then the bits of those that are left, are put back in ever smaller parts (Zeller's delta debugging), with
/// checksums as they then are and computed again. What is left is what somebody has to look at.
struct DisagreementShrinker {
  /// Decides about a batch: a column of findings for each that is asked.
  typealias Judge = (MutantBatch) throws -> [EvaluatorColumn]

  let format: Format
  let predictor: Predictor
  let judge: Judge

  /// Rounds of one structure at most; each asks everybody once.
  private static let roundLimit = 60
  /// Structures that are judged at once, at most.
  private static let batchLimit = 64

  /// The disagreement in its smallest form found; the same if nothing can be put back.
  func shrunk(_ disagreement: Disagreement) throws -> Disagreement {
    var result = disagreement
    let baseline = disagreement.baseline.subject
    if let plain = try first(of: [surrounded(disagreement.subject, as: baseline)], showing: disagreement) {
      result = plain
    }
    var rounds = 0
    for unit in [8, 1] { result = try reduced(result, baseline, unit: unit, &rounds) }
    let left = Self.changes(result.subject.bytes, baseline.bytes, unit: 8)
    if !left.isEmpty, result.subject.bytes != disagreement.subject.bytes {
      result.change += ", of which is left: " + Self.list(left, result.subject.bytes, baseline.bytes)
    }
    return result
  }

  /// Puts units of so many bits back until none can be without losing the disagreement.
  private func reduced(
    _ disagreement: Disagreement, _ baseline: StructureCase, unit: Int, _ rounds: inout Int
  ) throws -> Disagreement {
    var result = disagreement
    var parts = 2
    var changed = Self.changes(result.subject.bytes, baseline.bytes, unit: unit)
    while changed.count > 0, rounds < Self.roundLimit {
      rounds += 1
      parts = min(parts, changed.count)
      let size = (changed.count + parts - 1) / parts
      let chunks = stride(from: 0, to: changed.count, by: size).map { changed[$0..<min($0 + size, changed.count)] }
      let candidates = chunks.flatMap { chunk in
        let plain = Self.reverted(result.subject, chunk, to: baseline, unit: unit)
        var repaired = plain
        repaired.repair(format, predictor.reader)
        return [plain, repaired]
      }
      if let smaller = try first(of: candidates, showing: disagreement),
        case let left = Self.changes(smaller.subject.bytes, baseline.bytes, unit: unit), left.count < changed.count
      {
        (result, changed) = (smaller, left)
        parts = max(parts - 1, 2)
      } else if parts >= changed.count {
        break
      } else {
        parts *= 2
      }
    }
    return result
  }

  /// The first structure of which everybody still says what they said, wherever they now find it.
  private func first(of candidates: [StructureCase], showing disagreement: Disagreement) throws -> Disagreement? {
    for start in stride(from: 0, to: candidates.count, by: Self.batchLimit) {
      var batch = MutantBatch(disagreement.baseline.subject)
      for subject in candidates[start...].prefix(Self.batchLimit) { batch.append(subject) }
      let columns = try judge(batch)
      for (index, subject) in candidates[start...].prefix(Self.batchLimit).enumerated() {
        let said = columns.compactMap { column in
          column.findings.indices.contains(index) ? (name: column.name, finding: column.findings[index]) : nil
        }
        // What is sound has no rule, and no answer has none.
        guard said.map(\.finding.rule) == disagreement.findings.map(\.finding.rule),
          said.map({ $0.finding.severity == .none }) == disagreement.findings.map({ $0.finding.severity == .none }),
          said.contains(where: { $0.finding != said[0].finding })
        else { continue }
        var result = disagreement
        (result.subject, result.findings) = (subject, said)
        return result
      }
    }
    return nil
  }

  /// The bytes in the baseline's surroundings, with checksums computed again.
  private func surrounded(_ subject: StructureCase, as baseline: StructureCase) -> StructureCase {
    var result = subject
    result.context = baseline.context
    result.repair(format, predictor.reader)
    return result
  }

  /// Numbers of the units of `unit` bits that differ.
  private static func changes(_ bytes: [UInt8], _ baseline: [UInt8], unit: Int) -> [Int] {
    zip(bytes, baseline).enumerated().flatMap { index, pair in
      if pair.0 == pair.1 { return [Int]() }
      return unit == 8 ? [index] : (0..<8).filter { (pair.0 ^ pair.1) >> $0 & 1 == 1 }.map { index * 8 + $0 }
    }
  }

  /// A structure with units as the baseline has them; each differs.
  private static func reverted(
    _ subject: StructureCase, _ units: ArraySlice<Int>, to baseline: StructureCase, unit: Int
  ) -> StructureCase {
    var result = subject
    for number in units {
      if unit == 8 {
        result.bytes[number] = baseline.bytes[number]
      } else {
        result.bytes[number / 8] ^= 1 << UInt8(number % 8)
      }
    }
    return result
  }

  /// So many bytes are named.
  private static let namedLimit = 8

  private static func list(_ places: [Int], _ bytes: [UInt8], _ baseline: [UInt8]) -> String {
    let named = places.prefix(namedLimit).map { place in
      "\(hexadecimal(place)) is \(hexadecimal(bytes[place])) instead of \(hexadecimal(baseline[place]))"
    }
    return named.joined(separator: ", ") + (places.count > namedLimit ? ", and \(places.count - namedLimit) more" : "")
  }

  private static func hexadecimal(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }
}
