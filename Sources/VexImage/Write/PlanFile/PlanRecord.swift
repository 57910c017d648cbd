import VexBytes
import VexPlugins

/// One record of a plan file: a saved plan, or an undo file, which has the bytes from before as well.
///
/// A plan file is a sequence of records that is only ever added to. Each has a header of 24 bytes - magic `VXPR`, type u8,
/// packing u8, two zero bytes, stored length u32, plain length u32, number of the record u64, little-endian all of them -
/// then what is stored, then xxh64 of all that. Everything up to `end` was on the disk before the target was touched; a file
/// without a sound `end` belongs to a target that was not.
struct PlanRecord {
  var type: Kind
  var payload: [UInt8]

  /// What a record holds.
  enum Kind: UInt8 {
    /// `PlanFileHead`.
    case head = 1
    /// A stage, to which the writes after it belong.
    case stage = 2
    /// A write.
    case write = 3
    /// A range that the plan was made from, and its digest.
    case basis = 4
    /// Bytes from before.
    case old = 5
    /// A range that was zero before.
    case oldZeroes = 6
    /// The number of records before it.
    case end = 7
    /// What was done with the plan, and when.
    case mark = 8
  }

  static let magic: [UInt8] = Array("VXPR".utf8)
  static let headerSize = 24
  static let checksumSize = 8
  /// The most bytes of one record, before and after packing; a write of more is refused.
  static let limit = 64 << 20

  /// The record as it is stored.
  func stored(number: UInt64) -> [UInt8] {
    let packed = payload.count >= 64 ? Deflate.pack(payload) : nil
    let body = packed ?? payload
    var bytes = RecordBytes()
    bytes.bytes = Self.magic
    bytes.put(type.rawValue)
    bytes.put(UInt8(packed == nil ? 0 : 1))
    bytes.put(UInt16(0))
    bytes.put(UInt32(clamping: body.count))
    bytes.put(UInt32(clamping: payload.count))
    bytes.put(number)
    bytes.bytes += body
    bytes.put(WritePlan.digest(bytes.bytes))
    return bytes.bytes
  }

  /// What a record header promises.
  struct Header {
    var type: Kind
    var isPacked: Bool
    var storedCount: Int
    var plainCount: Int
    var number: UInt64

    /// Reads a header of `headerSize` bytes; nil when it is none.
    init?(_ bytes: [UInt8]) {
      var reader = RecordReader(bytes)
      guard let magic = reader.run(4), magic == PlanRecord.magic, let kind = reader.integer(UInt8.self),
        let type = Kind(rawValue: kind), let packing = reader.integer(UInt8.self), packing <= 1,
        reader.integer(UInt16.self) == 0, let stored = reader.integer(UInt32.self),
        let plain = reader.integer(UInt32.self), let number = reader.integer(UInt64.self),
        stored <= PlanRecord.limit, plain <= PlanRecord.limit, packing == 1 || stored == plain
      else { return nil }
      (self.type, isPacked, self.number) = (type, packing == 1, number)
      (storedCount, plainCount) = (Int(stored), Int(plain))
    }
  }
}
