import VexBytes
import VexFuzz

/// Puts the reports of all parts of a run together, one after the other.
struct FuzzMerge {
  /// The report of what was added so far, and the file of the first part.
  private var whole: (summary: FuzzSummary, path: String)?
  /// The files of the parts, by their numbers.
  private var paths: [UInt64: String] = [:]
  /// What was saved, by the numbers of the parts.
  private var saved: [(number: UInt64, paths: [String])] = []

  /// More bytes are no report: those of the formats that are built in take less than a megabyte.
  private static let maximumSize = 32 << 20

  /// Reads a report and adds it; refuses what is no part of the same run, or was added before.
  mutating func add(_ path: String) throws(Failure) {
    let bytes: [UInt8]
    do { bytes = try ImageFile.contents(of: path, limit: Self.maximumSize) } catch {
      throw .message(FileProblem.sentence(error, expected: "a report of vexfmt fuzz --json"))
    }
    guard !bytes.isEmpty else {
      throw .message("\(shown(path)): is empty, so its part did not end; expected a report of vexfmt fuzz --json")
    }
    do { try add(try FuzzSummary(reading: bytes), path) } catch let problem as ReportProblem {
      throw .message("\(shown(path)): \(oneLine(problem.reason))")
    } catch let problem as KillMatrix.Problem {
      throw .message("\(shown(path)): \(oneLine(problem.reason)); expected the report of a part of the same run")
    } catch {
      throw .message("\(shown(path)): \(oneLine("\(error)"))")
    }
  }

  private mutating func add(_ part: FuzzSummary, _ path: String) throws {
    guard let (first, firstPath) = whole else {
      paths[part.shard.number] = path
      saved.append((part.shard.number, part.saved))
      whole = (part, path)
      return
    }
    var problem = part.run.difference(from: first.run, in: firstPath)
    if part.shard.count != first.shard.count {
      problem = problem ?? "is one of \(part.shard.count) parts, but \(shown(firstPath)) one of \(first.shard.count)"
    }
    if let other = paths[part.shard.number] {
      problem = problem ?? "is part \(part.shard), which \(shown(other)) is, too; name each part once"
    }
    if let problem { throw ReportProblem(reason: problem) }
    var sum = first
    try sum.matrix.add(part.matrix)
    let (differences, isTooMany) = sum.differenceCount.addingReportingOverflow(part.differenceCount)
    if isTooMany { throw ReportProblem(reason: "it and those before count more differences than 64 bits hold") }
    sum.differenceCount = differences
    // Each part kept its first ones, so the first of all are among them.
    sum.differences = Array(
      (sum.differences + part.differences).sorted { $0.mutant < $1.mutant }.prefix(FuzzSummary.maximumKept))
    paths[part.shard.number] = path
    saved.append((part.shard.number, part.saved))
    whole = (sum, firstPath)
  }

  /// The report of the whole run, as one that was not divided would have it; refuses to make one while a part is missing.
  func finish() throws(Failure) -> FuzzSummary {
    guard var sum = whole?.summary else { throw .usage("name the reports of all parts") }
    let count = sum.shard.count
    guard UInt64(paths.count) == count else {
      throw .message(
        "of \(count) parts \(Self.list(missing(of: count))) missing; run --shard I/\(count) again for each, and name all reports"
      )
    }
    sum.shard = Shard(number: 1, count: 1)
    sum.saved = saved.sorted { $0.number < $1.number }.flatMap(\.paths)
    return sum
  }

  /// The numbers that are not there, in stretches.
  private func missing(of count: UInt64) -> [ClosedRange<UInt64>] {
    var stretches: [ClosedRange<UInt64>] = []
    var before: UInt64 = 0
    for number in paths.keys.sorted() {
      if number - before > 1 { stretches.append(before + 1...number - 1) }
      before = number
    }
    if before < count { stretches.append(before + 1...count) }
    return stretches
  }

  private static func list(_ stretches: [ClosedRange<UInt64>], limit: Int = 20) -> String {
    let words = stretches.prefix(limit).map { stretch in
      switch stretch.upperBound - stretch.lowerBound {
      case 0: "\(stretch.lowerBound)"
      case 1: "\(stretch.lowerBound), \(stretch.upperBound)"
      default: "\(stretch.lowerBound) to \(stretch.upperBound)"
      }
    }
    let more = stretches.count > limit ? " and more" : ""
    let isOne = stretches.count == 1 && stretches.first.map { $0.lowerBound == $0.upperBound } ?? false
    return words.joined(separator: ", ") + more + (isOne ? " is" : " are")
  }
}
