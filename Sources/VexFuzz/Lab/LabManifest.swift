import VexBytes
import VexPlugins

/// What a pack consists of, so that one that lost something is not mistaken for one that asks little.
public struct LabManifest: Sendable, Equatable {
  /// Number of items of each kind.
  public var items: [LabItem.Kind: Int]
  /// Digests of the pack's files, by name.
  public var digests: [String: UInt64]

  /// Describes a pack.
  ///
  /// - `files`: the pack's files, each with its name.
  public init(_ expectations: [LabExpectation], files: [(name: String, bytes: [UInt8])]) {
    let none = Dictionary(uniqueKeysWithValues: LabItem.Kind.allCases.map { ($0, 0) })
    items = expectations.reduce(into: none) { $0[$1.kind, default: 0] += 1 }
    digests = files.reduce(into: [:]) { $0[$1.name] = Self.digest($1.bytes) }
  }

  /// Lines of `items KIND NUMBER` and `file NAME DIGEST`.
  public var text: String {
    let kinds = LabItem.Kind.allCases.map { "items \($0.rawValue) \(items[$0] ?? 0)" }
    let files = digests.sorted { $0.key < $1.key }.map { "file \($0.key) \(String($0.value, radix: 16))" }
    return (kinds + files).joined(separator: "\n") + "\n"
  }

  /// Reads lines; nil when they are not understood.
  public init?(text: String) {
    (items, digests) = ([:], [:])
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3 else { return nil }
      if words[0] == "items", let kind = LabItem.Kind(rawValue: words[1]), let count = Int(words[2]) {
        items[kind] = count
      } else if words[0] == "file", let digest = UInt64(words[2], radix: 16) {
        digests[words[1]] = digest
      } else {
        return nil
      }
    }
  }

  /// How a pack's files and expectations differ from the description; empty when they do not.
  public func differences(_ expectations: [LabExpectation], files: [(name: String, bytes: [UInt8])]) -> [String] {
    let found = LabManifest(expectations, files: files)
    var differences: [String] = []
    for kind in LabItem.Kind.allCases where items[kind] ?? 0 != found.items[kind] ?? 0 {
      differences.append("\(found.items[kind] ?? 0) items of kind \(kind.rawValue), not \(items[kind] ?? 0)")
    }
    for name in Set(digests.keys).union(found.digests.keys).sorted() where digests[name] != found.digests[name] {
      differences.append("\(name) is not as it was written")
    }
    for (index, expectation) in expectations.enumerated() where UInt32(exactly: index) != expectation.number {
      return differences + ["item \(expectation.number) stands where item \(index) belongs"]
    }
    return differences
  }

  private static func digest(_ bytes: [UInt8]) -> UInt64 {
    let algorithm = ChecksumRegistry.builtIn.algorithm(named: "xxh64")
    return bytes.withBytes { algorithm?.digest(of: $0, ChecksumParameters()).low ?? 0 }
  }
}
