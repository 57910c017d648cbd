import Testing
import VexBytes
import VexCodecs
import VexPlugins

@testable import VexImage

@Suite("Fresh images are clean")
struct MadeImageValidationTests {
  @Test(
    "every rule holds",
    arguments: [
      (1, 4096), (1, 1 << 20), (1, 5 << 40), (2, 20480), (2, 1 << 20), (2, (1 << 20) + 4095), (2, 32768 * 4096),
      (2, 32769 * 4096), (2, 1 << 36),
    ] as [(UInt64, UInt64)])
  func clean(_ version: UInt64, _ size: UInt64) throws {
    let plan = try VexFS.plan(size, version: version)
    let report = try ImageValidator(program: VexFS.program, checksums: .builtIn).validate(
      PlanSource(plan: plan), name: "plan")
    #expect(report.findings.map(\.message) == [])
    #expect(report.notEvaluated.map(\.cause) == [])
    #expect(report.verdict == .clean)
    #expect(report.version == version)
  }

  @Test("one changed byte of any write is found")
  func damaged() throws {
    let plan = try VexFS.plan(1 << 20)
    let validator = try ImageValidator(program: VexFS.program, checksums: .builtIn)
    for index in plan.writes.indices {
      var changed = plan
      changed.writes[index].bytes[33] ^= 4
      let report = try validator.validate(PlanSource(plan: changed), name: "plan")
      #expect(report.verdict != .clean, "\(plan.writes[index].name)")
    }
  }
}

/// The image that a plan makes, without its zeroes.
struct PlanSource: ByteSource {
  let plan: ImagePlan
  var name: String { "<plan>" }
  var size: UInt64 { plan.size }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = target.byteCount
    try requireInside(offset: offset, length: UInt64(count))
    _ = target.fill(from: 0, to: count, value: 0)
    for write in plan.writes
    where write.offset < offset + UInt64(count) && write.offset + UInt64(write.bytes.count) > offset {
      let start = max(write.offset, offset)
      let end = min(write.offset + UInt64(write.bytes.count), offset + UInt64(count))
      let part = Array(write.bytes[Int(start - write.offset)..<Int(end - write.offset)])
      _ = part.withBytes { target.copy(from: $0, to: Int(start - offset)) }
    }
  }
}
