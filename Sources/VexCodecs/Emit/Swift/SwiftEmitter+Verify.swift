import VexFormatSpec

extension SwiftEmitter {
  /// The only ways to a verified structure: from bytes that pass the check, and from a builder that is sealed.
  func printVerify(_ check: CheckProgram, _ code: inout CodePrinter) {
    let type = path(structure: check.structure)
    code.block("extension \(namespace).Unverified where Structure == \(type) {") { code in
      code.document(
        "Checks the bytes; the answer is the structure, from which fields can be read.",
        ["Throws the first failed rule of severity `error`; lesser ones are in the structure's `finding`."]
          + parameterDocs(check))
      code.print("public func verify(")
      code.indented { $0.print(typedParameters(check).joined(separator: ",\n")) }
      code.print(") throws(Finding) -> \(type) {")
      code.indented { code in
        let call = "\(type).check(bytes, \(arguments(check)))"
        printCall(call, result: "finding", on: "bytes.withBytes", check, &code)
        code.print("guard finding.severity < .error else { throw finding }")
        code.print("return \(type)(stored: StoredBytes(bytes), finding: finding)")
      }
      code.print("}")
    }
    code.separate()
    code.block("extension \(type).Builder {") { code in
      let hasDigests = check.hasDigests
      code.document(
        hasDigests
          ? "Computes the digests, stores them, and checks the whole structure." : "Checks the whole structure.",
        ["Throws the first failed rule of severity `error`."] + parameterDocs(check))
      code.print("public func sealed(")
      code.indented { $0.print(typedParameters(check).joined(separator: ",\n")) }
      code.print(") throws(Finding) -> \(type) {")
      code.indented { code in
        if hasDigests { printSeal(check, type, &code) }
        let names = sourceNames(check)
        let values = (names.sources + names.parameters).map { ", \($0): \($0)" }.joined()
        let bytes = hasDigests ? "copy.bytes" : "bytes"
        code.print(
          "return try \(namespace).Unverified<\(type)>(\(bytes)).verify(in: context, place: place, index: index\(values))"
        )
      }
      code.print("}")
    }
  }

  private func printSeal(_ check: CheckProgram, _ type: String, _ code: inout CodePrinter) {
    let count = check.body.reduce(0) { $0 + $1.digestCount }
    code.print("var copy = self")
    if count > 1 {
      code.print("// A digest may cover others, which are then right one round earlier.")
      code.print("for _ in 0..<\(count) {")
    } else {
      code.print("do {")
    }
    code.indented { code in
      code.print("let bytes = copy.bytes")
      let call = "\(type).digests(of: bytes, \(arguments(check)))"
      printThrowingCall(call, result: "patches", check, &code)
      if count > 1 { code.print("let before = copy.bytes") }
      code.print("for patch in patches where patch.view == 0 { copy.store(patch) }")
      if count > 1 { code.print("if copy.bytes == before { break }") }
    }
    code.print("}")
  }

  private func arguments(_ check: CheckProgram) -> String {
    let names = sourceNames(check)
    return
      (["in: context", "place: place", "index: index"] + (names.sources + names.parameters).map { "\($0): \($0)" })
      .joined(separator: ", ")
  }

  private func typedParameters(_ check: CheckProgram) -> [String] {
    let names = sourceNames(check)
    return ["in context: \(namespace).Context", "place: UInt64", "index: UInt64 = 0"]
      + zip(names.sources, check.sources).map { "\($0): \(path(structure: $1.structure))" }
      + names.parameters.map { "\($0): UInt64" }
  }

  /// Prints a call with the spans of the bytes and of all sources.
  private func printCall(
    _ call: String, result: String, on bytes: String, _ check: CheckProgram, _ code: inout CodePrinter
  ) {
    let names = sourceNames(check).sources
    code.print("let \(result) = \(bytes) { bytes in")
    for (depth, name) in names.enumerated() {
      code.print(String(repeating: "  ", count: depth + 1) + "\(name).stored.withSpan { \(name) in")
    }
    code.print(String(repeating: "  ", count: names.count + 1) + call)
    for depth in names.indices.reversed() { code.print(String(repeating: "  ", count: depth + 1) + "}") }
    code.print("}")
  }

  /// The same for a call that throws; a result carries the error out of the closures, whose errors Swift does not infer.
  private func printThrowingCall(
    _ call: String, result: String, _ check: CheckProgram, _ code: inout CodePrinter
  ) {
    let attempt = "Swift.Result { () throws(Finding) in try \(call) }"
    printCall(attempt, result: "result", on: "bytes.withBytes", check, &code)
    code.print("let \(result) = try result.get()")
  }
}

extension Step {
  /// Number of digests that are stored because of it, at most; of those among which a rule looks for one, one is.
  var digestCount: Int {
    if case .verify = self { return 1 }
    let inside = children.joined().reduce(0) { $0 + $1.digestCount }
    guard case .rule = self, contains({ $0.isComparison }) else { return inside }
    return inside + 1
  }

  private var isComparison: Bool {
    if case .compare = self { return true }
    return false
  }
}
