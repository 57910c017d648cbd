import VexFormatSpec

extension SwiftEmitter {
  /// Names of a check's sources and parameters in generated code.
  func sourceNames(_ check: CheckProgram) -> (sources: [String], parameters: [String]) {
    var names = SwiftNames(reserved: [
      "algorithm", "bytes", "context", "digest", "finding", "index", "patches", "place", "round", "state", "isPower",
    ])
    return (check.sources.map { names.unique($0.name) }, check.parameters.map { names.unique($0.name) })
  }

  /// The function that checks bytes, step by step.
  func printCheck(_ check: CheckProgram, _ code: inout CodePrinter) {
    code.block("extension \(namespace).\(typeNames.structures[check.structure]) {") { code in
      code.document(
        "Checks bytes that may be a `\(check.name)`.",
        [
          "The first failed rule of severity `error` ends the check and is the answer. Otherwise it is the first of the "
            + "greatest severity, or `clean`. A checksum whose algorithm is not loaded counts as a warning."
        ] + parameterDocs(check))
      code.print("public static func check(")
      code.indented { $0.print(rawParameters(check).joined(separator: ",\n")) }
      code.print(") -> Finding {")
      var printer = StepPrinter(self, check, .check)
      var inner = CodePrinter(indent: code.indent, depth: code.depth + 1)
      printer.printBody(&inner)
      let records = inner.text.contains("finding.raise(")
      code.indented { if records { $0.print("var finding = Finding.clean") } }
      printer.append(inner, &code)
      code.indented { $0.print(records ? "return finding" : "return .clean") }
      code.print("}")
    }
  }

  /// The function that computes what belongs into a structure's digests.
  func printDigests(_ check: CheckProgram, _ code: inout CodePrinter) {
    code.block("extension \(namespace).\(typeNames.structures[check.structure]) {") { code in
      code.document(
        "Computes the digests that are stored in a `\(check.name)`, from its bytes as they are.",
        [
          "Throws the first failed rule that has to hold before the digests can be computed; an algorithm that is not "
            + "loaded is one. A digest that covers another one is right only after that was stored."
        ] + parameterDocs(check))
      code.print("public static func digests(")
      code.indented { code in
        let first = "of bytes: RawSpan"
        code.print(([first] + rawParameters(check).dropFirst()).joined(separator: ",\n"))
      }
      code.print(") throws(Finding) -> [DigestPatch] {")
      var printer = StepPrinter(self, check, .digests)
      var inner = CodePrinter(indent: code.indent, depth: code.depth + 1)
      printer.printBody(&inner)
      let hasPatches = inner.text.contains("patches.append(")
      code.indented { if hasPatches { $0.print("var patches: [DigestPatch] = []") } }
      printer.append(inner, &code)
      code.indented { $0.print(hasPatches ? "return patches" : "return []") }
      code.print("}")
    }
  }

  private func rawParameters(_ check: CheckProgram) -> [String] {
    let names = sourceNames(check)
    return ["_ bytes: RawSpan", "in context: \(namespace).Context", "place: UInt64", "index: UInt64"]
      + names.sources.map { "\($0): RawSpan" } + names.parameters.map { "\($0): UInt64" }
  }

  func parameterDocs(_ check: CheckProgram) -> [String] {
    let names = sourceNames(check)
    return ["- `place`: where the bytes begin in the image.", "- `index`: number of the element in its region."]
      + zip(names.sources, check.sources).map {
        "- `\($0)`: a verified `\(format.structures[$1.structure].name)`."
      }
      + zip(names.parameters, check.parameters).map { "- `\($0)`: what the holder supplies as `\($1.name)`." }
  }
}
