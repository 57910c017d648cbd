import VexBytes
import VexFormatSpec

extension CCheckEmitter {
  /// An operand.
  func text(_ operand: Operand) -> String {
    switch operand {
    case .register(let register): "r\(register)"
    case .constant(let value): CText.integer(value)
    }
  }

  /// The register that a step without a way to fail sets, and the value.
  mutating func assignment(_ step: Step, _ helpers: inout CHelpers) -> (Register, String)? {
    switch step {
    case .load(let register, let view, let offset, let type): (register, load(view, offset, type, &helpers))
    case .compute(let register, let function, let left, let right):
      (register, expression(function, left, right, &helpers))
    case .copy(let register, let operand): (register, text(operand))
    case .input(let register, let input): (register, text(input))
    case .bytesEqual(let register, let left, let right):
      (register, "memcmp(\(pointer(left)), \(pointer(right)), \(count(left))) == 0")
    case .isZero(let register, let run): (register, "\(helpers.use("is_zero"))(\(pointer(run)), \(count(run)))")
    case .ones(let register, let run): (register, "\(helpers.use("ones"))(\(pointer(run)), \(count(run)))")
    case .onesIn(let register, let view, let offset, let from, let to):
      (
        register,
        "\(helpers.use("ones_in"))(\(pointer(.view(view, offset: offset, count: 0))), \(text(from)), \(text(to)))"
      )
    case .bit(let register, let run, let index):
      (register, "\(helpers.use("bit"))(\(pointer(run)), \(text(index)))")
    case .hasNul(let register, let run): (register, "memchr(\(pointer(run)), 0, \(count(run))) != NULL")
    default: nil
    }
  }

  private mutating func load(_ view: ViewID, _ offset: Int, _ type: IntegerType, _ helpers: inout CHelpers) -> String {
    used.insert("v\(view)")
    guard type.width > 1 else {
      let byte = "v\(view)[\(offset)]"
      return type.isSigned ? "\(helpers.use("sign_extend"))(\(byte), 8)" : byte
    }
    let function = helpers.use("get_\(type.order == .little ? "le" : "be")\(type.width * 8)")
    let value = "\(function)(v\(view)\(offset == 0 ? "" : " + \(offset)"))"
    guard type.isSigned, type.width < 8 else { return value }
    return "\(helpers.use("sign_extend"))(\(value), \(type.width * 8))"
  }

  private mutating func text(_ input: Input) -> String {
    switch input {
    case .imageSize:
      used.insert("ctx")
      return "ctx->image_size"
    case .place:
      used.insert("place")
      return "place"
    case .index:
      used.insert("index")
      return "index"
    case .parameter(let number):
      guard parameters.indices.contains(number) else { return "0" }
      used.insert(parameters[number])
      return parameters[number]
    }
  }

  private func expression(
    _ function: TotalOperator, _ left: Operand, _ right: Operand, _ helpers: inout CHelpers
  ) -> String {
    let (a, b) = (text(left), text(right))
    func infix(_ symbol: String) -> String { "\(a) \(symbol) \(b)" }
    func call(_ name: String) -> String { "\(helpers.use(name))(\(a), \(b))" }
    // Compilers warn of comparisons that are always the same; a call hides that.
    let isOdd = left == right || [left, right].contains { $0 == .constant(0) || $0 == .constant(.max) }
    switch function {
    case .equal: return left == right ? call("equal") : infix("==")
    case .notEqual: return left == right ? call("not_equal") : infix("!=")
    case .less: return isOdd ? call("less") : infix("<")
    case .lessOrEqual: return isOdd ? call("less_or_equal") : infix("<=")
    case .signedLess: return call("signed_less")
    case .signedLessOrEqual: return call("signed_less_or_equal")
    case .and: return infix("&")
    case .or: return infix("|")
    case .exclusiveOr: return infix("^")
    case .shiftRight:
      if case .register = left, case .constant(0..<64) = right { return infix(">>") }
      return call("shift_down")
    case .minimum: return call("min")
    case .maximum: return call("max")
    case .isPower: return call("is_power")
    case .signExtend: return call("sign_extend")
    }
  }

  /// A call that sets a register and is true when there is no value.
  func expression(
    _ function: CheckedOperator, _ left: Operand, _ right: Operand, _ register: Register, _ helpers: inout CHelpers
  ) -> String {
    let name =
      switch function {
      case .add: "__builtin_add_overflow"
      case .subtract: "__builtin_sub_overflow"
      case .multiply: "__builtin_mul_overflow"
      case .divide: helpers.use("divide")
      case .remainder: helpers.use("remainder")
      case .power: helpers.use("power")
      case .shiftLeft: helpers.use("shift_left")
      case .shiftRight: helpers.use("shift_right")
      case .divideUp: helpers.use("divide_up")
      case .floor: helpers.use("round_down")
      case .ceiling: helpers.use("round_up")
      case .divideExactly: helpers.use("divide_exactly")
      }
    return "\(name)(\(text(left)), \(text(right)), &r\(register))"
  }

  /// Where a view begins.
  mutating func address(_ view: ViewID, base: Int, index: Operand, stride: Int) -> String {
    used.insert("v\(view)")
    let start = base == 0 ? "v\(view)" : "v\(view) + \(base)"
    switch index {
    case .constant(let index):
      let (offset, overflow) = index.multipliedReportingOverflow(by: UInt64(max(0, stride)))
      return offset == 0 || overflow ? start : "\(start) + \(CText.integer(offset))"
    case .register(let register):
      return stride == 1 ? "\(start) + (size_t)r\(register)" : "\(start) + (size_t)(r\(register) * \(stride))"
    }
  }

  /// The address of a run's first byte.
  mutating func pointer(_ run: ByteRun) -> String {
    switch run {
    case .view(let view, let offset, _):
      used.insert("v\(view)")
      return offset == 0 ? "v\(view)" : "v\(view) + \(offset)"
    case .constant(let bytes): return "(const u8 *)\(CText.string(bytes))"
    }
  }

  /// The number of a run's bytes.
  func count(_ run: ByteRun) -> String {
    switch run {
    case .view(_, _, let count): String(count)
    case .constant(let bytes): String(bytes.count)
    }
  }
}
