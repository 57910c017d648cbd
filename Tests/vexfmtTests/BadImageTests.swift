import Testing

/// Whatever is given as an image: one clear line with its path, the documented status, no trap, no hang.
@Suite struct BadImageTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What a path can lead to besides an image, and a piece of the line.
  enum Bad: String, CaseIterable {
    case missing = "no such file"
    case empty = "is empty (0 bytes)"
    case oneByte = "not recognised;"
    case folder = "is a directory"
    case fifo = "is a FIFO"
    case device = "is a character device"
    case ones = "not recognised"
    case zeroes = "not recognised "
    case link = "no such file;"
    case long = "cannot be opened"
  }

  private func make(_ bad: Bad) throws -> String {
    let name = "\(bad).img"
    switch bad {
    case .missing: break
    case .empty: try folder.write("", to: name)
    case .oneByte: try folder.write([0x53], to: name)
    case .folder: try folder.makeFolder(name)
    case .fifo: folder.makeFIFO(name)
    case .device: return "/dev/zero"
    case .ones: try folder.write([UInt8](repeating: 0xFF, count: 8192), to: name)
    case .zeroes: try folder.makeSparse(name, size: 1 << 40)
    case .link: try folder.makeLink(name, to: "nowhere")
    case .long: return String(repeating: "x", count: 5000)
    }
    return name
  }

  @Test(arguments: Bad.allCases)
  func refused(_ bad: Bad) throws {
    let path = try make(bad)
    let commands: [([String], Int32)] = [
      (["validate", path], 8), (["show", path], 1), (["explain", "./\(path)"], 1), (["fuzz", path], 1),
    ]
    for (arguments, status) in commands {
      // A path that does not exist may as well be a rule, for explain.
      let isRule = arguments[0] == "explain" && [.missing, .link, .long].contains(bad)
      let arguments = arguments.map { bad == .device && $0 == "./\(path)" ? path : $0 }
      let result = try Tool.run(arguments, in: folder, limit: 5)
      #expect(result.status == status, "\(arguments[0]): \(result.errors)")
      #expect(result.output == "")
      #expect(result.errors.split(separator: "\n").count == 1)
      #expect(result.errors.contains(String(path.prefix(200))))
      if !isRule { #expect(result.errors.contains(bad.rawValue.trimmed), "\(result.errors)") }
    }
    let json = try Objects.one(try Tool.run("validate", "--json", path, in: folder, limit: 5).output)
    #expect(json.string("verdict") == "unrecognised")
    #expect(json.isNull("format"))
  }

  /// An image that ends anywhere is damaged or not recognised; what holds is shown as far as it goes.
  @Test(arguments: [1, 2], [3, 4, 5, 8, 97, 255, 543, 544, 545, 4095, 4096, 4100, 8192, 12_300, 1_044_480, 1_048_575])
  func cut(_ version: Int, _ size: UInt64) throws {
    try folder.make("a.img", version: version)
    try folder.makeSparse("a.img", size: size)
    let result = try Tool.run("validate", "a.img", in: folder, limit: 10)
    // Version 1 has one structure; an image that holds it only lacks blocks, which is a warning.
    let expected: Int32 = size < 4 ? 8 : version == 1 && size >= 544 ? 0 : 4
    #expect(result.status == expected, "\(result.output)\(result.errors)")
    #expect(try Tool.run("explain", "a.img", in: folder, limit: 10).status == (size < 4 ? 1 : 0))
    let shown = try Tool.run("show", "a.img", in: folder, limit: 10)
    #expect(shown.status == (expected == 0 ? 0 : 1), "\(shown.errors)")
    #expect(shown.errors.split(separator: "\n").count == (expected == 0 ? 0 : 1), "\(shown.errors)")
    guard size >= 4, expected != 0 else { return }
    #expect(shown.output.contains("superblock at 0x00000000"))
    #expect(shown.errors.contains("a.img: not all could be decoded: superblock"), "\(shown.errors)")
    #expect(shown.errors.hasSuffix("; for what is wrong: vexfmt validate a.img\n"))
  }

  /// An image that ends in the superblock says where it ends and how long the superblock is.
  @Test func cutInTheSuperblock() throws {
    try folder.make("a.img", version: 2)
    try folder.makeSparse("a.img", size: 1000)
    let later = try Tool.run("validate", "a.img", in: folder)
    #expect(
      later.output.contains(
        "superblock is cut short after 1000 bytes, where the image ends, expected 4096 bytes at offset 0"),
      "\(later.output)")
    let shown = try Tool.run("show", "a.img", "superblock", in: folder)
    #expect(shown.status == 1)
    #expect(shown.output.contains("total_blocks"))
    #expect(shown.errors.contains("superblock ends with the image, after 1000 of its 4096 bytes"), "\(shown.errors)")
    try folder.makeSparse("a.img", size: 100)
    let early = try Tool.run("validate", "a.img", in: folder)
    #expect(
      early.output.contains(
        "superblock is cut short after 100 bytes, where the image ends, expected at least 544 bytes"),
      "\(early.output)")
  }

  /// An image that lacks its end says how long it would be.
  @Test func cutBehindTheSuperblock() throws {
    try folder.make("a.img", version: 2)
    try folder.makeSparse("a.img", size: 9000)
    let result = try Tool.run("validate", "a.img", in: folder)
    #expect(
      result.output.contains("superblock: total_blocks * 4096 is 1048576 bytes, expected at most 9000 bytes"),
      "\(result.output)")
  }

  /// What to do about a version that is not known is to get a newer program, not to restore a backup.
  @Test func unknownVersion() throws {
    try folder.make("a.img", version: 2)
    try folder.patch("a.img", at: try folder.offset(of: "superblock.version", in: "a.img"), [9])
    let result = try Tool.run("explain", "a.img", in: folder)
    #expect(result.output.contains("superblock.version is 9, expected one of 1, 2"))
    #expect(
      result.output.contains("what to do: It may be newer than this build: try a newer vexfmt"), "\(result.output)")
  }

  /// Random changes of an image: every command ends in time with one of its statuses.
  @Test(arguments: 0..<12)
  func mutated(_ seed: UInt64) throws {
    try folder.make("a.img", version: 2)
    var bytes = try folder.bytes("a.img")
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for _ in 0..<(1 + Int(next() % 40)) {
      // Half of the changes where version, sizes and places are.
      let place = next() % 2 == 0 ? Int(next() % 512) : Int(next() % 16384)
      bytes[place] = next() % 3 == 0 ? 0xFF : UInt8(truncatingIfNeeded: next())
    }
    try folder.write(bytes, to: "a.img")
    #expect([0, 4, 8].contains(try Tool.run("validate", "--spec", "vexfs", "a.img", in: folder, limit: 20).status))
    #expect(try Tool.run("explain", "--spec", "vexfs", "a.img", in: folder, limit: 20).status == 0)
    #expect([0, 1].contains(try Tool.run("show", "--spec", "vexfs", "a.img", in: folder, limit: 20).status))
  }
}

extension String {
  fileprivate var trimmed: String {
    String(self.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == ";" }.reversed())
  }
}
