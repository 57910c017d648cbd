import Glibc
import Testing
import VexBytes

@testable import VexImage

/// What is opened for writing, what is refused, and that everything is as it was after a failure.
@Suite("Targets")
struct OpenTargetTests {
  private static let plan = WritePlan(
    title: "a change", sizeBefore: 1 << 20, size: 1 << 20,
    stages: [
      WritePlan.Stage(
        name: "body", role: .preparation,
        writes: [WritePlan.Write(offset: 8192, content: .bytes([1, 2, 3]), name: "body")]),
      WritePlan.Stage(
        name: "head", role: .commit, writes: [WritePlan.Write(offset: 0, content: .bytes([9]), name: "head")]),
    ])

  private static func fresh() -> WritePlan {
    var plan = plan
    plan.sizeBefore = 0
    return plan
  }

  @Test("a new file gets the plan's bytes, is sparse, needs no undo file, and has its name only when it is finished")
  func newFile() throws {
    try withFolder { folder in
      let path = folder + "/new"
      let open = try OpenTarget(Target(path: path))
      try open.whileSized(1 << 20) { #expect(unsafe access(path, F_OK) != 0) }
      var plan = Self.plan
      plan.sizeBefore = try open.size()
      #expect(try open.apply(plan, undo: .file(folder + "/undo")) == nil)
      #expect(unsafe access(folder + "/undo", F_OK) != 0)
      let bytes = try ImageFile.contents(of: path, limit: 1 << 20)
      #expect(bytes.count == 1 << 20 && bytes[0] == 9 && Array(bytes[8192..<8195]) == [1, 2, 3])
      #expect(bytes.count(where: { $0 != 0 }) == 4)
      #expect(blocks(path) * 512 < 1 << 17)
      // Nobody else may have the name by then.
      let late = try OpenTarget(Target(path: folder + "/late"))
      make(folder + "/late", size: 5)
      #expect(throws: WriteError(path: folder + "/late", kind: .changed)) {
        try late.apply(Self.fresh(), undo: .file(folder + "/undo"))
      }
      #expect(try ImageFile.contents(of: folder + "/late", limit: 1 << 20).count == 5)
    }
  }

  @Test("an existing file is changed, and its undo file brings it back; nobody else may read that")
  func existing() throws {
    try withFolder { folder in
      let (path, undo) = (folder + "/file", folder + "/undo")
      make(path, size: 1 << 20, bytes: [5, 5, 5, 5], at: 8190)
      let before = try ImageFile.contents(of: path, limit: 1 << 20)
      do {
        let open = try OpenTarget(existing: path)
        #expect(try open.firstData() == 8190)
        #expect(try open.apply(Self.plan, undo: .file(undo)) == undo)
      }
      var expected = before
      for write in Self.plan.writes { write.copy(to: &expected, at: 0) }
      #expect(try ImageFile.contents(of: path, limit: 1 << 20) == expected)
      var info = stat()
      _ = unsafe stat(undo, &info)
      #expect(info.st_mode & 0o777 == 0o600)
      let file = try UndoFile(path: undo)
      #expect(file.state == .applied && file.head.path == path)
      let consent = UndoConsent(named: nil) { _, _ in (false, "") }
      #expect(try file.undo(OpenTarget(existing: path), consent: consent, into: .file("")) == .done)
      #expect(try ImageFile.contents(of: path, limit: 1 << 20) == before)
      #expect(file.state == .undone)
    }
  }

  @Test("undoing what was made in an empty sparse file of a tebibyte takes no time and leaves it as empty")
  func sparse() throws {
    try withFolder { folder in
      let path = folder + "/large"
      make(path, size: 1 << 40)
      var plan = Self.plan
      (plan.sizeBefore, plan.size) = (1 << 40, 1 << 40)
      let hole = WritePlan.Write(offset: 1 << 20, content: .discard((1 << 40) - (1 << 20)), name: "discard")
      plan.stages.insert(WritePlan.Stage(name: "discard", role: .preparation, writes: [hole]), at: 0)
      let undo = folder + "/undo"
      let start = ContinuousClock.now
      #expect(try OpenTarget(existing: path).apply(plan, undo: .file(undo)) == undo)
      let consent = UndoConsent(named: nil) { _, _ in (false, "") }
      _ = try UndoFile(path: undo).undo(OpenTarget(existing: path), consent: consent, into: .file(""))
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(try OpenTarget(existing: path).firstData() == nil)
      #expect(blocks(undo) * 512 < 1 << 17)
    }
  }

  @Test("directories, FIFOs, devices of characters, links and bad paths are refused in one line")
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
        (folder + "/device", .symbolicLink), (folder + "/dangling", .symbolicLink), ("", .badPath), ("a\0b", .badPath),
        (folder + "/file/x", .missing),
      ]
      for (path, kind) in expected {
        let error = #expect(throws: WriteError.self) { try Target(path: path) }
        #expect(error?.kind == kind, "\(path)")
        #expect(error?.description.contains("\n") == false && error?.description.contains("\0") == false)
      }
      #expect(throws: WriteError(path: folder + "/no", kind: .missing)) { try OpenTarget(existing: folder + "/no") }
      // A folder that is missing shows when the file is made.
      #expect(throws: WriteError(path: folder + "/no/x", kind: .missing)) {
        try OpenTarget(Target(path: folder + "/no/x"))
      }
    }
  }

  @Test("a file that goes, or is replaced between looking and opening, is left alone; a locked one is refused")
  func races() throws {
    try withFolder { folder in
      let path = folder + "/race"
      make(path, size: 1 << 20)
      let target = try Target(path: path)
      unsafe unlink(path)
      #expect(throws: WriteError(path: path, kind: .changed)) { try OpenTarget(target) }
      unsafe symlink("/dev/null", path)
      #expect(throws: WriteError(path: path, kind: .changed)) { try OpenTarget(target) }
      unsafe unlink(path)
      unsafe mkfifo(path, 0o600)
      #expect(throws: WriteError(path: path, kind: .changed)) { try OpenTarget(target) }
      unsafe unlink(path)
      make(path, size: 1 << 20)
      make(folder + "/other", size: 1)
      unsafe rename(folder + "/other", path)
      #expect(throws: WriteError(path: path, kind: .changed)) { try OpenTarget(target) }
      let first = try OpenTarget(existing: path)
      #expect(throws: WriteError(path: path, kind: .inUse)) { try OpenTarget(existing: path) }
      withExtendedLifetime(first) {}
    }
  }

  @Test("a plan that is not for what is there, or writes outside, changes nothing and leaves no undo file")
  func wrongPlans() throws {
    try withFolder { folder in
      let (path, undo) = (folder + "/file", folder + "/undo")
      make(path, size: 1 << 20)
      let open = try OpenTarget(existing: path)
      var outside = Self.plan
      outside.stages[0].writes[0].offset = (1 << 20) - 2
      var other = Self.plan
      other.sizeBefore = 4096
      let rested = try Self.plan.resting(on: IntegerSet(), of: MemorySource([UInt8](repeating: 1, count: 1 << 20)))
      for plan in [outside, other, rested] {
        #expect(throws: WriteError.self) { try open.apply(plan, undo: .file(undo)) }
        #expect(unsafe access(undo, F_OK) != 0)
      }
      #expect(try open.firstData() == nil)
    }
  }

  @Test("the folder of undo files follows the environment")
  func undoFolder() throws {
    func path(_ environment: [String: String], _ isSuperuser: Bool = false) -> String? {
      UndoFolder(environment: environment, isSuperuser: isSuperuser)?.path
    }
    #expect(path(["VEXFMT_UNDO": "/u", "XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/u")
    #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/vexfmt/undo")
    #expect(path(["HOME": "/h"]) == "/h/.local/state/vexfmt/undo")
    #expect(path(["HOME": "/h"], true) == "/var/lib/vexfmt/undo")
    #expect(path(["VEXFMT_UNDO": "relative", "HOME": ""]) == nil)
    try withFolder { folder in
      let undo = UndoFolder(path: folder + "/a/b")
      #expect(undo.files() == [])
      let path = try undo.newFile(for: "/dev/x y", now: 1_796_000_000)
      #expect(path == folder + "/a/b/20261130T005320Z-x_y.vexundo")
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
        "new", "late", "undo", "file", "large", "fifo", "link", "device", "dangling", "race", "other",
      ] {
        _ = unsafe unlink("\(path)/\(name)")
      }
      for name in ["/a/b", "/a", ""] { _ = unsafe rmdir(path + name) }
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
