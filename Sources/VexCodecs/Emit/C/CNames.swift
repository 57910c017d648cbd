import VexFormatSpec

/// C identifiers of everything that a format names.
///
/// Names are given once, in a fixed order, so that every file spells them alike and the output is deterministic.
/// Characters that C does not allow become `_`; what collides after that gets a number.
struct CNames: Sendable {
  /// Prefix of functions and tags, `vexfs`.
  let prefix: String
  /// Prefix of macros, `VEXFS`.
  let upper: String
  /// Tag of each structure, `vexfs_superblock`.
  private(set) var structures: [String] = []
  /// Member of each field of each structure.
  private(set) var fields: [[String]] = []
  /// Tag of each enumeration.
  private(set) var enumerations: [String] = []
  /// Constant of each case of each enumeration.
  private(set) var cases: [[String]] = []
  /// Macro prefix of each flag type, `VEXFS_INCOMPAT`.
  private(set) var flagSets: [String] = []
  /// Macros of each flag of each flag type, one for each of its names.
  private(set) var flags: [[[String]]] = []
  /// Macro of each constant.
  private(set) var constants: [String] = []
  /// Macro of each rule, in the order of `Format.rules`.
  private(set) var rules: [String] = []
  /// Macro prefix of each structure, `VEXFS_SUPERBLOCK`.
  private(set) var structureMacros: [String] = []

  /// Names everything in `format`; `prefix` replaces the format's name.
  init(format: Format, prefix: String?) {
    let prefix = Self.identifier(prefix ?? format.name).lowercased()
    self.prefix = prefix
    self.upper = prefix.uppercased()
    let upper = self.upper
    var tags = UniqueNames(
      taken: ["ctx", "finding", "severity", "rule_info", "checksum_ops", "checksum_piece", "checksum_request"].map {
        "\(prefix)_\($0)"
      })
    var macros = UniqueNames(
      taken: ["NONE", "WARNING", "READONLY", "ERROR"].map { "\(upper)_SEVERITY_\($0)" } + ["\(upper)_FORMAT_H"])

    for constant in format.constants { constants.append(macros.unique(macro(constant.name))) }
    for structure in format.structures {
      structures.append(tags.unique(name(structure.name)))
      structureMacros.append(macros.unique(macro(structure.name)))
      var members = UniqueNames(taken: [])
      fields.append(structure.fields.map { members.unique(Self.identifier($0.name)) })
    }
    for enumeration in format.enumerations {
      enumerations.append(tags.unique(name(enumeration.name)))
      cases.append(enumeration.cases.map { macros.unique(macro(enumeration.name, $0.name)) })
    }
    for set in format.flagSets {
      flagSets.append(macros.unique(macro(set.name)))
      // The masks of a set are macros beside those of its flags.
      for mask in ["KNOWN", "REFUSE", "READONLY"] { _ = macros.unique(macro(set.name, mask)) }
      flags.append(set.flags.map { $0.names.map { macros.unique(macro(set.name, $0)) } })
    }
    for rule in format.rules {
      // The format's own name in front is the prefix already.
      let local = rule.name.split(separator: "/", omittingEmptySubsequences: true).dropFirst().joined(separator: "_")
      rules.append(macros.unique(macro("RULE", local)))
    }
  }

  /// A function's or tag's name.
  func name(_ parts: String...) -> String { joined([prefix] + parts) }

  /// A macro's name.
  func macro(_ parts: String...) -> String { joined([prefix] + parts).uppercased() }

  /// The macro of the rule with `number`; its digits if the format has no such rule.
  func rule(_ number: UInt32, in format: Format) -> String {
    format.rules.firstIndex { $0.number == number }.map { rules[$0] } ?? String(number)
  }

  private func joined(_ parts: [String]) -> String { parts.map(Self.characters).joined(separator: "_") }

  private static func characters(_ name: String) -> String {
    String(name.unicodeScalars.map { isAllowed($0) ? Character($0) : "_" })
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  /// `name` as a C identifier that stands alone.
  static func identifier(_ name: String) -> String {
    let name = characters(name)
    guard let first = name.unicodeScalars.first else { return "_" }
    if ("0"..."9").contains(first) { return "_" + name }
    return reserved.contains(name) ? name + "_" : name
  }

  /// Keywords, and macros of the kernel and the C library that have names like a field's.
  private static let reserved: Set<String> = [
    "alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const", "constexpr", "continue", "default",
    "do",
    "double", "else", "enum", "extern", "false", "float", "for", "goto", "if", "inline", "int", "long", "nullptr",
    "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "static_assert", "struct", "switch", "thread_local",
    "true",
    "typedef", "typeof", "union", "unsigned", "void", "volatile", "while",
    "current", "errno", "linux", "unix", "i386", "NULL", "EOF", "stdin", "stdout", "stderr", "major", "minor",
    "makedev",
    "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64",
    // C++ includes these headers too.
    "class", "delete", "export", "friend", "mutable", "namespace", "new", "operator", "private", "protected", "public",
    "template", "this", "throw", "try", "using", "virtual",
  ]
}

/// Names that are given only once.
struct UniqueNames {
  private var taken: Set<String>

  init(taken: some Sequence<String>) { self.taken = Set(taken) }

  /// `name`, or `name_2` and so on if it was given before.
  mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }
}
