public import VexBytes
public import VexFormatSpec

/// Number of a register.
public typealias Register = Int
/// Number of a view.
public typealias ViewID = Int

/// A register or a constant.
public enum Operand: Sendable, Hashable {
  /// The value of a register.
  case register(Register)
  /// This number.
  case constant(UInt64)
}

/// One step of a check.
///
/// Inside a `rule`, the steps `require`, `requireLength`, `checked`, `fail` and `verify` may end the rule as failed, and
/// `unverified` and `verify` as not verified; nothing else can. A failed rule records a finding and, if its severity is `error`, ends the check (a back end for reports may instead go on to
/// the end of the frame's stage). Registers that a rule's, branch's or loop's steps write are read only inside it, except for
/// those written by `copy`, which are prepared by a `copy` before it.
public indirect enum Step: Sendable {
  /// From here on, steps belong to this stage of the innermost frame.
  case stage(Stage)
  /// A structure instance with stages of its own: the root, a nested structure, an element.
  case frame(path: String, [Step])
  /// Tests a rule. The finding's place is `offset` in `view`.
  case rule(RuleStep)

  /// Ends the rule as failed when the operand is 0.
  case require(Operand)
  /// Ends the rule as failed when the view has fewer bytes than the operand.
  case requireLength(ViewID, Operand)
  /// Ends the rule as failed.
  case fail
  /// Ends the rule as *not verified*: nobody can tell whether it holds.
  case unverified

  /// Loads an integer, a signed one with its sign extended; all its bytes are known to be inside the view.
  case load(Register, ViewID, offset: Int, IntegerType)
  /// Computes what always has a value.
  case compute(Register, TotalOperator, Operand, Operand)
  /// Computes what may have no value; then the rule ends as failed.
  case checked(Register, CheckedOperator, Operand, Operand)
  /// Sets a register that was or will be set by another branch too.
  case copy(Register, Operand)
  /// Takes a value from outside.
  case input(Register, Input)
  /// 1 if the two runs of bytes, of equal length, are equal.
  case bytesEqual(Register, ByteRun, ByteRun)
  /// 1 if all bytes of the run are zero.
  case isZero(Register, ByteRun)
  /// The number of 1 bits in the run.
  case ones(Register, ByteRun)
  /// The number of 1 bits among `from ..< to`, counted from the byte at `offset` of the view; known to be inside and in order.
  case onesIn(Register, ViewID, offset: Int, from: Operand, to: Operand)
  /// Bit number `index` of the run, bit 0 lowest; `index` is known to be inside.
  case bit(Register, ByteRun, index: Operand)
  /// 1 if some byte of the run is zero.
  case hasNul(Register, ByteRun)

  /// Makes a view of `size` bytes of `of`, from `base + index * stride` on; known to be inside.
  ///
  /// With `least`, only so many bytes are known to be: the view ends where `of` does.
  case view(ViewID, of: ViewID, base: Int, index: Operand, stride: Int, size: Int, least: Int? = nil)
  /// Runs one of two lists, the first when the operand is not 0.
  case branch(Operand, then: [Step], otherwise: [Step])
  /// Runs the steps for each integer of `from ..< to`, in order. `cap` bounds the number of rounds whatever the operands say.
  case loop(LoopStep)
  /// Leaves the innermost loop.
  case leaveLoop

  /// Computes a digest; 1 into `known` if the algorithm is there. The low 64 bits go into the register.
  case digest(Register, known: Register, DigestStep)
  /// Compares a digest with what is stored; the rule fails when they differ, and is *not verified* when the algorithm is absent.
  case verify(DigestStep, StoredDigest)
  /// 1 if a digest is what is stored, and 1 into `known` if the algorithm is there.
  ///
  /// For one of several that may be stored; a writer stores it if `isWritten` is not 0.
  case compare(Register, known: Register, DigestStep, StoredDigest, isWritten: Operand)
}

/// A rule to test.
public struct RuleStep: Sendable {
  /// Number of the rule.
  public var number: UInt32
  /// Severity of a failure.
  public var severity: Severity
  /// The view in which the rule's field lies.
  public var view: ViewID
  /// Offset of the rule's field in the view, in bytes.
  public var offset: Int
  /// Number of bytes of the rule's field, for reports.
  public var length: Int
  /// Holds unless one of them ends the rule as failed.
  public var body: [Step]

  /// Makes a rule step.
  public init(number: UInt32, severity: Severity, view: ViewID, offset: Int, length: Int, body: [Step]) {
    self.number = number
    self.severity = severity
    self.view = view
    self.offset = offset
    self.length = length
    self.body = body
  }
}

/// A bounded loop.
public struct LoopStep: Sendable {
  /// Holds the loop's integer.
  public var index: Register
  /// The first integer.
  public var from: Operand
  /// The first integer that is no longer visited.
  public var to: Operand
  /// At most so many rounds.
  public var cap: UInt64
  /// What runs in each round.
  public var body: [Step]

  /// Makes a loop step.
  public init(index: Register, from: Operand, to: Operand, cap: UInt64, body: [Step]) {
    self.index = index
    self.from = from
    self.to = to
    self.cap = cap
    self.body = body
  }
}

/// Operators that always have a value.
public enum TotalOperator: String, Sendable {
  case equal, notEqual, less, lessOrEqual
  /// On two's complement.
  case signedLess, signedLessOrEqual
  case and, or, exclusiveOr
  /// Without bits that leave at the bottom; the right operand is below 64.
  case shiftRight
  case minimum, maximum
  /// Whether the right operand is a power of the left, 1 included.
  case isPower
  /// Sign-extends the left operand from so many bits.
  case signExtend
}

/// Operators that may have no value.
public enum CheckedOperator: String, Sendable {
  case add, subtract, multiply, divide, remainder, power, shiftLeft, shiftRight
  case divideUp, floor, ceiling
  /// Division that has no value if something remains.
  case divideExactly
}

/// What a check takes from outside.
public enum Input: Sendable, Hashable {
  /// The size of the image in bytes.
  case imageSize
  /// The place of the buffer in the image in bytes.
  case place
  /// The index of the element in its region.
  case index
  /// An integer that the holder supplies, by position in `CheckProgram.parameters`.
  case parameter(Int)
}

/// Consecutive bytes, known to be inside their view.
public enum ByteRun: Sendable, Hashable {
  /// Bytes of a view.
  case view(ViewID, offset: Int, count: Int)
  /// These bytes.
  case constant([UInt8])
}

/// How a digest is computed.
public struct DigestStep: Sendable {
  /// Slot of the algorithm in `Program.algorithms`.
  public var algorithm: Int
  /// Initial register or seed; nil for the algorithm's own.
  public var initial: Operand?
  /// Final xor; nil for the algorithm's own.
  public var xorOut: Operand?
  /// What is fed, in order.
  public var pieces: [DigestPiece]
}

/// Something that is fed to a digest.
public enum DigestPiece: Sendable {
  /// Bytes of a view, `from ..< to`; known to be inside.
  case bytes(ViewID, from: Operand, to: Operand)
  /// So many zero bytes, at most 32.
  case zeroes(Int)
  /// An encoded integer.
  case integer(Operand, IntegerType)
}

/// Where and how a digest is stored.
public enum StoredDigest: Sendable {
  /// An integer in a register; the digest's low bits under the mask are compared with it. A narrower digest is zero-extended.
  case integer(Register, mask: UInt64)
  /// The first bytes of a run, as many as the digest has.
  case bytes(ByteRun)
}
