import VexBytes
public import VexFormatSpec

/// Places in an image that follow from its size and their number alone, as steps on a stack, so that they are known without the
/// specification that declares them.
public struct PlaceFormula: Sendable, Hashable {
  /// A step.
  public enum Step: Sendable, Hashable {
    /// Puts a number on the stack.
    case number(UInt64)
    /// Puts the number of the place on it.
    case index
    /// Puts the size of the image in bytes on it.
    case size
    /// Takes two numbers, and puts the result on it.
    case arithmetic(ArithmeticOperator)
    /// The same.
    case function(Function)
  }

  /// The steps; what is left in the end is the place.
  public var steps: [Step]
  /// How many places there are.
  public var count: UInt64

  /// Makes a formula of its steps.
  public init(_ steps: [Step], count: UInt64 = 1) {
    self.steps = steps
    self.count = count
  }

  /// Makes a formula of what a specification declares.
  init(_ places: Recognition.Places) {
    self.init([], count: places.count)
    append(places.place)
  }

  private mutating func append(_ expression: Expression) {
    let expression = expression.folded()
    switch expression.node {
    case .integer(let value): steps.append(.number(value))
    case .index: steps.append(.index)
    case .imageSize: steps.append(.size)
    case .arithmetic(let op, let a, let b):
      append(a)
      append(b)
      steps.append(.arithmetic(op))
    case .function(let function, let arguments):
      for argument in arguments { append(argument) }
      steps.append(.function(function))
    // Nothing else is a place of this kind; the compiler saw to it.
    default: break
    }
  }

  /// The places in an image of `size` bytes, without those that have no value there.
  public func places(in size: UInt64) -> [UInt64] {
    (0..<count).compactMap { place($0, in: size) }.filter { $0 < size }
  }

  private func place(_ index: UInt64, in size: UInt64) -> UInt64? {
    var stack: [UInt64] = []
    for step in steps {
      switch step {
      case .number(let value): stack.append(value)
      case .index: stack.append(index)
      case .size: stack.append(size)
      case .arithmetic(let op):
        guard let b = stack.popLast(), let a = stack.popLast(), let value = op.apply(a, b) else { return nil }
        stack.append(value)
      case .function(let function):
        guard let b = stack.popLast(), let a = stack.popLast(), let value = function.apply([a, b]) else { return nil }
        stack.append(value)
      }
    }
    return stack.count == 1 ? stack.last : nil
  }
}
