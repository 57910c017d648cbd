import VexFormatSpec

extension SwiftEmitter {
  /// The function that checks a structure named at run time.
  func printDispatch(_ code: inout CodePrinter) {
    code.block("extension \(namespace) {") { code in
      code.document(
        "Checks bytes that may be the structure of a name, for programs that compare implementations.",
        [
          "Nil when no region holds a structure of that name, or when it is given another number of sources or parameters "
            + "than its own `check` takes.",
          "- `structure`: the name in the specification.",
          "- `sources`: bytes of the verified structures that its `check` takes, in that order.",
          "- `parameters`: the integers that its `check` takes, in that order.",
        ])
      code.print("public static func check(")
      code.indented {
        $0.print(
          [
            "_ structure: String", "_ bytes: RawSpan", "in context: Context", "place: UInt64", "index: UInt64",
            "sources: [[UInt8]]", "parameters: [UInt64]",
          ].joined(separator: ",\n"))
      }
      code.print(") -> Finding? {")
      code.indented { code in
        code.print("switch (structure, sources.count, parameters.count) {")
        for check in program.checks { printDispatch(to: check, &code) }
        code.print("default: return nil")
        code.print("}")
      }
      code.print("}")
    }
  }

  private func printDispatch(to check: CheckProgram, _ code: inout CodePrinter) {
    let names = sourceNames(check)
    let name = format.structures[check.structure].name
    code.print("case (\(SwiftText.literal(name)), \(names.sources.count), \(names.parameters.count)):")
    let arguments =
      ["bytes", "in: context", "place: place", "index: index"]
      + names.sources.enumerated().map { "\($1): source\($0)" }
      + names.parameters.enumerated().map { "\($1): parameters[\($0)]" }
    let call = "\(typeNames.structures[check.structure]).check(\(arguments.joined(separator: ", ")))"
    code.indented { printCall(call, source: 0, of: names.sources.count, &$0) }
  }

  /// Prints a call inside closures that lend it the bytes of each source.
  private func printCall(_ call: String, source: Int, of count: Int, _ code: inout CodePrinter) {
    guard source < count else { return code.print("return " + call) }
    code.print("return sources[\(source)].withBytes { source\(source) in")
    code.indented { printCall(call, source: source + 1, of: count, &$0) }
    code.print("}")
  }
}
