import VexBytes
import VexFormatSpec

extension CheckProgram: CustomStringConvertible {
  /// The steps, one a line: a number, and indented what the step does.
  ///
  /// For people, not for programs.
  ///
  /// Registers are `r0`, views `v0`; `v1[8]` is byte 8 of view 1, `v1[8 +4]` are four bytes from there.
  public var description: String {
    var printer = ProgramPrinter()
    var head = "check \(name): \(registerCount) registers, \(viewCount) views, at most \(maximumSize) bytes"
    for (number, source) in sources.enumerated() { head += ", v\(number + 1) = \(source.name)" }
    for (number, parameter) in parameters.enumerated() { head += ", parameter \(number) = \(parameter.name)" }
    printer.print(body)
    return head + "\n" + printer.text
  }
}

/// Prints steps as numbered text.
struct ProgramPrinter {
  private(set) var text = ""
  private var depth = 0
  private var number = 0

  mutating func print(_ steps: [Step]) {
    for step in steps { print(step) }
  }

  private mutating func line(_ words: String) {
    let digits = String(number)
    text += String(repeating: " ", count: max(0, 4 - digits.count)) + digits + "  "
    text += String(repeating: "  ", count: depth) + words + "\n"
    number += 1
  }

  private mutating func block(_ head: String, _ steps: [Step]) {
    line(head)
    depth += 1
    print(steps)
    depth -= 1
  }

  private mutating func print(_ step: Step) {
    switch step {
    case .stage(let stage): line("stage \(stage.name)")
    case .frame(let path, let steps): block("frame \(path.isEmpty ? "(root)" : path)", steps)
    case .rule(let rule):
      block("rule \(rule.number) \(rule.severity) at v\(rule.view)[\(rule.offset) +\(rule.length)]", rule.body)
    case .branch(let operand, let then, let otherwise):
      block("if \(operand)", then)
      if !otherwise.isEmpty { block("else", otherwise) }
    case .loop(let loop):
      block("for r\(loop.index) in \(loop.from) ..< \(loop.to), at most \(loop.cap)", loop.body)
    default: line(Self.words(step))
    }
  }

  /// A step that holds no others.
  private static func words(_ step: Step) -> String {
    switch step {
    case .require(let operand): "require \(operand)"
    case .requireLength(let view, let operand): "require length of v\(view) >= \(operand)"
    case .fail: "fail"
    case .unverified: "unverified"
    case .load(let target, let view, let offset, let type): "r\(target) = v\(view)[\(offset)] as \(name(type))"
    case .compute(let target, let operation, let left, let right):
      "r\(target) = \(operation.rawValue) \(left), \(right)"
    case .checked(let target, let operation, let left, let right):
      "r\(target) = checked \(operation.rawValue) \(left), \(right)"
    case .copy(let target, let operand): "r\(target) = \(operand)"
    case .input(let target, let input): "r\(target) = input \(input)"
    case .bytesEqual(let target, let left, let right): "r\(target) = \(left) == \(right)"
    case .isZero(let target, let run): "r\(target) = zero \(run)"
    case .ones(let target, let run): "r\(target) = ones \(run)"
    case .onesIn(let target, let view, let offset, let from, let to):
      "r\(target) = ones of bits \(from) ..< \(to) from v\(view)[\(offset)]"
    case .bit(let target, let run, let index): "r\(target) = bit \(index) of \(run)"
    case .hasNul(let target, let run): "r\(target) = nul in \(run)"
    case .view(let view, let parent, let base, let index, let stride, let size, let least):
      "v\(view) = v\(parent)[\(base) + \(index) * \(stride) +\(least.map { "\($0)..." } ?? "")\(size)]"
    case .leaveLoop: "leave loop"
    case .digest(let target, let known, let digest): "r\(target), known r\(known) = \(words(digest))"
    case .verify(let digest, let stored): "verify \(words(digest)) \(words(stored))"
    case .compare(let target, let known, let digest, let stored, let isWritten):
      "r\(target), known r\(known) = \(words(digest)) \(words(stored)), written if \(isWritten)"
    case .stage, .frame, .rule, .branch, .loop: ""
    }
  }

  private static func name(_ type: IntegerType) -> String {
    (type.isSigned ? "i" : "u") + String(type.width * 8) + (type.order == .big ? "be" : "le")
  }

  private static func words(_ stored: StoredDigest) -> String {
    switch stored {
    case .integer(let register, let mask): "& 0x\(String(mask, radix: 16)) == r\(register)"
    case .bytes(let run): "== \(run)"
    }
  }

  private static func words(_ digest: DigestStep) -> String {
    let pieces = digest.pieces.map { piece in
      switch piece {
      case .bytes(let view, let from, let to): "v\(view)[\(from) ..< \(to)]"
      case .zeroes(let count): "\(count) zeroes"
      case .integer(let operand, let type): "\(name(type))(\(operand))"
      }
    }
    let initial = digest.initial.map { ", initial \($0)" } ?? ""
    let xorOut = digest.xorOut.map { ", xorout \($0)" } ?? ""
    return "digest \(digest.algorithm)(\(pieces.joined(separator: ", "))\(initial)\(xorOut))"
  }
}

extension Operand: CustomStringConvertible {
  /// `r5`, or the number.
  public var description: String {
    switch self {
    case .register(let register): "r\(register)"
    case .constant(let value): value < 1 << 16 ? String(value) : "0x" + String(value, radix: 16)
    }
  }
}

extension ByteRun: CustomStringConvertible {
  /// `v0[8 +4]`, or the bytes in hexadecimal.
  public var description: String {
    switch self {
    case .view(let view, let offset, let count): "v\(view)[\(offset) +\(count)]"
    case .constant(let bytes):
      "x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}
