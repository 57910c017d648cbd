import VexBytes
import VexFormatSpec

extension CCheckEmitter {
  /// Prints that the current rule fails if a condition is true.
  mutating func fail(if condition: String, isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    let body = failure(isLast: isLast, code.depth + 1, &helpers)
    let isOneStatement = !body.text.contains("goto ")
    code.print("if (\(condition))\(isOneStatement ? "" : " {")")
    code.print(raw: body)
    if !isOneStatement { code.print("}") }
  }

  /// Prints that the current rule fails.
  mutating func fail(isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    code.print(raw: failure(isLast: isLast, code.depth, &helpers))
  }

  private mutating func failure(isLast: Bool, _ depth: Int, _ helpers: inout CHelpers) -> CodePrinter {
    var code = CodePrinter(indent: "\t", depth: depth)
    guard let rule else {
      // Steps that can fail stand inside rules only.
      code.print(";")
      return code
    }
    used.insert("ctx")
    let names = validator.names
    let number = names.rule(rule.number, in: validator.program.format)
    let arguments = ["ctx", "finding", number]
    if rule.severity == .error {
      let call = "return \(helpers.use("fail"))("
      code.print(Self.call(call, arguments + [place(of: rule)], depth: depth, closing: ");"))
      return code
    }
    let severity =
      switch rule.severity {
      case .none: "NONE"
      case .warning: "WARNING"
      case .readonly: "READONLY"
      case .error: "ERROR"
      }
    let call = "\(helpers.use("note"))("
    let all = arguments + ["\(names.upper)_SEVERITY_\(severity)", place(of: rule)]
    code.print(Self.call(call, all, depth: depth, closing: ");"))
    if !isLast { code.print("goto \(endOfRule());") }
    return code
  }

  private mutating func endOfRule() -> String {
    if let label { return label }
    labelCount += 1
    let label = "done_\(labelCount)"
    self.label = label
    return label
  }

  /// The place in the image of the current rule's field.
  ///
  /// Other structures' places are unknown here; then it is the buffer's.
  mutating func place(of rule: RuleStep) -> String {
    used.insert("place")
    guard rule.view != 0 else { return rule.offset == 0 ? bufferPlace : "\(bufferPlace) + \(rule.offset)" }
    guard ownViews.contains(rule.view) else { return bufferPlace }
    used.formUnion(["v0", "v\(rule.view)"])
    let start = "\(bufferPlace) + (u64)(v\(rule.view) - v0)"
    return rule.offset == 0 ? start : "\(start) + \(rule.offset)"
  }

  /// Prints a comparison of a digest with what is stored.
  mutating func verify(
    _ digest: DigestStep, _ stored: StoredDigest, isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers
  ) {
    print(digest, &code, &helpers) { emitter, code, helpers in
      let differs = emitter.comparison(with: stored, isEqual: false, &helpers)
      code.print("if (!width) {")
      code.indented { emitter.unverified(isLast: isLast, &$0, &helpers) }
      code.print("} else if (\(differs)) {")
      code.indented { emitter.fail(isLast: isLast, &$0, &helpers) }
      code.print("}")
    }
  }

  /// What is true when `digest` is what is stored, or when it is not.
  mutating func comparison(with stored: StoredDigest, isEqual: Bool, _ helpers: inout CHelpers) -> String {
    let sign = isEqual ? "==" : "!="
    switch stored {
    case .integer(let register, mask: .max): return "digest[0] \(sign) r\(register)"
    case .integer(let register, let mask): return "(digest[0] & \(CText.integer(mask))) \(sign) r\(register)"
    case .bytes(let run):
      let call = "\(helpers.use("digest_equal"))(digest, width, \(pointer(run)), \(count(run)))"
      return isEqual ? call : "!\(call)"
    }
  }

  /// Prints that the current rule is not verified.
  mutating func unverified(isLast: Bool, _ code: inout CodePrinter, _ helpers: inout CHelpers) {
    guard let rule else { return }
    used.insert("ctx")
    let number = validator.names.rule(rule.number, in: validator.program.format)
    let call = "\(helpers.use("unverified"))("
    code.print(Self.call(call, ["ctx", "finding", number, place(of: rule)], depth: code.depth, closing: ");"))
    if !isLast { code.print("goto \(endOfRule());") }
  }

  /// Prints a block in which `digest` and `width` hold a digest.
  mutating func print(
    _ digest: DigestStep, _ code: inout CodePrinter, _ helpers: inout CHelpers,
    then: (inout CCheckEmitter, inout CodePrinter, inout CHelpers) -> Void
  ) {
    used.insert("ctx")
    let p = validator.names.prefix
    let function = function(digest.algorithm, &helpers)
    let options = [("initial", digest.initial), ("xorout", digest.xorOut)].compactMap { name, operand in
      operand.map { ".has_\(name) = true, .\(name) = \(text($0))," }
    }
    let count = digest.pieces.count
    var pieces: [String] = []
    var encodings: [String] = []
    var declarations: [String] = []
    for (number, piece) in digest.pieces.enumerated() {
      switch piece {
      case .bytes(let view, let from, let to):
        used.insert("v\(view)")
        pieces.append("{ v\(view)\(offset(from)), \(difference(to, from)) },")
      case .zeroes(let count):
        declarations.append("static const u8 bytes\(number)[\(max(1, count))] = { 0 };")
        pieces.append("{ bytes\(number), \(max(0, count)) },")
      case .integer(let operand, let type):
        declarations.append("u8 bytes\(number)[\(type.width)];")
        let put = helpers.use(type.order == .little ? "put_le" : "put_be")
        encodings.append("\(put)(bytes\(number), \(text(operand)), \(type.width));")
        pieces.append("{ bytes\(number), \(type.width) },")
      }
    }
    let call = "width = \(helpers.use("digest"))("
    code.block("{") { code in
      code.print(lines: declarations)
      if count > 0 { code.block("struct \(p)_checksum_piece pieces[] = {", "};") { $0.print(lines: pieces) } }
      code.block("struct \(p)_checksum_request request = {", "};") { code in
        code.print(count > 0 ? ".pieces = pieces, .count = \(count)," : ".count = 0,")
        code.print(lines: options)
      }
      code.print("u64 digest[4];\nsize_t width;\n")
      code.print(lines: encodings)
      code.print(Self.call(call, [function, "&request", "digest"].withFirst("ctx"), depth: code.depth, closing: ");"))
      then(&self, &code, &helpers)
    }
  }

  /// What computes digests of an algorithm, by its slot: a CRC that the format describes is always there.
  private func function(_ slot: Int, _ helpers: inout CHelpers) -> String {
    let names = validator.program.algorithms
    guard names.indices.contains(slot) else { return "NULL" }
    if let model = validator.program.format.declaredAlgorithm(named: names[slot])?.crc {
      return helpers.use(model, named: names[slot])
    }
    return validator.algorithmMembers[slot].map { "ctx->checksum ? ctx->checksum->\($0) : NULL" } ?? "NULL"
  }

  private func difference(_ to: Operand, _ from: Operand) -> String {
    if case .constant(let from) = from {
      if case .constant(let to) = to { return CText.integer(to &- from) }
      if from == 0 { return "(size_t)\(text(to))" }
    }
    return "(size_t)(\(text(to)) - \(text(from)))"
  }

  private func offset(_ from: Operand) -> String {
    switch from {
    case .constant(0): ""
    case .constant(let bytes): " + \(CText.integer(bytes))"
    case .register(let register): " + (size_t)r\(register)"
    }
  }
}

extension [String] {
  fileprivate func withFirst(_ element: String) -> [String] { [element] + self }
}
