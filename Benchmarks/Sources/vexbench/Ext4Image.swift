import Glibc

/// An ext4 image without checksums, whose inode tables are initialised and full of empty files.
struct Ext4Image {
  /// Its metadata as dumpe2fs counts it.
  let description: String
  private let path: String

  /// Blocks of 4 KiB in a group, each with two of bitmaps.
  private static let groupBlocks: UInt64 = 1 << 15
  private static let inodesPerBlock: UInt64 = 16

  /// Makes one that has about `blocks` blocks of metadata; nil when some tool cannot.
  ///
  /// As many groups as the metadata has blocks of one in 16, each with two bitmaps, a directory of one block, and inodes in
  /// the rest.
  init?(path: String, folder: String, blocks: UInt64) {
    let (groups, tree, said) = (blocks / 16, "\(folder)/tree", "\(folder)/said")
    let inodes = groups * 13 * Self.inodesPerBlock
    defer { unlink(said) }
    self.path = path
    // Some inodes are the filesystem's own.
    let files = inodes / groups - 2
    guard Self.makeTree(tree, folders: groups, files: files) else { return nil }
    defer { _ = run("rm", ["-rf", tree]) }
    let size = "\(groups * Self.groupBlocks * 4)K"
    let features = "^metadata_csum,^uninit_bg,^has_journal,^resize_inode"
    guard run("rm", ["-f", path])?.status == 0, run("truncate", ["-s", size, path])?.status == 0,
      run(
        "mke2fs",
        [
          "-q", "-F", "-t", "ext4", "-b", "4096", "-I", "256", "-N", "\(inodes)", "-O", features, "-E",
          "lazy_itable_init=0,nodiscard", "-d", tree, path,
        ])?.status == 0,
      run("dumpe2fs", ["-h", path], output: said)?.status == 0
    else { return nil }
    let wanted = ["Inode count", "Free inodes", "Inode blocks per group", "Blocks per group", "Block count"]
    let lines = contents(said).split(whereSeparator: \.isNewline).filter { line in
      wanted.contains { line.hasPrefix("\($0):") }
    }
    let told = lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.joined(separator: ", ")
    description =
      "\(groups * 13) blocks of inodes, \(groups * 2) of bitmaps, \(groups) of directories (dumpe2fs: \(told))"
  }

  /// Copies it, with its holes, to be changed; whether that could be done.
  func copy(to other: String) -> Bool { run("cp", ["--sparse=always", path, other])?.status == 0 }

  /// Makes folders of empty files; whether that could be done.
  private static func makeTree(_ path: String, folders: UInt64, files: UInt64) -> Bool {
    guard mkdir(path, 0o755) == 0 else { return false }
    for folder in 0..<folders {
      let name = "\(path)/\(String(folder, radix: 16))"
      guard mkdir(name, 0o755) == 0 else { return false }
      for file in 0..<files {
        let descriptor = open("\(name)/\(String(file, radix: 16))", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        close(descriptor)
      }
    }
    return true
  }
}
