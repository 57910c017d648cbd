import VexBytes
public import VexFormatSpec

/// Prints specifications as Swift, for a program that has them built in.
///
/// The text is kept, and what its format is recognised by, so that only specifications are compiled of which an image has
/// something. What they compile to is not kept: decoding that would take as long as compiling, and `explain` shows the text's lines.
public struct ShippedSpecEmitter: Sendable {
  /// A specification to build in.
  public struct Specification: Sendable {
    /// The format's name.
    public var name: String
    /// The name of its file, without folders.
    public var file: String
    /// The text of the file.
    public var text: String
    /// The text of its lock file; nil when there is none.
    public var lock: String?
    /// The program that makes images of the format; nil when this project does.
    public var maker: String?
    /// What the format is recognised by.
    public var signature: FormatSignature

    /// Makes one.
    public init(_ format: Format, file: String, text: String, lock: String?) {
      name = format.name
      maker = format.maker
      signature = FormatSignature(format)
      self.file = file
      self.text = text
      self.lock = lock
    }
  }

  /// What is built in, in the order in which images are tried.
  public var specifications: [Specification]

  /// Makes an emitter.
  public init(specifications: [Specification]) { self.specifications = specifications }

  /// `ShippedSpecs.swift`, and one file for each specification.
  public func files() -> [GeneratedFile] {
    var names = SwiftNames(reserved: ["all", "init", "self", "Type"])
    let properties = specifications.map { names.unique($0.name + "_spec") }
    var index = banner("the specifications")
    index.print("/// The specifications that are built in.")
    index.block("enum ShippedSpecs {") {
      $0.print("/// All of them, in the order in which images are tried.")
      $0.print("static let all: [ShippedSpec] = [\(properties.joined(separator: ", "))]")
    }
    var files = [GeneratedFile(path: "ShippedSpecs.swift", contents: index.text)]
    for (specification, property) in zip(specifications, properties) {
      var code = banner(specification.file)
      code.print("import VexCodecs")
      // The operators of places are its.
      code.print("import VexFormatSpec")
      code.separate()
      code.block("extension ShippedSpecs {") {
        $0.print("/// The specification of \(SwiftText.plain(specification.name)).")
        $0.print("static let \(property) = ShippedSpec(")
        $0.print("  name: \(SwiftText.literal(specification.name)),")
        $0.print("  file: \(SwiftText.literal(specification.file)),")
        $0.print("  text: \(property)Text,")
        $0.print("  lock: \(specification.lock == nil ? "nil" : "\(property)Lock"),")
        $0.print("  maker: \(specification.maker.map(SwiftText.literal) ?? "nil"),")
        printSignature(specification.signature, &$0)
        $0.print(")")
      }
      code.separate()
      printText("\(property)Text", specification.text, &code)
      if let lock = specification.lock {
        code.separate()
        printText("\(property)Lock", lock, &code)
      }
      let path = "ShippedSpecs+\(SwiftNames.camelCase(specification.name, capitalised: true)).swift"
      files.append(GeneratedFile(path: path, contents: code.text))
    }
    return files
  }

  private func printSignature(_ signature: FormatSignature, _ code: inout CodePrinter) {
    code.print("  signature: FormatSignature(")
    code.print("    place: \(signature.place.map(SwiftText.number) ?? "nil"),")
    for (label, patterns) in [("magic", signature.magic), ("lookalikes", signature.lookalikes)] {
      printPatterns(label, patterns, "    ", &code)
    }
    let units = signature.copyUnits.map(SwiftText.number).joined(separator: ", ")
    let copies = signature.fixedCopies.map(SwiftText.number).joined(separator: ", ")
    code.print("    copyUnits: [\(units)],")
    code.print("    fixedCopies: [\(copies)],")
    printPatterns("marks", signature.marks, "    ", &code)
    code.print("    backups: [")
    for backup in signature.backups {
      code.print("      FormatSignature.Backup(")
      printPatterns("magic", backup.magic, "        ", &code)
      let steps = backup.places.steps.map(step).joined(separator: ", ")
      code.print("        places: PlaceFormula([\(steps)], count: \(SwiftText.number(backup.places.count)))),")
    }
    code.print("    ]")
    code.print("  )")
  }

  private func printPatterns(
    _ label: String, _ patterns: [FormatSignature.Pattern], _ indent: String, _ code: inout CodePrinter
  ) {
    guard !patterns.isEmpty else { return code.print("\(indent)\(label): [],") }
    code.print("\(indent)\(label): [")
    for pattern in patterns {
      let bytes = pattern.bytes.map { SwiftText.byte($0) }.joined(separator: ", ")
      code.print(
        "\(indent)  FormatSignature.Pattern(offset: \(SwiftText.number(pattern.offset)), bytes: [\(bytes)]),")
    }
    code.print("\(indent)],")
  }

  private func step(_ step: PlaceFormula.Step) -> String {
    switch step {
    case .number(let value): ".number(\(SwiftText.number(value)))"
    case .index: ".index"
    case .size: ".size"
    case .arithmetic(let op): ".arithmetic(.\(op))"
    case .function(let function): ".function(.\(function))"
    }
  }

  private func banner(_ source: String) -> CodePrinter {
    var code = CodePrinter(indent: "  ")
    code.print(SwiftEmitter.banner(source))
    code.print("// Regenerate with `vexfmt gen-swift --embedded`.")
    code.print("// swift-format-ignore-file")
    code.separate()
    return code
  }

  /// Prints a text as a literal whose lines are the text's, so that a difference shows what changed.
  private func printText(_ name: String, _ text: String, _ code: inout CodePrinter) {
    code.print("private let \(name) = \"\"\"")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { code.print(escaped(line)) }
    code.print("\"\"\"")
  }

  private func escaped(_ line: Substring) -> String {
    var result = ""
    for scalar in line.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += result.hasSuffix("\"") ? "\\\"" : "\""
      case "\t": result += "\t"
      case _ where scalar.value < 32 || scalar.value == 127 || !scalar.isASCII:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
