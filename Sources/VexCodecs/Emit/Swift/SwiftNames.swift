/// Names in Swift's spelling, all different within their scope.
struct SwiftNames {
  private var taken: Set<String>

  /// Makes a scope in which the names of `reserved` are taken.
  init(reserved: Set<String>) { taken = reserved }

  /// A name for `text` that nothing else in the scope has; an underscore is added until that is so.
  mutating func unique(_ text: String, capitalised: Bool = false) -> String {
    var name = Self.camelCase(text, capitalised: capitalised)
    while !taken.insert(name).inserted { name += "_" }
    return Self.keywords.contains(name) ? "`\(name)`" : name
  }

  /// `total_blocks` as `totalBlocks` or `TotalBlocks`.
  static func camelCase(_ text: String, capitalised: Bool = false) -> String {
    var name = ""
    for (index, part) in text.split(whereSeparator: { !isNamePart($0) }).enumerated() {
      // Only the first letter changes: `FXEV` and `VexFS` stay as they are.
      let first = part.prefix(1)
      let isFirst = index == 0 && !capitalised
      name += (isFirst ? first.lowercased() : first.uppercased()) + part.dropFirst()
    }
    guard let first = name.first else { return "_" }
    return first.isNumber ? "_" + name : name
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber)
  }

  /// Words that Swift keeps for itself where a property or a case is declared.
  private static let keywords: Set<String> = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while", "Any", "Self",
  ]

  /// Types that generated code names; a structure or enumeration of the format must not hide them.
  static let reservedTypes: Set<String> = [
    "Any", "Array", "BitView", "Bool", "ByteOrder", "ChecksumAlgorithm", "ChecksumParameters", "ChecksumRegistry",
    "Collection", "Context", "Digest", "DigestPatch", "Element", "ElementView", "Finding", "Hashable", "Hasher", "Int",
    "Int16", "Int32", "Int64", "Int8", "Optional", "OptionSet", "Protocol", "RawRepresentable", "RawSpan", "Self",
    "Sendable", "Severity", "StoredBytes", "String", "Swift", "Type", "UInt16", "UInt32", "UInt64", "UInt8",
    "UUIDValue", "Unverified", "VexBytes", "VexPlugins", "Void",
  ]

  /// Members that every structure has.
  static let reservedMembers: Set<String> = [
    "Builder", "Protocol", "Self", "Type", "byteCount", "bytes", "check", "digests", "finding", "init", "isPower",
    "maximumSize", "minimumSize", "sealed", "self", "signExtended", "store", "stored",
  ]

  /// Members that a flag set inherits or gets.
  static let reservedFlags: Set<String> = [
    "Protocol", "Self", "Type", "contains", "formUnion", "init", "insert", "isEmpty", "known", "rawValue", "remove",
    "self", "union", "unknown", "update",
  ]

  /// Members that an enumeration gets.
  static let reservedCases: Set<String> = ["Protocol", "Self", "Type", "hash", "init", "other", "rawValue", "self"]
}
