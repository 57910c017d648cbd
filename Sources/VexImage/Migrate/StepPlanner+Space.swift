import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

extension StepPlanner {
  /// Throws unless an interruption before the commit leaves the image before.
  ///
  /// What is written until then lies where that image has nothing, copies of what commits aside: the element that they are
  /// copies of is still there.
  func requireRoom(_ stages: [WritePlan.Stage], _ occupied: OccupiedSpace) throws {
    var failed: [ImageFinding] = []
    var copies = IntegerSet()
    for copy in occupied.copies where copy.ordinal > 0 { copies.insert(copy.bytes) }
    for write in stages.filter({ $0.role == .preparation }).flatMap(\.writes) {
      let taken = copies.gaps(in: write.range).compactMap { occupied.claimed.firstCommon($0) }
      guard let common = taken.first else { continue }
      failed.append(
        finding(
          edge.room, found: "byte \(common) is in use",
          message: "\(write.name) would be written over what version \(edge.from) has at offset \(common), and an "
            + "interruption would leave neither version", at: write.range))
    }
    if !failed.isEmpty { throw MigrationError.needs(failed) }
  }

  /// Bytes that are lost and that the image before does not describe; nil when all of those are zero.
  func remains(_ stages: [WritePlan.Stage], _ occupied: OccupiedSpace) throws -> Remains? {
    var found: [(offset: UInt64, bytes: [UInt8])] = []
    var remains: Remains?
    for write in stages.flatMap(\.writes).sorted(by: { $0.offset < $1.offset }) {
      for range in occupied.described.gaps(in: write.range) {
        let bytes = try before(range.lowerBound, Int(range.upperBound - range.lowerBound))
        guard let first = bytes.firstIndex(where: { $0 != 0 }) else { continue }
        found.append((range.lowerBound, bytes))
        let count = UInt64(bytes.count { $0 != 0 })
        if remains == nil {
          remains = Remains(
            count: 0, offset: range.lowerBound + UInt64(first), sample: Array(bytes[first...].prefix(16)),
            target: write.name, fingerprint: "")
        }
        remains?.count += count
      }
    }
    guard var remains else { return nil }
    remains.fingerprint = try fingerprint(found)
    return remains
  }

  private func fingerprint(_ pieces: [(offset: UInt64, bytes: [UInt8])]) throws -> String {
    guard let algorithm = migrator.checksums.algorithm(named: "xxh64") else {
      throw MigrationError.table("xxh64 is not loaded, which fingerprints need")
    }
    var fed: [UInt8] = []
    for piece in pieces {
      fed += (0..<8).map { UInt8(truncatingIfNeeded: piece.offset >> UInt64($0 * 8)) }
      fed += piece.bytes
    }
    let digest = fed.withBytes { algorithm.digest(of: $0, ChecksumParameters(initial: nil, xorOut: nil)) }
    let digits = String(digest.low, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
