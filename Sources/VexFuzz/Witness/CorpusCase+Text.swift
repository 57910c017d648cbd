import VexBytes

extension CorpusCase {
  /// Why a text is no case.
  public struct Malformed: Error, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int
    /// What is wrong.
    public var problem: String
    /// One line.
    public var description: String { "line \(line): \(problem)" }
  }

  /// The case as a file keeps it.
  public var text: String {
    var lines = rule.isEmpty ? [] : ["rule \(rule)"]
    lines += ["decision \(severity)", "offset \(offset)", "base \(version) \(baseSize)"]
    for (path, value) in settings.sorted(by: { $0.key < $1.key }) { lines.append("set \(path) \(value)") }
    if let element { lines.append("element \(element.region) \(element.index)") }
    if let size { lines.append("size \(size)") }
    for patch in patches {
      for start in stride(from: 0, to: patch.bytes.count, by: 32) {
        let bytes = patch.bytes[start..<min(patch.bytes.count, start + 32)]
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        lines.append("patch \(patch.offset + UInt64(start)) \(digits)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a file.
  public init(text: String) throws(Malformed) {
    self.init(rule: "", severity: .none, offset: 0, version: 0, baseSize: 0)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(separator: " ").map(String.init)
      guard let key = words.first, !key.hasPrefix("#") else { continue }
      guard read(key, Array(words.dropFirst())) else {
        throw Malformed(line: index + 1, problem: "'\(line)' is not understood")
      }
    }
    guard rule.isEmpty == (severity == .none), baseSize > 0 else {
      throw Malformed(line: 1, problem: "rule, decision or base is missing")
    }
  }

  private mutating func read(_ key: String, _ words: [String]) -> Bool {
    let numbers = words.map { UInt64($0) }
    switch (key, words.count) {
    case ("rule", 1): rule = words[0]
    case ("decision", 1):
      guard let known = Severity.allCases.first(where: { "\($0)" == words[0] }) else { return false }
      severity = known
    case ("offset", 1):
      guard let number = numbers[0] else { return false }
      offset = number
    case ("base", 2):
      guard let first = numbers[0], let second = numbers[1] else { return false }
      (version, baseSize) = (first, second)
    case ("set", 2): settings[words[0]] = words[1]
    case ("element", 2):
      guard let number = numbers[1] else { return false }
      element = Element(region: words[0], index: number)
    case ("size", 1):
      guard let number = numbers[0] else { return false }
      size = number
    case ("patch", 2):
      guard let number = numbers[0], let bytes = Self.bytes(words[1]) else { return false }
      patches.append(Patch(offset: number, bytes: bytes))
    default: return false
    }
    return true
  }

  private static func bytes(_ digits: String) -> [UInt8]? {
    let digits = Array(digits.utf8)
    guard digits.count.isMultiple(of: 2), !digits.isEmpty, digits.count <= 1 << 20 else { return nil }
    var result: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[start...start + 1], as: UTF8.self), radix: 16),
        digits[start] != 0x2b
      else { return nil }
      result.append(byte)
    }
    return result
  }
}
