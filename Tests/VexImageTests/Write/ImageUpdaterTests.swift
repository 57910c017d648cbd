import Glibc
import Testing
import VexBytes

@testable import VexImage

@Suite("Changing images")
struct ImageUpdaterTests {
  private static let old = [UInt8](repeating: 1, count: 8192)
  private let plan = UpdatePlan(
    size: 8192,
    parts: [
      UpdatePlan.Part(
        name: "body", role: .preparation,
        changes: [
          UpdatePlan.Change(offset: 4096, old: [1, 1, 1], new: [2, 3, 4], name: "body[0]"),
          UpdatePlan.Change(offset: 8191, old: [1], new: [5], name: "body[1]"),
        ]),
      UpdatePlan.Part(
        name: "head", role: .commit, changes: [UpdatePlan.Change(offset: 0, old: [1], new: [9], name: "head")]),
    ])

  @Test("changes are made, and everything else stays")
  func changes() throws {
    try withFile { path in
      let updater = try ImageUpdater(path: path)
      try updater.requireWritable(plan)
      #expect(try ImageFile.contents(of: path, limit: 1 << 20) == Self.old)
      try updater.apply(plan)
      var expected = Self.old
      for change in plan.changes {
        expected.replaceSubrange(Int(change.offset)..<Int(change.offset) + change.new.count, with: change.new)
      }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20) == expected)
    }
  }

  @Test("the image after is read without being written")
  func source() throws {
    let source = UpdatedSource(MemorySource(Self.old), changes: plan.changes)
    for (offset, count, expected) in [
      (0, 2, [9, 1]), (4095, 5, [1, 2, 3, 4, 1]), (4097, 1, [3]), (8190, 2, [1, 5]), (100, 2, [1, 1]),
    ] as [(UInt64, Int, [UInt8])] {
      var bytes: [UInt8] = []
      try source.read(at: offset, into: &bytes, count: count)
      #expect(bytes == expected)
    }
    var bytes: [UInt8] = []
    #expect(throws: ImageError.self) { try source.read(at: 8191, into: &bytes, count: 2) }
  }

  @Test("a file that is not what the plan was made for is left alone")
  func changed() throws {
    try withFile { path in
      var other = plan
      other.parts[0].changes[0].old[2] = 0
      var longer = plan
      longer.size = 8193
      for plan in [other, longer] {
        #expect(throws: WriteError(path: path, kind: .changed)) { try ImageUpdater(path: path).apply(plan) }
      }
      var outside = plan
      outside.parts[1].changes[0].offset = 8192
      #expect(throws: WriteError(path: path, kind: .outside(offset: 8192, size: 8192))) {
        try ImageUpdater(path: path).apply(outside)
      }
      let bytes = try ImageFile.contents(of: path, limit: 1 << 20)
      #expect(bytes == Self.old)
    }
  }

  @Test("what is no regular file is not opened")
  func refusals() throws {
    try withFile { path in
      unsafe symlink(path, path + ".link")
      defer { unsafe unlink(path + ".link") }
      for (path, kind) in [
        (path + ".link", .symbolicLink), ("/dev/zero", .special("a character device")), ("/", .directory),
        ("", .badPath), (path + ".none", .missing),
      ] as [(String, WriteError.Kind)] {
        let error = #expect(throws: WriteError.self) { try ImageUpdater(path: path) }
        #expect(error?.kind == kind)
      }
    }
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/vexfmt-update-XXXXXX".utf8CString)
    let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return Int32(-1) }
      return unsafe mkstemp(base)
    }
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unsafe unlink(path) }
    let written = unsafe Self.old.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    close(descriptor)
    try #require(written == Self.old.count)
    try body(path)
  }
}
