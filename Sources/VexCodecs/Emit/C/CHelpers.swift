/// Small static functions that generated validators call.
///
/// Only those that are called are printed, since a compiler warns of others.
struct CHelpers {
  /// The prefix of their names.
  let prefix: String
  private var used: Set<String> = []
  /// Functions that are made for this format, by name.
  private var made: [(name: String, text: String)] = []

  init(prefix: String) { self.prefix = prefix }

  /// The name of helper `name`, which is printed from now on.
  mutating func use(_ name: String) -> String {
    used.insert(name)
    for inner in Self.needs[name] ?? [] { _ = use(inner) }
    return "\(prefix)_\(name)"
  }

  /// Prints a function that is made for this format, once.
  mutating func add(_ text: String, for name: String) {
    if !made.contains(where: { $0.name == name }) { made.append((name, text)) }
  }

  /// Prints every helper in use, in a fixed order.
  func print(_ code: inout CodePrinter) {
    for (name, text) in Self.texts + made where used.contains(name) || made.contains(where: { $0.name == name }) {
      code.print(aligned(text.replacing("PREFIX", with: prefix).replacing("UPPER", with: prefix.uppercased())))
      code.print()
    }
  }

  /// `text` with the arguments of the function that it begins with wrapped where this prefix wants it.
  private func aligned(_ text: String) -> String {
    guard let open = text.firstIndex(of: "("), let body = text.firstRange(of: ")\n{"), open < body.lowerBound
    else { return text }
    let arguments = text[text.index(after: open)..<body.lowerBound].split { $0 == "," || $0.isNewline || $0 == "\t" }
      .map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    let head = text[...open].split(separator: "\n", omittingEmptySubsequences: false)
    let signature = CCheckEmitter.call(String(head.last ?? ""), arguments.map(String.init))
    return (head.dropLast().map(String.init) + [signature]).joined(separator: "\n")
      + text[body.lowerBound...].dropFirst()
  }

  private static let needs: [String: [String]] = [
    "remainder": ["div_rem"], "divide": ["div_rem"], "divide_up": ["div_rem"], "divide_exactly": ["div_rem"],
    "round_down": ["div_rem"], "round_up": ["div_rem"],
    "fail": ["record"], "note": ["record"], "unverified": ["record"],
  ]

  /// Name and text, each after those that it calls.
  ///
  /// Functions that answer `bool` are true when there is no value.
  private static let texts: [(String, String)] =
    findings + loads + comparisons + arithmetic + runs + digests
}
