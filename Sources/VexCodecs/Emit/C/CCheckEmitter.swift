import VexBytes
import VexFormatSpec

/// Prints one check as a C function.
struct CCheckEmitter {
  /// The check.
  let check: CheckProgram
  /// The emitter that it belongs to, for names.
  let validator: CValidatorEmitter
  /// Names of the sources that the caller passes as arguments, by position in `CheckProgram.sources`.
  ///
  /// Nil for those in the context.
  let sourceArguments: [String?]
  /// Names of the parameters.
  let parameters: [String]
  /// Where registers and views are declared.
  let scopes: RegisterScopes

  /// Number of blocks opened so far, as `RegisterScopes` counts them.
  var blockCount = 1
  /// Number of rules that have a label so far.
  var labelCount = 0
  /// The rule whose steps are being printed.
  var rule: RuleStep?
  /// The label at the end of that rule, once something jumps to it.
  var label: String?
  /// Number of bytes of each view that was made, where it is constant.
  var viewSizes: [ViewID: Int] = [:]
  /// Views that lie in the buffer under test, so that their place in the image is known.
  var ownViews: Set<ViewID> = [0]
  /// Arguments that some step used.
  var used: Set<String> = []
  /// What `used` holds in the end; nil while that is being found out.
  var knownUses: Set<String>?
  /// Sources whose length no step tests.
  var untestedSources: [Int]
  /// What the function is given besides the context and what the sources and parameters are.
  var ownArguments = ["buf", "len", "place", "index"]
  /// Where the buffer under test lies in the image, in C.
  var bufferPlace = "place"

  init(check: CheckProgram, results: [Operand] = [], validator: CValidatorEmitter) {
    self.check = check
    self.validator = validator
    var arguments = UniqueNames(
      taken: ["ctx", "buf", "len", "place", "index", "finding", "pieces", "request", "digest", "width", "bytes"])
    func argument(_ name: String) -> String {
      let name = CNames.identifier(name)
      let isNumbered = "rv".contains(name.first ?? "_") && name.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
      // `r0` and `v0` are registers and views, `bytes0` encoded integers, `done_1` labels.
      return arguments.unique(isNumbered || name.hasPrefix("bytes") ? "\(name)_" : name)
    }
    sourceArguments = check.sources.map { source in
      guard case .given = source.origin else { return nil }
      let name = argument(source.name)
      _ = arguments.unique("\(name)_len")
      return name
    }
    parameters = check.parameters.map { argument($0.name) }
    scopes = RegisterScopes(check, results: results)
    untestedSources = check.sources.indices.filter { source in
      !Self.testsLength(of: source + 1, atLeast: check.sources[source].length, in: check.body)
    }
  }

  private var function: String { validator.names.name(check.name, "check") }

  /// The function's declaration without what follows its closing parenthesis.
  var signature: String {
    let p = validator.names.prefix
    var arguments = ["const struct \(p)_ctx *ctx", "const void *buf", "size_t len", "u64 place", "u64 index"]
    for name in sourceArguments {
      if let name { arguments += ["const void *\(name)", "size_t \(name)_len"] }
    }
    arguments += parameters.map { "u64 \($0)" }
    arguments.append("struct \(p)_finding *finding")
    return Self.call("int \(function)(", arguments)
  }

  /// An opening and arguments, aligned behind the parenthesis and wrapped to 100 columns.
  static func call(_ opening: String, _ arguments: [String], depth: Int = 0, closing: String = ")") -> String {
    let column = depth * 8 + opening.count
    let margin = String(repeating: "\t", count: column / 8 - depth) + String(repeating: " ", count: column % 8)
    var text = opening
    var width = column
    for (number, argument) in arguments.enumerated() {
      let piece = argument + (number == arguments.count - 1 ? closing : ",")
      if number > 0, width + 1 + piece.count > 100 {
        text += "\n\(margin)"
        width = column
      } else if number > 0 {
        text += " "
        width += 1
      }
      text += piece
      width += piece.count
    }
    return text
  }

  /// Prints the function.
  mutating func print(_ code: inout CodePrinter, _ helpers: inout CHelpers) {
    print(signature, first: "memset(finding, 0, sizeof(*finding));", last: "return 0;", &code, &helpers)
  }

  /// Prints a function that runs the steps between two other statements.
  mutating func print(
    _ signature: String, first: String, last: String, _ code: inout CodePrinter, _ helpers: inout CHelpers
  ) {
    // What is never used is known only at the end, and must be said where it is declared.
    var (probe, probeHelpers) = (self, helpers)
    var body = CodePrinter(indent: "\t", depth: 1)
    probe.print(steps: check.body, isLast: true, &body, &probeHelpers)
    knownUses = probe.used
    body = CodePrinter(indent: "\t", depth: 1)
    print(steps: check.body, isLast: true, &body, &helpers)

    code.print(signature)
    code.print("{")
    code.indented { code in
      if used.contains("v0") { code.print("const u8 *v0 = buf;") }
      for (number, source) in check.sources.enumerated() where used.contains("v\(number + 1)") {
        code.print("const u8 *v\(number + 1) = \(pointer(of: number)); /* \(CText.oneLine(source.name)) */")
      }
      declare(block: 0, &code)
      code.separate()
      for name in unusedArguments { code.print("(void)\(name);") }
      code.print(first)
    }
    code.separate()
    code.print(raw: body)
    code.separate()
    code.indented { $0.print(last) }
    code.print("}")
  }

  private var unusedArguments: [String] {
    var names = (["ctx"] + ownArguments).filter { !used.contains($0 == "buf" ? "v0" : $0) }
    for (number, name) in sourceArguments.enumerated() {
      guard let name else { continue }
      if !used.contains("v\(number + 1)") { names.append(name) }
      if !used.contains("\(name)_len") { names.append("\(name)_len") }
    }
    return names + parameters.filter { !used.contains($0) }
  }

  private func pointer(of source: Int) -> String {
    if let name = sourceArguments[source] { return name }
    guard case .region(let region) = check.sources[source].origin else { return "NULL" }
    return "ctx->\(validator.member(of: region))"
  }

  /// Prints the declarations at the head of a block.
  func declare(block: Int, _ code: inout CodePrinter) {
    for view in scopes.views[block] ?? [] { code.print("const u8 *v\(view);") }
    let registers = (scopes.registers[block] ?? []).map { "r\($0)" }
    for line in CText.wrapped(registers.joined(separator: ", "), 88 - code.depth * 8) where !line.isEmpty {
      code.print("u64 \(line.hasSuffix(",") ? String(line.dropLast()) : line);")
    }
  }

  private static func testsLength(of view: ViewID, atLeast length: Int, in steps: [Step]) -> Bool {
    steps.contains { step in
      switch step {
      case .requireLength(view, .constant(let bytes)): bytes >= UInt64(max(0, length))
      case .frame(_, let steps): testsLength(of: view, atLeast: length, in: steps)
      case .rule(let rule): testsLength(of: view, atLeast: length, in: rule.body)
      default: false
      }
    }
  }
}
