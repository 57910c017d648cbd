import VexBytes
import VexFormatSpec

/// What an instruction does.
///
/// `a` to `d` are its operands; `r[x]` is a register, hidden register or constant.
///
/// An instruction that does not succeed fails its rule, or, outside of rules, ends the check with a fault.
enum TableOpcode: UInt8, Sendable, BitwiseCopyable {
  /// Succeeds if fields `a ..< b` of the table do; each names the rule that fails when it does not.
  case fields
  /// The check is done.
  case halt
  /// Goes to `d`.
  case jump
  /// Goes to `d` if `r[a]` is 0, or if the comparison of `r[a]` with `r[b]` is false.
  case jumpIfZero, jumpUnlessEqual, jumpUnlessNotEqual, jumpUnlessLess, jumpUnlessLessOrEqual
  /// Succeeds if `r[a]` is not 0, or if the comparison of `r[a]` with `r[b]` is true.
  case require, requireEqual, requireNotEqual, requireLess, requireLessOrEqual, requireSignedLess
  case requireSignedLessOrEqual
  /// Succeeds if view `a` has at least `r[b]` bytes.
  case requireLength
  case fail
  /// Loads the integer at `d` of the buffer into `r[a]`.
  case load
  /// Loads so, and succeeds if the integer is at least `r[b]` and at most (below, in the second) `r[c]`.
  case loadBetween, loadWithin
  /// Loads the integer at `d` of view `b` into `r[a]`.
  case viewLoad
  /// `r[a] = r[b]`.
  case copy
  /// `r[a] = r[b] op r[c]`, always with a value.
  case equal, notEqual, less, lessOrEqual, signedLess, signedLessOrEqual, and, or, exclusiveOr, shiftRight
  case minimum, maximum, isPower, signExtend
  /// `r[a] = r[b] op r[c]`, if that has a value.
  case add, subtract, multiply, divide, remainder, power, shiftLeft, checkedShiftRight, divideUp, floor, ceiling
  case divideExactly
  /// Sets `r[a]` from outside; a parameter is number `b`.
  case imageSize, place, index, parameter
  /// Sets `r[a]` from run `b`, run `c` or bit `r[c]`.
  case bytesEqual, isZero, ones, bit, hasNul
  /// Sets `r[a]` to the number of 1 bits among `r[c] ..< r[d]`, counted from where run `b` begins.
  case onesIn
  /// Makes the view of row `b` for the index in `r[a]`.
  case view
  /// Sets `r[a]` to `r[b]`, and `r[c]` to the number of integers from there up to `r[d]`.
  case loopBegin
  /// Goes to `d` if `r[b]` is 0; otherwise takes 1 off it, and moves `r[a]` to `r[c]` and to the next integer.
  case loopNext
  /// Digest `c` into `r[a]`, and into `r[b]` whether it is known.
  case digest
  /// Succeeds if digest `c` under the mask `r[b]` equals `r[a]`; goes to the rule's end if it is not known.
  case verifyInteger
  /// Succeeds if digest `c` begins run `a`; goes to the rule's end if it is not known.
  case verifyBytes
  /// Whether digest `c` is what is stored into `r[a]`, and into `r[b]` whether it is known; row `d` says what is stored.
  case compare
  /// Its rule is not verified, and ends.
  case unverified
  /// A new stage of the frame whose state is `r[a]`: goes to `d`, its end, if it failed. Only in reports.
  case stage
  /// Begins a frame: its state is `r[a]`, its holder's `r[b]`. Only in reports.
  case frameBegin
  /// Ends it. Only in reports.
  case frameEnd
}

/// One instruction of the flat program.
///
/// Operands are packed by two and taken apart where one is needed: loading six parts of every instruction is what an
/// interpreter would spend most of its time on.
struct TableInstruction: Sendable, BitwiseCopyable {
  var opcode: TableOpcode
  /// Loads: how the integer is stored.
  var shape = TableShape.byte
  /// Index of the rule that fails when the instruction does not succeed.
  var rule: UInt32
  private var ab: UInt64
  private var cd: UInt64

  /// No rule.
  static let none = UInt32.max

  init(_ opcode: TableOpcode, rule: UInt32, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0, d: UInt32 = 0) {
    self.opcode = opcode
    self.rule = rule
    ab = UInt64(a) | UInt64(b) << 32
    cd = UInt64(c) | UInt64(d) << 32
  }

  @inline(__always) var a: UInt32 { UInt32(truncatingIfNeeded: ab) }
  @inline(__always) var b: UInt32 {
    get { UInt32(truncatingIfNeeded: ab >> 32) }
    set { ab = ab & 0xffff_ffff | UInt64(newValue) << 32 }
  }
  @inline(__always) var c: UInt32 {
    get { UInt32(truncatingIfNeeded: cd) }
    set { cd = cd & 0xffff_ffff_0000_0000 | UInt64(newValue) }
  }
  @inline(__always) var d: UInt32 {
    get { UInt32(truncatingIfNeeded: cd >> 32) }
    set { cd = cd & 0xffff_ffff | UInt64(newValue) << 32 }
  }
}

/// How an integer is stored, in one byte.
struct TableShape: Sendable, BitwiseCopyable {
  private let bits: UInt8

  static let byte = TableShape(IntegerType(width: 1, order: .little))

  /// The shape of an integer of 1 to 8 bytes.
  init(_ type: IntegerType) {
    bits =
      UInt8(truncatingIfNeeded: 64 &- type.width &* 8) | (type.order == .big ? 1 : 0) | (type.isSigned ? 2 : 0)
  }

  /// Bits of a word beyond those of the integer.
  @inline(__always) var shift: UInt64 { UInt64(bits & 0x38) }
  @inline(__always) var isBig: Bool { bits & 1 != 0 }
  @inline(__always) var isSigned: Bool { bits & 2 != 0 }
  /// Bytes of the integer.
  @inline(__always) var width: Int { 8 &- Int(bits >> 3) }
}

/// An integer of the buffer under test that has to lie between two constants.
struct TableField: Sendable, BitwiseCopyable {
  /// Where it is in the buffer, in bytes.
  var offset: UInt32
  /// Index of the rule that fails when it does not.
  var rule: UInt32
  /// The integer less `low`, modulo 2^64, is at most `span`; so one test does for every comparison with a constant.
  var low: UInt64
  var span: UInt64
  var shape: TableShape
}

/// State of a frame, in its hidden register.
enum FrameState {
  /// A rule of severity `error` failed in this stage.
  static let failed: UInt64 = 1
  /// A checksum failed.
  static let unverified: UInt64 = 2
  /// It failed in an earlier stage.
  static let restsOnUnverified: UInt64 = 4
}

/// A rule, where it stands in the flat program.
struct TableRule: Sendable {
  var number: UInt32
  var severity: Severity
  var stage: Stage
  var view: Int
  var offset: UInt64
  var length: Int
  /// The hidden register of its frame; nil where nothing is tracked.
  var frame: UInt32?
  /// No rule, but what is outside of rules in a frame; the frame is what ends.
  var isFrame = false
  /// The instruction after it.
  var end = 0
}

/// A run of bytes; view -1 are the table's own constants.
struct TableRun: Sendable {
  var view: Int
  var offset: Int
  var count: Int
}

/// How a view is made.
struct TableViewRow: Sendable {
  var view: Int
  var parent: Int
  var base: UInt64
  var stride: UInt64
  var size: UInt64
  /// So many bytes must be there.
  var least: UInt64
}

/// How a digest is computed; operands are registers or constants.
struct TableDigest: Sendable {
  var algorithm: Int
  var initial: UInt32?
  var xorOut: UInt32?
  var pieces: [TablePiece]
}

/// What a digest is compared with.
enum TableStored: Sendable {
  case integer(UInt32, mask: UInt64)
  case run(UInt32)
}

/// What is fed to a digest.
enum TablePiece: Sendable {
  case bytes(view: Int, from: UInt32, to: UInt32)
  case zeroes(Int)
  case integer(UInt32, IntegerType)
}

/// Where a view's bytes are.
struct TableView: Sendable, BitwiseCopyable {
  /// 0 is the buffer under test, above it are the sources.
  var buffer = 0
  /// In bytes, in the buffer.
  var start = 0
  /// In bytes; `start + count` is within the buffer.
  var count = 0

  static var empty: TableView { TableView() }
}
