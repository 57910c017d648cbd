import VexBytes
import VexFormatSpec

/// Steps as JSON, numbered in the order in which they are printed for people.
struct ExchangeSteps {
  private var number = 0

  mutating func json(_ steps: [Step]) -> JSON {
    var list: [JSON] = []
    for step in steps { list.append(json(step)) }
    return .array(list)
  }

  private mutating func json(_ step: Step) -> JSON {
    let head = number
    number += 1
    let (name, members) = members(step)
    return .object([("step", .count(head)), ("do", .string(name))] + members)
  }

  private mutating func members(_ step: Step) -> (String, [(String, JSON)]) {
    switch step {
    case .stage(let stage): return ("stage", [("stage", .string(stage.name))])
    case .frame(let path, let steps): return ("frame", [("path", .string(path)), ("steps", json(steps))])
    case .rule(let rule):
      return (
        "rule",
        [
          ("rule", .count(Int(rule.number))), ("severity", .string(rule.severity.word)), ("view", .count(rule.view)),
          ("offset", .count(rule.offset)), ("length", .count(rule.length)), ("steps", json(rule.body)),
        ]
      )
    case .branch(let condition, let then, let otherwise):
      let first = json(then)
      // In print, `else` is a line of its own.
      if !otherwise.isEmpty { number += 1 }
      return ("branch", [("if", Self.json(condition)), ("then", first), ("else", json(otherwise))])
    case .loop(let loop):
      return (
        "loop",
        [
          ("index", .count(loop.index)), ("from", Self.json(loop.from)), ("end", Self.json(loop.to)),
          ("cap", .digits(loop.cap)), ("steps", json(loop.body)),
        ]
      )
    default: return Self.members(step)
    }
  }

  /// A step that holds no others.
  private static func members(_ step: Step) -> (String, [(String, JSON)]) {
    func to(_ register: Register) -> (String, JSON) { ("to", .count(register)) }
    switch step {
    case .require(let operand): return ("require", [("value", json(operand))])
    case .requireLength(let view, let operand):
      return ("requireLength", [("view", .count(view)), ("value", json(operand))])
    case .load(let target, let view, let offset, let type):
      return ("load", [to(target), ("view", .count(view)), ("offset", .count(offset)), ("type", json(type))])
    case .compute(let target, let operation, let left, let right):
      return ("compute", [to(target), ("operator", .string(operation.rawValue))] + pair(left, right))
    case .checked(let target, let operation, let left, let right):
      return ("checked", [to(target), ("operator", .string(operation.rawValue))] + pair(left, right))
    case .copy(let target, let operand): return ("copy", [to(target), ("value", json(operand))])
    case .input(let target, let input): return ("input", [to(target)] + members(input))
    case .bytesEqual(let target, let left, let right):
      return ("bytesEqual", [to(target), ("left", json(left)), ("right", json(right))])
    case .isZero(let target, let run): return ("isZero", [to(target), ("bytes", json(run))])
    case .ones(let target, let run): return ("ones", [to(target), ("bytes", json(run))])
    case .onesIn(let target, let view, let offset, let from, let end):
      return (
        "onesIn",
        [to(target), ("view", .count(view)), ("offset", .count(offset)), ("from", json(from)), ("end", json(end))]
      )
    case .bit(let target, let run, let index):
      return ("bit", [to(target), ("bytes", json(run)), ("index", json(index))])
    case .hasNul(let target, let run): return ("hasNul", [to(target), ("bytes", json(run))])
    case .view(let view, let parent, let base, let index, let stride, let size, let least):
      return (
        "view",
        [
          ("view", .count(view)), ("of", .count(parent)), ("base", .count(base)), ("index", json(index)),
          ("stride", .count(stride)), ("size", .count(size)), ("least", .optional(least, JSON.count)),
        ]
      )
    case .digest(let target, let known, let digest):
      return ("digest", [to(target), ("known", .count(known)), ("digest", json(digest))])
    case .verify(let digest, let stored): return ("verify", [("digest", json(digest)), ("stored", json(stored))])
    case .compare(let target, let known, let digest, let stored, let isWritten):
      return (
        "compare",
        [
          to(target), ("known", .count(known)), ("digest", json(digest)), ("stored", json(stored)),
          ("written", json(isWritten)),
        ]
      )
    case .fail: return ("fail", [])
    case .unverified: return ("unverified", [])
    case .leaveLoop: return ("leaveLoop", [])
    case .stage, .frame, .rule, .branch, .loop: return ("", [])
    }
  }

  private static func pair(_ left: Operand, _ right: Operand) -> [(String, JSON)] {
    [("left", json(left)), ("right", json(right))]
  }

  private static func members(_ input: Input) -> [(String, JSON)] {
    switch input {
    case .imageSize: [("input", .string("imageSize"))]
    case .place: [("input", .string("place"))]
    case .index: [("input", .string("index"))]
    case .parameter(let number): [("input", .string("parameter")), ("parameter", .count(number))]
    }
  }

  static func json(_ operand: Operand) -> JSON {
    switch operand {
    case .register(let register): .object([("register", .count(register))])
    case .constant(let value): .object([("constant", .digits(value))])
    }
  }

  private static func json(_ run: ByteRun) -> JSON {
    switch run {
    case .view(let view, let offset, let count):
      .object([("view", .count(view)), ("offset", .count(offset)), ("count", .count(count))])
    case .constant(let bytes): .object([("constant", .hexadecimal(bytes))])
    }
  }

  private static func json(_ type: IntegerType) -> JSON {
    .object([("width", .count(type.width)), ("signed", .boolean(type.isSigned)), ("order", .string(type.order.word))])
  }

  private static func json(_ stored: StoredDigest) -> JSON {
    switch stored {
    case .integer(let register, let mask): .object([("register", .count(register)), ("mask", .digits(mask))])
    case .bytes(let run): .object([("bytes", json(run))])
    }
  }

  private static func json(_ digest: DigestStep) -> JSON {
    .object([
      ("algorithm", .count(digest.algorithm)), ("initial", .optional(digest.initial, json)),
      ("xorOut", .optional(digest.xorOut, json)), ("pieces", .list(digest.pieces, json)),
    ])
  }

  private static func json(_ piece: DigestPiece) -> JSON {
    switch piece {
    case .bytes(let view, let from, let end):
      .object([("kind", .string("bytes")), ("view", .count(view)), ("from", json(from)), ("end", json(end))])
    case .zeroes(let count): .object([("kind", .string("zeroes")), ("count", .count(count))])
    case .integer(let value, let type):
      .object([("kind", .string("integer")), ("value", json(value)), ("type", json(type))])
    }
  }
}
