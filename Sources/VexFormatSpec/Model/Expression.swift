/// A bound expression: every name resolved, every type and unit checked.
///
/// Evaluation is total. An operation that overflows 64 bits, goes below zero, divides by zero, shifts too far, converts
/// inexactly, or reads what is absent has *no value*, and the rule that contains the expression fails.
public struct Expression: Sendable {
  /// What it is.
  public var node: Node
  /// The type of its value.
  public var type: ValueType
  /// The unit its value is counted in; nil for plain numbers and everything that is not a number.
  public var unit: Unit?
  /// Where it stands in the specification.
  public var location: SourceLocation

  /// Makes an expression.
  public init(_ node: Node, type: ValueType, unit: Unit? = nil, location: SourceLocation) {
    self.node = node
    self.type = type
    self.unit = unit
    self.location = location
  }

  /// The forms of an expression.
  public indirect enum Node: Sendable {
    /// A number.
    case integer(UInt64)
    /// True or false.
    case boolean(Bool)
    /// A byte string.
    case bytes([UInt8])
    /// The value of a field, element or integer variable.
    case read(Access)
    /// An operation on two integers that may have no value.
    case arithmetic(ArithmeticOperator, Expression, Expression)
    /// A comparison of two integers; `signed` when either side is.
    case compare(ComparisonOperator, Expression, Expression, signed: Bool)
    /// Whether two byte strings of equal length are equal (or, if `negated`, are not).
    case compareBytes(Expression, Expression, negated: Bool)
    /// Whether two sets are equal (or, if `negated`, are not).
    case compareSets(Expression, Expression, negated: Bool)
    /// Whether all bits of the mask on the right are set in the flags on the left.
    case has(Expression, Expression)
    /// Whether the value equals one of the list.
    case isOneOf(Expression, [Expression])
    /// Whether the value lies in a range.
    case isInside(Expression, RangeExpression)
    /// Negation of a boolean.
    case not(Expression)
    /// Lazy conjunction.
    case and(Expression, Expression)
    /// Lazy disjunction.
    case or(Expression, Expression)
    /// Lazy choice.
    case conditional(Expression, Expression, Expression)
    /// A function of values.
    case function(Function, [Expression])
    /// Whether the thing is there: its conditions hold, and it is not its `none` value.
    case isPresent(Access)
    /// Whether all bytes of the thing are zero.
    case isZero(Access)
    /// The number of 1 bits of a bit array, or of those in a range.
    case ones(Access, RangeExpression?)
    /// Bits of a flags word that have no name: whether any is set.
    case hasUnknown(Expression, FlagSetID)
    /// The integer stored at a byte of a byte string: its width in bytes and byte order.
    case decode(Access, at: Int, IntegerType)
    /// Whether bit `index` of a bit array is set.
    case bit(Access, Expression)
    /// The size in bytes of a structure instance whose size varies.
    case sizeOf(Access)
    /// The place in the image of a structure instance, in bytes.
    case placeOf(Access)
    /// The index of a region's element.
    case indexOf(Access)
    /// The index of the element being checked in its region or array.
    case index
    /// The size of the image in bytes.
    case imageSize
    /// A quantifier or fold over a sequence.
    case aggregate(Aggregate)
    /// A range of integers as a set.
    case rangeSet(RangeExpression)
    /// The union of two sets.
    case union(Expression, Expression)
    /// The numbers of the 1 bits of a bit array over all elements of a region, in order.
    case setBits(Access)
    /// All space that regions claim in a unit.
    case owned(Unit)
    /// The number of members of a set.
    case setCount(Expression)
    /// How many elements of a region have the value on the right at the path on the left.
    case references(Access, Expression)
    /// Random or counted values that the tool supplies when it writes.
    case supplied(SuppliedValue)
    /// The value that an expression has in the image before a migration.
    case before(Expression)
  }
}

/// A range of integers; a missing bound is 0 or the largest integer.
public struct RangeExpression: Sendable {
  /// The first member.
  public var lower: Expression?
  /// The end.
  public var upper: Expression?
  /// Whether the end is a member.
  public var isClosed: Bool
  /// Whether the compared values are signed.
  public var isSigned: Bool
}

/// A quantifier or fold.
public struct Aggregate: Sendable {
  /// What is made of the elements.
  public var kind: Kind
  /// The variable that stands for each element.
  public var variable: VariableID
  /// What it ranges over.
  public var sequence: Sequence
  /// Which elements count; nil for all.
  public var filter: Expression?
  /// What is taken of each element; nil for `count`.
  public var body: Expression?
  /// At most so many elements are visited.
  public var cap: UInt64

  /// What is made of the elements.
  public enum Kind: String, Sendable, CaseIterable {
    case all, any, count, sum, min, max, one, sorted, unique, disjoint, union
  }

  /// What an aggregate or a walk ranges over.
  public enum Sequence: Sendable {
    /// Integers of a range.
    case integers(RangeExpression)
    /// Elements of an array in a structure instance.
    case array(Access)
    /// Elements of a region, or of an array in each of them.
    case region(RegionID, Access?)
  }
}

/// Number of an aggregate's or walk's variable, unique within the format.
public typealias VariableID = Int

/// The way to a value: where it starts and the steps from there.
public struct Access: Sendable {
  /// Where it starts.
  public var root: Root
  /// Steps into it.
  public var steps: [Step]
  /// The type at the end; nil when it ends at reserved bytes.
  public var type: FieldType?

  /// Makes an access.
  public init(root: Root, steps: [Step], type: FieldType?) {
    self.root = root
    self.steps = steps
    self.type = type
  }

  /// Where an access starts.
  public indirect enum Root: Sendable {
    /// The structure whose rule this is.
    case current(StructureID)
    /// Something that the holder supplied, by its position in `Structure.given`.
    case given(Int)
    /// The one thing (or the picked copy) of a region.
    case single(RegionID)
    /// An element of a region.
    case element(RegionID, Expression)
    /// The variable of an aggregate or walk.
    case variable(VariableID)
  }

  /// A step into a structure or array.
  public indirect enum Step: Sendable {
    /// Into a field of structure `of`.
    case field(FieldID, of: StructureID)
    /// To an element of an array.
    case element(Expression)
    /// To some bits of an integer.
    case bits(BitField)
  }
}

/// The type of an expression's value.
public enum ValueType: Sendable, Hashable {
  /// An unsigned integer of 64 bits.
  case unsigned
  /// A signed integer of 64 bits.
  case signed
  /// A value of an enumeration.
  case enumeration(EnumerationID)
  /// A word of flags.
  case flags(FlagSetID)
  /// A boolean.
  case boolean
  /// A byte string; its length where it is fixed.
  case bytes(Int?)
  /// A structure instance.
  case structure(StructureID)
  /// An array or a region's elements.
  case sequence
  /// Reserved bytes, of which only `zero` can be asked.
  case opaque
  /// A set of integers.
  case set
  /// A range of integers.
  case range
}
