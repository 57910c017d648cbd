import VexFormatSpec

/// What only a specification may know of a format, in the forms in which code would say it.
struct FormatFacts {
  /// Magic numbers as text.
  private(set) var magics: Set<String> = []
  /// Numbers that stand for an offset, a size, a constant or a magic number, with what they are.
  private(set) var numbers: [UInt64: String] = [:]
  /// Magic numbers byte by byte.
  private(set) var sequences: [[UInt64]] = []

  /// Takes them from a format, and magic numbers from the text that it was compiled from.
  ///
  /// Small numbers and powers of two are everywhere, and so mean nothing; `common` are others that do.
  init(_ format: Format, text: String, common: Set<UInt64>) {
    for structure in format.structures {
      add(structure.size.minimum, "the smallest size of \(structure.name)")
      add(structure.size.maximum, "the largest size of \(structure.name)")
      for field in structure.fields {
        add(field.offset, "the offset of \(structure.name).\(field.name)")
        add(field.byteCount, "the size of \(structure.name).\(field.name)")
        guard case .array(_, .fixed(let count))? = field.type else { continue }
        add(count, "the length of \(structure.name).\(field.name)")
      }
    }
    for constant in format.constants { add(constant.value, constant.name) }
    for number in common { numbers[number] = nil }
    // A power of two as well, but nothing else is 32768 here.
    if let bits = format.constants.first(where: { $0.name == "bits_per_block" }) { numbers[bits.value] = bits.name }
    for part in text.components(after: ["magic: ", "'"]) where part.count == 4 && part.utf8.allSatisfy(\.isCapital) {
      magics.insert(part)
      let bytes = part.utf8.map(UInt64.init)
      sequences += [bytes, bytes.reversed()]
      for bytes in [bytes, bytes.reversed()] { numbers[bytes.reduce(0) { $0 << 8 | $1 }] = "the magic number \(part)" }
    }
  }

  private mutating func add(_ number: Int?, _ name: String) { if let number { add(UInt64(number), name) } }

  private mutating func add(_ number: UInt64, _ name: String) {
    // All ones are as common as powers of two.
    guard number >= 100, number & (number - 1) != 0, number & (number &+ 1) != 0 else { return }
    numbers[number] = numbers[number] ?? name
  }

  /// What a line without comments gives away.
  func found(in line: String) -> [String] {
    let squeezed = String(decoding: line.utf8.filter { $0.isLetter || $0.isDigit }, as: UTF8.self)
    var result = magics.filter(squeezed.contains).sorted().map { "the magic number \($0)" }
    let values = NumberScanner.numbers(in: line)
    result += values.compactMap { value in numbers[value].map { "\(value), \($0)" } }
    for sequence in sequences where values.count >= sequence.count {
      if (0...values.count - sequence.count).contains(where: { values[$0..<$0 + sequence.count] == sequence[...] }) {
        result.append("the magic number's bytes \(sequence)")
      }
    }
    return result
  }
}

/// Finds integers as C, Swift and shells write them; the code of a character, `\u{2044}`, is none.
enum NumberScanner {
  static func numbers(in line: String) -> [UInt64] {
    var result: [UInt64] = []
    var word: [UInt8] = []
    let parts = line.split(separator: "\\u{", omittingEmptySubsequences: false)
    let line = parts.prefix(1).joined() + parts.dropFirst().map { $0.drop { $0 != "}" } }.joined()
    for byte in Array(line.utf8) + [0x20] {
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") {
        word.append(byte)
        continue
      }
      if let first = word.first, first.isDigit, let value = value(of: word) { result.append(value) }
      word.removeAll(keepingCapacity: true)
    }
    return result
  }

  private static func value(of word: [UInt8]) -> UInt64? {
    var text = String(decoding: word, as: UTF8.self).lowercased().replacing("_", with: "")
    while let last = text.last, "ul".contains(last) { text.removeLast() }
    for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] where text.hasPrefix(prefix) {
      return UInt64(text.dropFirst(2), radix: radix)
    }
    return UInt64(text)
  }
}

extension UInt8 {
  var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
  var isLetter: Bool { isCapital || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

extension String {
  /// The words that follow any of some texts.
  func components(after texts: [String]) -> [String] {
    texts.flatMap { text in
      split(separator: text, omittingEmptySubsequences: false).dropFirst().map { rest in
        String(decoding: rest.utf8.prefix { $0.isLetter || $0.isDigit }, as: UTF8.self)
      }
    }
  }
}
