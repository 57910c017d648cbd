import Glibc
import Testing
import VexBytes

/// A folder of its own, removed with what is in it when the test ends.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/vexbytes.XXXXXX".utf8CString)
    let made: String? = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let name = unsafe mkdtemp(base) else { return nil }
      return unsafe String(cString: name)
    }
    path = try #require(made)
  }

  deinit {
    for name in ["empty", "fifo", "image", "secret", "socket", "sparse", "link"] { unsafe unlink(path + "/" + name) }
    unsafe rmdir(path)
  }

  func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
    let file = path + "/" + name
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    return file
  }
}

@Suite struct ImageFileTests {
  func kind(opening path: String) -> ImageError.Kind? {
    do throws(ImageError) {
      _ = try ImageFile(path: path)
      return nil
    } catch {
      #expect(error.path == path)
      #expect(!error.description.contains("\n"))
      return error.kind
    }
  }

  @Test func readsAnyRangeInside() throws {
    var random = SeededGenerator(seed: 5)
    let bytes = random.bytes(10_000)
    let folder = try ScratchFolder()
    let file = try ImageFile(path: folder.write(bytes, to: "image"))
    #expect(file.size == 10_000)
    #expect(!file.isBlockDevice)
    var buffer: [UInt8] = []
    for (offset, count) in [(0, 10_000), (0, 0), (10_000, 0), (9_999, 1), (17, 4_096), (5, 3)] {
      try file.read(at: UInt64(offset), into: &buffer, count: count)
      #expect(buffer == Array(bytes[offset..<offset + count]))
    }
  }

  @Test func rangesOutsideAreErrors() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([1, 2, 3], to: "image")
    let sources: [any ByteSource] = [
      try ImageFile(path: path), MemorySource([1, 2, 3], name: path),
      WindowedSource(MemorySource([1, 2, 3], name: path), windowSize: 2, windowCount: 1),
    ]
    var buffer: [UInt8] = []
    for source in sources {
      let ranges: [(UInt64, Int)] = [
        (0, 4), (3, 1), (4, 0), (.max, 0), (.max, 1), (.max, .max), (0, .max), (1 << 63, 1),
      ]
      for (offset, count) in ranges {
        let expected = ImageError(path: path, kind: .outside(offset: offset, length: UInt64(count), size: 3))
        #expect(throws: expected) { try source.read(at: offset, into: &buffer, count: count) }
      }
    }
    #expect(buffer.capacity < 4096)
  }

  @Test func whatIsNoImageIsRefusedByKind() throws {
    let folder = try ScratchFolder()
    try #require(unsafe mkfifo(folder.path + "/fifo", 0o600) == 0)
    #expect(kind(opening: folder.path + "/fifo") == .fifo)
    #expect(kind(opening: folder.path) == .directory)
    #expect(kind(opening: folder.path + "/nothing") == .missing)
    #expect(kind(opening: try folder.write([1], to: "image") + "/below") == .missing)
    #expect(kind(opening: "/dev/zero") == .characterDevice)
    #expect(kind(opening: "") == .badPath)
    #expect(kind(opening: "/dev/null\0.img") == .badPath)
    #expect(kind(opening: String(repeating: "x", count: 5000)) == .io(errno: ENAMETOOLONG, offset: nil))
    try #require(unsafe symlink("link", folder.path + "/link") == 0)
    #expect(kind(opening: folder.path + "/link") == .io(errno: ELOOP, offset: nil))
  }

  @Test func aSocketIsRefused() throws {
    let folder = try ScratchFolder()
    try #require(unsafe mknod(folder.path + "/socket", S_IFSOCK | 0o600, 0) == 0)
    #expect(kind(opening: folder.path + "/socket") == .socket)
  }

  @Test func anEmptyFileIsRefusedUnlessAllowed() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([], to: "empty")
    #expect(kind(opening: path) == .empty)
    #expect(try ImageFile(path: path, allowingEmpty: true).size == 0)
    #expect(try ImageFile.contents(of: path, limit: 0) == [])
  }

  /// Root may read everything, so there the child gives up its rights before it tries.
  @Test func anUnreadableFileIsAPermissionError() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write([1], to: "secret", mode: 0)
    if geteuid() != 0 {
      #expect(kind(opening: path) == .permission)
      return
    }
    try #require(unsafe chmod(folder.path, 0o755) == 0)
    await #expect(processExitsWith: .exitCode(77)) { [path = path as String] in
      // Not `exit`: a sanitizer's work at exit needs the rights that are given up here.
      guard seteuid(65534) == 0 else { _exit(1) }
      do throws(ImageError) {
        _ = try ImageFile(path: path)
        _exit(2)
      } catch {
        _exit(error.kind == .permission ? 77 : 3)
      }
    }
  }

  @Test func aFileThatShrinksIsAnError() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([UInt8](repeating: 1, count: 8192), to: "image")
    let file = try ImageFile(path: path)
    try #require(unsafe truncate(path, 5000) == 0)
    var buffer: [UInt8] = []
    #expect(throws: ImageError(path: path, kind: .shrunk(end: 5000, size: 8192))) {
      try file.read(at: 4096, into: &buffer, count: 4096)
    }
  }

  @Test func contentsAreLimitedBeforeAnythingIsRead() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([1, 2, 3], to: "sparse")
    #expect(try ImageFile.contents(of: path, limit: 3) == [1, 2, 3])
    try #require(unsafe truncate(path, 1 << 40) == 0)
    #expect(throws: ImageError(path: path, kind: .tooLarge(size: 1 << 40, limit: 1 << 20))) {
      try ImageFile.contents(of: path, limit: 1 << 20)
    }
  }
}
