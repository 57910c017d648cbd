import Glibc
import Testing
import VexBytes

@testable import VexImage

@Suite("Writing fresh images")
struct ImageWriterTests {
  let plan = ImagePlan(
    size: 1 << 20,
    writes: [
      ImagePlan.Write(offset: 8192, bytes: [1, 2, 3], name: "body"),
      ImagePlan.Write(offset: 0, bytes: [9], name: "commit"),
    ])

  @Test("a new file gets the plan's bytes, is sparse, and is zero elsewhere")
  func newFile() throws {
    try withFolder { folder in
      let path = folder + "/new"
      try ImageWriter(path: path, size: 1 << 20).write { plan }
      let bytes = try ImageFile.contents(of: path, limit: 1 << 20)
      #expect(bytes.count == 1 << 20)
      #expect(bytes[0] == 9 && Array(bytes[8192..<8195]) == [1, 2, 3])
      #expect(bytes.count(where: { $0 != 0 }) == 4)
      #expect(blocks(path) * 512 < 1 << 17)
    }
  }

  @Test("a sparse file of a tebibyte that is all zeroes is written at once")
  func sparse() throws {
    try withFolder { folder in
      let path = folder + "/large"
      make(path, size: 1 << 40)
      let writer = try ImageWriter(path: path, size: nil)
      #expect(writer.size == 1 << 40)
      var plan = plan
      plan.size = 1 << 40
      let start = ContinuousClock.now
      try writer.write { plan }
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("zeroes that were written are read, and are no data")
  func writtenZeroes() throws {
    try withFolder { folder in
      let path = folder + "/zeroes"
      make(path, size: 1 << 20, bytes: [UInt8](repeating: 0, count: 1 << 16))
      try ImageWriter(path: path, size: 1 << 20).write { plan }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20)[0] == 9)
    }
  }

  @Test("an empty file is as good as a new one")
  func emptyFile() throws {
    try withFolder { folder in
      let path = folder + "/empty"
      make(path, size: 0)
      #expect(throws: WriteError(path: path, kind: .noSize)) { try ImageWriter(path: path, size: nil) }
      try ImageWriter(path: path, size: 1 << 20).write { plan }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20).count == 1 << 20)
    }
  }

  @Test(
    "one byte that is not zero refuses, also the last one, and nothing changes", arguments: [0, 70_001, (1 << 20) - 1])
  func data(_ offset: Int) throws {
    try withFolder { folder in
      let path = folder + "/data"
      make(path, size: 1 << 20, bytes: [7], at: offset)
      let before = try ImageFile.contents(of: path, limit: 1 << 20)
      #expect(throws: WriteError(path: path, kind: .hasData(offset: UInt64(offset)))) {
        try ImageWriter(path: path, size: nil).write { plan }
      }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20) == before)
    }
  }

  @Test("directories, FIFOs, devices, links and bad paths are refused in one line")
  func refusals() throws {
    try withFolder { folder in
      unsafe mkfifo(folder + "/fifo", 0o600)
      make(folder + "/file", size: 1 << 20)
      unsafe symlink(folder + "/file", folder + "/link")
      unsafe symlink("/dev/null", folder + "/device")
      unsafe symlink(folder + "/nothing", folder + "/dangling")
      let expected: [(String, WriteError.Kind)] = [
        (folder, .directory), (folder + "/fifo", .special("a FIFO")), ("/dev/null", .special("a character device")),
        ("/dev/zero", .special("a character device")), (folder + "/link", .symbolicLink),
        (folder + "/device", .symbolicLink),
        (folder + "/dangling", .symbolicLink), ("", .badPath), ("a\0b", .badPath), (folder + "/file/x", .missing),
      ]
      for (path, kind) in expected {
        let error = #expect(throws: WriteError.self) { try ImageWriter(path: path, size: 1 << 20) }
        #expect(error?.kind == kind, "\(path)")
        #expect(error?.description.contains("\n") == false && error?.description.contains("\0") == false)
      }
      // A folder that is missing shows when the file is made.
      #expect(throws: WriteError(path: folder + "/no/x", kind: .missing)) {
        try ImageWriter(path: folder + "/no/x", size: 1 << 20).write { plan }
      }
    }
  }

  @Test("another size than the file has is refused")
  func otherSize() throws {
    try withFolder { folder in
      let path = folder + "/file"
      make(path, size: 4096)
      #expect(throws: WriteError(path: path, kind: .otherSize(found: 4096, wanted: 8192))) {
        try ImageWriter(path: path, size: 8192)
      }
      #expect(throws: WriteError(path: folder + "/none", kind: .noSize)) {
        try ImageWriter(path: folder + "/none", size: nil)
      }
    }
  }

  @Test("a file that appears, goes, or is replaced between looking and writing is left alone")
  func races() throws {
    try withFolder { folder in
      let path = folder + "/race"
      let writer = try ImageWriter(path: path, size: 1 << 20)
      make(path, size: 1 << 20)
      #expect(throws: WriteError(path: path, kind: .changed)) { try writer.write { plan } }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20).allSatisfy { $0 == 0 })
      let existing = try ImageWriter(path: path, size: nil)
      unsafe unlink(path)
      #expect(throws: WriteError(path: path, kind: .changed)) { try existing.write { plan } }
      unsafe symlink("/dev/null", path)
      #expect(throws: WriteError(path: path, kind: .changed)) { try existing.write { plan } }
      unsafe unlink(path)
      make(path, size: 4096)
      #expect(throws: WriteError(path: path, kind: .changed)) { try existing.write { plan } }
    }
  }

  @Test("a file that another program has locked is refused")
  func locked() throws {
    try withFolder { folder in
      let path = folder + "/locked"
      make(path, size: 1 << 20)
      let other = unsafe open(path, O_RDWR)
      defer { close(other) }
      #expect(flock(other, LOCK_EX) == 0)
      #expect(throws: WriteError(path: path, kind: .inUse)) { try ImageWriter(path: path, size: nil).write { plan } }
    }
  }

  @Test("a new file that could not be written is removed")
  func removed() throws {
    try withFolder { folder in
      let path = folder + "/huge"
      // More than any filesystem gives to one file here: the size itself fails.
      var plan = plan
      plan.size = UInt64(Int64.max)
      let error = #expect(throws: WriteError.self) {
        try ImageWriter(path: path, size: plan.size).write {
          Issue.record("planned before the size was tried")
          return plan
        }
      }
      if case .io(let code, _)? = error?.kind {
        #expect(code == EFBIG)
      } else {
        Issue.record("\(String(describing: error))")
      }
      #expect(unsafe access(path, F_OK) != 0)
    }
  }

  @Test("a plan that cannot be made leaves everything as it was")
  func unplanned() throws {
    struct Unplanned: Error {}
    try withFolder { folder in
      #expect(throws: Unplanned.self) {
        try ImageWriter(path: folder + "/new", size: 1 << 20).write { throw Unplanned() }
      }
      #expect(unsafe access(folder + "/new", F_OK) != 0)
      make(folder + "/empty", size: 0)
      #expect(throws: Unplanned.self) {
        try ImageWriter(path: folder + "/empty", size: 1 << 20).write { throw Unplanned() }
      }
      // Of a file that has a size, another one is refused.
      let writer = try ImageWriter(path: folder + "/empty", size: 7)
      #expect(writer.size == 7, "it is as empty as before")
    }
  }

  @Test("a plan that writes behind the end is refused before anything is made")
  func outside() throws {
    try withFolder { folder in
      var plan = plan
      plan.writes[0].offset = (1 << 20) - 2
      #expect(throws: WriteError(path: folder + "/x", kind: .outside(offset: (1 << 20) - 2, size: 1 << 20))) {
        try ImageWriter(path: folder + "/x", size: 1 << 20).write { plan }
      }
      #expect(unsafe access(folder + "/x", F_OK) != 0)
    }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/vexfmt-write-XXXXXX".utf8CString)
    let folder = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, let made = unsafe mkdtemp(base) else { return nil }
      return unsafe String(cString: made)
    }
    let path = try #require(folder)
    defer {
      for name in [
        "new", "large", "zeroes", "empty", "data", "fifo", "file", "link", "device", "dangling", "race", "locked",
        "huge",
      ] {
        _ = unsafe unlink("\(path)/\(name)")
      }
      _ = unsafe rmdir(path)
    }
    try body(path)
  }

  private func make(_ path: String, size: Int, bytes: [UInt8] = [], at offset: Int = 0) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    defer { close(file) }
    _ = ftruncate(file, size)
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, $0.count, offset) }
  }

  private func blocks(_ path: String) -> Int {
    var info = stat()
    _ = unsafe lstat(path, &info)
    return info.st_blocks
  }
}
