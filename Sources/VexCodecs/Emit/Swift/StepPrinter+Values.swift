import VexBytes
import VexFormatSpec

extension StepPrinter {
  /// What a step computes; nil for steps that are not one expression.
  func value(of step: Step) -> (text: String, isBoolean: Bool)? {
    switch step {
    case .load(_, let view, let offset, let type): (load(view, offset, type), false)
    case .compute(_, let op, let a, let b): compute(op, a, b)
    case .input(_, let input): (self.input(input), false)
    case .bytesEqual(_, let a, let b): (equal(a, b), true)
    case .isZero(_, let run): (isZero(run), true)
    case .ones(_, let run):
      switch run {
      case .view(let view, let at, let count):
        ("\(span(view)).popcount(from: \(offset(view, at)), to: \(offset(view, at + count))) ?? 0", false)
      case .constant(let bytes): (String(bytes.reduce(0) { $0 + $1.nonzeroBitCount }), false)
      }
    case .onesIn(_, let view, let at, let from, let to):
      ("\(span(view)).popcount(at: \(offset(view, at)), bits: \(number(from)), to: \(number(to))) ?? 0", false)
    case .bit(_, let run, let index):
      switch run {
      case .view(let view, let at, _): ("\(span(view)).bit(\(number(index)), from: \(offset(view, at)))", true)
      case .constant(let bytes): ("\(array(bytes)).withBytes { $0.bit(\(number(index)), from: 0) }", true)
      }
    case .hasNul(_, let run):
      switch run {
      case .view(let view, let at, let count):
        ("\(span(view)).hasZero(from: \(offset(view, at)), to: \(offset(view, at + count))) == true", true)
      case .constant(let bytes): (String(bytes.contains(0)), true)
      }
    default: nil
    }
  }

  /// A load of an integer as unsigned 64 bits, signed ones in two's complement.
  private func load(_ view: ViewID, _ at: Int, _ type: IntegerType) -> String {
    let load = proven(view, at, SwiftText.integer(type), type.width == 1 ? .little : type.order)
    if type.isSigned { return "UInt64(bitPattern: Int64(\(load)))" }
    return type.width == 8 ? load : "UInt64(\(load))"
  }

  private func proven(_ view: ViewID, _ at: Int, _ type: String, _ order: ByteOrder) -> String {
    "\(span(view)).proven(\(type).self, at: \(offset(view, at)), \(SwiftText.order(order)))"
  }

  private func compute(_ op: TotalOperator, _ a: Operand, _ b: Operand) -> (text: String, isBoolean: Bool) {
    let left = number(a)
    let right = number(b)
    switch op {
    case .equal where isBoolean(a) && b == .constant(0): return (negated(a), true)
    case .equal: return ("\(left) == \(right)", true)
    case .notEqual where isBoolean(a) && b == .constant(0): return (boolean(a), true)
    case .notEqual: return ("\(left) != \(right)", true)
    case .less: return ("\(left) < \(right)", true)
    case .lessOrEqual: return ("\(left) <= \(right)", true)
    case .signedLess: return ("\(signed(a)) < \(signed(b))", true)
    case .signedLessOrEqual: return ("\(signed(a)) <= \(signed(b))", true)
    case .and where areBooleans(a, b): return ("\(boolean(a)) && \(boolean(b))", true)
    case .or where areBooleans(a, b): return ("\(boolean(a)) || \(boolean(b))", true)
    case .exclusiveOr where areBooleans(a, b): return ("\(boolean(a)) != \(boolean(b))", true)
    case .and: return ("\(left) & \(right)", false)
    case .or: return ("\(left) | \(right)", false)
    case .exclusiveOr: return ("\(left) ^ \(right)", false)
    case .shiftRight: return ("\(left) &>> \(right)", false)
    case .minimum: return ("Swift.min(\(left), \(right))", false)
    case .maximum: return ("Swift.max(\(left), \(right))", false)
    case .isPower: return ("isPower(\(right), of: \(left))", true)
    case .signExtend: return ("signExtended(\(left), bits: \(right))", false)
    }
  }

  private func isBoolean(_ operand: Operand) -> Bool {
    if case .register(let register) = operand { return analysis.booleans.contains(register) }
    return false
  }

  /// Whether the result of a bit operator is taken as a boolean; the analysis decides in the same way.
  private func areBooleans(_ a: Operand, _ b: Operand) -> Bool {
    func fits(_ operand: Operand) -> Bool {
      if case .constant(let value) = operand { return value <= 1 }
      return isBoolean(operand)
    }
    return fits(a) && fits(b)
  }

  private func input(_ input: Input) -> String {
    switch input {
    case .imageSize: "context.imageSize"
    case .place: "place"
    case .index: "index"
    case .parameter(let position): emitter.sourceNames(check).parameters[position]
    }
  }

  private func array(_ bytes: [UInt8]) -> String {
    "([\(bytes.map(SwiftText.byte).joined(separator: ", "))] as [UInt8])"
  }

  private func equal(_ a: ByteRun, _ b: ByteRun) -> String {
    switch (a, b) {
    case (.constant(let a), .constant(let b)): return String(a == b)
    case (.constant, .view): return equal(b, a)
    case (.view(let view, let at, let count), .view(let other, let place, _)):
      let range = "from: \(offset(view, at)), to: \(offset(view, at + count))"
      return "\(span(view)).equals(\(range), \(span(other)), at: \(offset(other, place))) == true"
    case (.view(let view, let at, let count), .constant(let bytes)):
      guard bytes.count == count else { return "false" }
      if count > 32 {
        let range = "from: \(offset(view, at)), to: \(offset(view, at + count))"
        return "\(array(bytes)).withBytes { \(span(view)).equals(\(range), $0, at: 0) } == true"
      }
      return words(view, at, bytes)
    }
  }

  private func isZero(_ run: ByteRun) -> String {
    switch run {
    case .constant(let bytes): return String(bytes.allSatisfy { $0 == 0 })
    case .view(let view, let at, let count):
      if (1...32).contains(count) { return words(view, at, Array(repeating: 0, count: count)) }
      return "\(span(view)).isZero(from: \(offset(view, at)), to: \(offset(view, at + count))) == true"
    }
  }

  /// Compares up to 32 bytes word by word, where a call would cost more than the loads; big-endian, so that a number reads
  /// as the text does.
  private func words(_ view: ViewID, _ at: Int, _ bytes: [UInt8]) -> String {
    var tests: [String] = []
    var done = 0
    while done < bytes.count {
      let width = [8, 4, 2, 1].first { $0 <= bytes.count - done } ?? 1
      let word = bytes[done..<done + width].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      let order = width == 1 ? ByteOrder.little : .big
      let constant = word == 0 ? "0" : "0x" + String(word, radix: 16)
      tests.append("\(proven(view, at + done, "UInt\(width * 8)", order)) == \(constant)")
      done += width
    }
    return tests.isEmpty ? "true" : tests.joined(separator: " && ")
  }
}
