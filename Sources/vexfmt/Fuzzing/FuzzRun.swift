import VexBytes
import VexPlugins

/// What makes a run of the fuzzer what it is: the same in every part of one, and enough to make it again.
struct FuzzRun {
  /// The version of this program.
  var program = VexfmtCommand.version
  /// The name of the format.
  var format: String
  /// The digest of the specification and its lock file.
  var specification: String
  /// The digest of the image that mutants are made from; nil for fresh ones.
  var image: String?
  /// Everything random follows from it.
  var seed: UInt64
  /// Mutants in all parts together.
  var count: UInt64
  /// Whether mutants that are aimed at rules come first.
  var isAimed: Bool
  /// What mutants are made from, by their names.
  var baselines: [String]
  /// Who is asked about each mutant; the first says what is expected.
  var evaluators: [String]
  /// Who is not, with the reasons.
  var notAsked: [String]
  /// Of the headers of the user's that are asked, the files that are not what would be generated.
  var changedHeaders: [String] = []

  /// The baselines, each name once, with how often it is there.
  var countedBaselines: String {
    var counts: [String: Int] = [:]
    for name in baselines { counts[name, default: 0] += 1 }
    var seen: Set<String> = []
    return baselines.filter { seen.insert($0).inserted }.map { name in
      counts[name].map { $0 > 1 ? "\(name) of \($0) images" : name } ?? name
    }.joined(separator: ", ")
  }

  /// Mutants in one part.
  func count(in shard: Shard) -> UInt64 {
    // Mutants are dealt in turn, from the first part on.
    count / shard.count + (count % shard.count >= shard.number ? 1 : 0)
  }

  /// In what it is another run than `other`, which is in a file with that name, as the end of a sentence; nil if it is the same.
  func difference(from other: FuzzRun, in file: String) -> String? {
    for (mine, theirs) in zip(described, other.described) where mine.value != theirs.value {
      return "has \(mine.what) \(shown(mine.value)), but \(shown(file)) has \(shown(theirs.value))"
    }
    return nil
  }

  /// All that must be the same, in words.
  private var described: [(what: String, value: String)] {
    func list(_ words: [String]) -> String { words.joined(separator: ", ") }
    return [
      ("a report of vexfmt", program), ("the format", format), ("the specification", specification),
      ("the image", image ?? "none"), ("the seed", String(seed)), ("mutants in all parts:", String(count)),
      ("mutants aimed at rules:", String(isAimed)), ("mutants of", list(baselines)),
      ("the evaluators", list(evaluators)), ("not asked:", list(notAsked)),
      ("headers that were changed:", list(changedHeaders)),
    ]
  }

  /// The digest of some bytes, as reports have it.
  static func digest(_ bytes: [UInt8]) -> String {
    let digest = bytes.withBytes { XXH3_128().digest(of: $0, ChecksumParameters()) }
    let digits = (0..<digest.width).reversed().map { index in
      let byte = digest.byte(index)
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "xxh3-128:" + digits.joined()
  }

  /// The digest of a specification: of its text, and of its lock file.
  static func digest(_ source: SpecificationSource) -> String {
    let text = digest(source.text)
    guard let lock = source.lock else { return text }
    return digest(Array((text + digest(lock)).utf8))
  }
}
