import Glibc
import Testing
import VexBytes

@testable import VexImage

/// Undo files are hostile input: whatever they hold, nothing but what they are sound for is used.
@Suite("Plan files")
struct PlanFileTests {
  private static let old = (0..<8192).map { UInt8(truncatingIfNeeded: $0 * 7) }
  private static let plan = WritePlan(
    title: "a change", sizeBefore: 8192, size: 8192,
    stages: [
      WritePlan.Stage(
        name: "body", role: .preparation,
        writes: [
          WritePlan.Write(offset: 4096, content: .bytes([UInt8](repeating: 3, count: 1000)), name: "body"),
          WritePlan.Write(offset: 6000, content: .zeroes(2000), name: "zeroes"),
        ]),
      WritePlan.Stage(
        name: "head", role: .commit, writes: [WritePlan.Write(offset: 0, content: .bytes([1, 2, 3]), name: "head")]),
    ])

  private static func undoFile(_ plan: WritePlan = plan) throws -> [UInt8] {
    let file = MemoryStorage([], name: "undo")
    _ = try PlanRun(target: MemoryStorage(old, name: "target"), now: 5).record(
      plan.resting(on: IntegerSet(), of: MemorySource(old)), head(plan), in: file)
    return file.bytes
  }

  private static func head(_ plan: WritePlan, hasOldBytes: Bool = true) -> PlanFileHead {
    PlanFileHead(
      title: plan.title, path: "/a path", identity: TargetIdentity(isBlockDevice: true, device: 2049, node: 0),
      created: 77, hasOldBytes: hasOldBytes, sizeBefore: plan.sizeBefore, size: plan.size)
  }

  private static func read(_ bytes: [UInt8]) throws -> PlanFileReader {
    try PlanFileReader(MemoryStorage(bytes, name: "undo"))
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    let reader = try Self.read(Self.undoFile())
    var plan = reader.plan
    #expect(plan.basis.count == 3)
    plan.basis = []
    #expect(plan == Self.plan)
    #expect(reader.head == Self.head(Self.plan))
    #expect(reader.state == .begun)
    #expect(try reader.old(0..<3) == Array(Self.old[0..<3]))
    #expect(try reader.old(5000..<5200) == Array(Self.old[5000..<5096]) + [UInt8](repeating: 0, count: 104))
    try reader.note(.applied, at: 9)
    try reader.note(.undone, at: 10)
    #expect(try PlanFileReader(reader.file).state == .undone)
  }

  @Test("what tells a device from others is in the head, and heads without it are read as well")
  func marks() throws {
    for text in ["", "serial=A 7\nstart=2048"] {
      var head = Self.head(Self.plan)
      head.marks = DeviceMarks(text: text)
      #expect(PlanFileHead(head.payload) == head)
      #expect(PlanFileHead(head.payload + [0]) == nil)
    }
  }

  @Test("a file that was cut anywhere is not used, and its target was not touched")
  func cut() throws {
    let whole = try Self.undoFile()
    for count in 0..<whole.count {
      let error = #expect(throws: PlanFileError.self) { try Self.read(Array(whole[..<count])) }
      #expect(error?.kind == (count < 24 ? .foreign : .unfinished), "\(count)")
    }
  }

  @Test("a bit that flips anywhere is found")
  func flipped() throws {
    let whole = try Self.undoFile()
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << UInt8(index % 8)
      #expect(throws: PlanFileError.self) { try Self.read(bytes) }
    }
  }

  @Test("a note that was interrupted says nothing")
  func tornNote() throws {
    let file = MemoryStorage(try Self.undoFile(), name: "undo")
    let before = file.bytes.count
    try PlanFileReader(file).note(.applied, at: 9)
    let noted = file.bytes
    for count in before..<noted.count {
      let torn = MemoryStorage(Array(noted[..<count]), name: "undo")
      let reader = try PlanFileReader(torn)
      #expect(reader.state == .begun)
      try reader.note(.undone, at: 10)
      #expect(try PlanFileReader(torn).state == .undone)
    }
  }

  @Test("records with right checksums and wrong contents are refused")
  func wrongContents() throws {
    func file(_ records: [(PlanRecord.Kind, [UInt8])]) -> [UInt8] {
      records.enumerated().flatMap { PlanRecord(type: $1.0, payload: $1.1).stored(number: UInt64($0)) }
    }
    func bytes(_ values: UInt64...) -> [UInt8] {
      var bytes = RecordBytes()
      for value in values { bytes.put(value) }
      return bytes.bytes
    }
    let head = (PlanRecord.Kind.head, Self.head(Self.plan).payload)
    var stage = RecordBytes()
    stage.put(UInt8(0))
    stage.put("body")
    func write(_ offset: UInt64, _ count: UInt64, code: UInt8 = 0, content: [UInt8] = []) -> [UInt8] {
      var bytes = RecordBytes()
      bytes.put(offset)
      bytes.put(count)
      bytes.put(code)
      bytes.put("name")
      return bytes.bytes + content
    }
    #expect(throws: Never.self) { try Self.read(file([head, (.end, bytes(1))])) }
    let wrong: [[(PlanRecord.Kind, [UInt8])]] = [
      [(.end, bytes(0))], [head, head, (.end, bytes(2))], [head, (.end, bytes(7))], [head, (.end, [1])],
      [head, (.mark, [1]), (.end, bytes(2))], [head, (.end, bytes(1)), (.mark, [9] + bytes(1))],
      [head, (.write, write(0, 1, content: [1])), (.end, bytes(2))],
      // Outside, too many bytes, too few, an unknown kind, bytes where there can be none.
      [head, (.stage, stage.bytes), (.write, write(8192, 1, content: [1])), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(UInt64.max, 1, content: [1])), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(0, 2, content: [1])), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(0, 1, code: 9)), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(0, 1, code: 1, content: [1])), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(0, UInt64.max, code: 2)), (.end, bytes(3))],
      // Written and not saved.
      [head, (.stage, stage.bytes), (.write, write(0, 4, code: 1)), (.end, bytes(3))],
      [head, (.stage, stage.bytes), (.write, write(0, 4, code: 1)), (.old, bytes(0) + [1, 2, 3]), (.end, bytes(4))],
      [head, (.old, bytes(0)), (.end, bytes(2))], [head, (.oldZeroes, bytes(4, 4)), (.end, bytes(2))],
      [head, (.oldZeroes, bytes(0, UInt64.max)), (.end, bytes(2))],
      [head, (.oldZeroes, bytes(8, 16)), (.oldZeroes, bytes(0, 8)), (.end, bytes(3))],
      [head, (.basis, bytes(0, 1 << 40, 1)), (.end, bytes(2))], [head, (.basis, bytes(5, 5, 1)), (.end, bytes(2))],
      [head, (.stage, [9] + stage.bytes.dropFirst()), (.end, bytes(2))],
    ]
    for (number, records) in wrong.enumerated() {
      #expect(throws: PlanFileError.self, "\(number)") { try Self.read(file(records)) }
    }
    #expect(throws: Never.self) {
      try Self.read(
        file([
          head, (.stage, stage.bytes), (.write, write(0, 4, code: 1)), (.old, bytes(0) + [1, 2, 3, 4]),
          (.end, bytes(4)),
        ]))
    }
  }

  @Test("a record that claims to unpack to gigabytes is refused before they are made")
  func bomb() throws {
    var record = PlanRecord(type: .old, payload: [UInt8](repeating: 0, count: 1 << 16)).stored(number: 1)
    record.replaceSubrange(12..<16, with: [0xff, 0xff, 0xff, 0xff])
    let file = PlanRecord(type: .head, payload: Self.head(Self.plan).payload).stored(number: 0) + record
    #expect(throws: PlanFileError.self) { try Self.read(file) }
  }

  @Test("random records end in an error and nothing else")
  func random() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      var file = PlanRecord(type: .head, payload: Self.head(Self.plan).payload).stored(number: 0)
      for number in 1..<UInt64(5) {
        let kind = PlanRecord.Kind(rawValue: UInt8(generator.next() % 8 + 1)) ?? .end
        let count = Int(generator.next() % 40)
        let payload = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() % 5) }
        file += PlanRecord(type: kind, payload: payload).stored(number: number)
      }
      _ = try? Self.read(file)
    }
  }

  @Test("what somebody else changed since is found, byte by byte")
  func survey() throws {
    let file = try Self.read(Self.undoFile())
    let target = MemoryStorage(Self.old, name: "target")
    let run = PlanRun(target: target, now: 1)
    #expect(try run.survey(file) == PlanSurvey(isBefore: true, isAfter: false, foreign: nil))
    try run.apply(file)
    #expect(try run.survey(file) == PlanSurvey(isBefore: false, isAfter: true, foreign: nil))
    try target.write([9], at: 6001)
    #expect(try run.survey(file).foreign == 6001)
    let longer = PlanRun(target: MemoryStorage(Self.old + [0], name: "target"), now: 1)
    #expect(throws: PlanFileError.self) { try longer.survey(file) }
  }
}
