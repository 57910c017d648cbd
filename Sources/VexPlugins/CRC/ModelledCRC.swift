import VexBytes

/// The CRC of a model.
///
/// `initial` is the register before the first byte as it is shifted, reflected if the model is, and `xorOut` the final
/// xor; both are the model's own by default.
public struct ModelledCRC: ChecksumAlgorithm {
  /// The name that a specification gives it.
  public let name: String
  /// Its parameters.
  public let model: CRCModel
  private let tables: CRCTables

  /// Makes the algorithm.
  public init(_ name: String, _ model: CRCModel) {
    self.name = name
    self.model = model
    tables = CRCTables(model)
  }

  /// As many bytes as the register's bits need.
  public var width: Int { model.byteCount }
  /// The digest of `123456789` as the model tells it; `computedCheck` is the one that it has.
  public var checkValue: Digest { Digest(low: model.check & model.mask, width: width) }

  /// The digest of the nine ASCII bytes `123456789`.
  public var computedCheck: UInt64 {
    Array("123456789".utf8).withBytes { digest(of: $0, ChecksumParameters()) }.low
  }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    let initial = (parameters.initial ?? model.initialRegister) & model.mask
    return State(
      tables: tables, register: model.isReflected ? initial : initial << model.leftShift,
      xorOut: (parameters.xorOut ?? model.xorOut) & model.mask, width: width)
  }

  private struct State: ChecksumState {
    let tables: CRCTables
    var register: UInt64
    let xorOut: UInt64
    let width: Int

    mutating func update(_ bytes: RawSpan) { register = tables.update(register, bytes) }

    func finish() -> Digest { Digest(low: register >> tables.resultShift ^ xorOut, width: width) }
  }
}

/// What a register becomes by each byte, for eight bytes at a time.
private final class CRCTables: Sendable {
  /// Entry `256 * t + b` is the register after byte `b` and `t` zero bytes, from register 0.
  private let slices: InlineArray<2048, UInt64>
  private let isReflected: Bool
  /// How far the result lies from the lowest bit of the register.
  let resultShift: UInt64

  init(_ model: CRCModel) {
    isReflected = model.isReflected
    resultShift = model.isReflected ? 0 : model.leftShift
    var slices = InlineArray<2048, UInt64>(repeating: 0)
    for byte in 0..<256 {
      var register = UInt64(byte) << (isReflected ? 0 : 56)
      for table in 0..<8 {
        register = model.shifted(register, by: 8)
        slices[table &* 256 &+ byte] = register
      }
    }
    self.slices = slices
  }

  /// The register after `bytes`, eight at a time.
  func update(_ register: UInt64, _ bytes: RawSpan) -> UInt64 {
    isReflected ? reflected(register, bytes) : plain(register, bytes)
  }

  private func reflected(_ register: UInt64, _ bytes: RawSpan) -> UInt64 {
    var register = register
    var at = 0
    while bytes.byteCount &- at >= 8 {
      let word = bytes.proven(UInt64.self, at: at, .little) ^ register
      // The first byte has seven more behind it, hence the last table.
      let early = slice(7, word) ^ slice(6, word &>> 8) ^ slice(5, word &>> 16) ^ slice(4, word &>> 24)
      let late = slice(3, word &>> 32) ^ slice(2, word &>> 40) ^ slice(1, word &>> 48) ^ slice(0, word &>> 56)
      register = early ^ late
      at &+= 8
    }
    while at < bytes.byteCount {
      register = register &>> 8 ^ slice(0, register ^ UInt64(bytes.proven(UInt8.self, at: at, .little)))
      at &+= 1
    }
    return register
  }

  private func plain(_ register: UInt64, _ bytes: RawSpan) -> UInt64 {
    var register = register
    var at = 0
    while bytes.byteCount &- at >= 8 {
      let word = bytes.proven(UInt64.self, at: at, .big) ^ register
      let early = slice(7, word &>> 56) ^ slice(6, word &>> 48) ^ slice(5, word &>> 40) ^ slice(4, word &>> 32)
      let late = slice(3, word &>> 24) ^ slice(2, word &>> 16) ^ slice(1, word &>> 8) ^ slice(0, word)
      register = early ^ late
      at &+= 8
    }
    while at < bytes.byteCount {
      let byte = register &>> 56 ^ UInt64(bytes.proven(UInt8.self, at: at, .little))
      register = register &<< 8 ^ slice(0, byte)
      at &+= 1
    }
    return register
  }

  @inline(__always)
  private func slice(_ table: Int, _ word: UInt64) -> UInt64 {
    slices[table &* 256 &+ Int(truncatingIfNeeded: word & 0xff)]
  }
}
