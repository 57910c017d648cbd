import Foundation
import Testing

/// `vexfmt mkfs`.
@Suite struct MkfsCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test(arguments: [1, 2, 3])
  func madeImagesAreClean(_ version: Int) throws {
    try folder.make("a.img", version: version)
    #expect(try folder.bytes("a.img").count == 1 << 20)
    let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(report.string("verdict") == "clean")
    #expect(report.integer("version") == version)
    let label = try Objects.one(try Tool.run("show", "--json", "a.img", "superblock.label", in: folder).output)
    #expect(label.string("value") == "the-label")
  }

  @Test func versionTwoIsTheDefault() throws {
    #expect(try Tool.run("mkfs", "--size", "1M", "a.img", in: folder).status == 0)
    let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(report.integer("version") == 2)
  }

  @Test(arguments: ["crc32c", "xxh64"])
  func checksumsAreChosenByName(_ kind: String) throws {
    let made = try Tool.run(
      "mkfs", "--format-version", "3", "--checksum", kind, "--size", "1M", "a.img", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let report = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(report.string("verdict") == "clean")
    let shown = try Tool.run("show", "a.img", "superblock.checksum_kind", in: folder)
    #expect(shown.output.contains(kind))
  }

  @Test func identityIsChosenOrRandom() throws {
    let uuid = "01234567-89ab-cdef-0123-456789abcdef"
    _ = try Tool.run("mkfs", "--size", "1M", "-U", uuid, "a.img", in: folder)
    let shown = try Objects.one(try Tool.run("show", "--json", "a.img", "superblock.uuid", in: folder).output)
    #expect(shown.string("value") == uuid)
    for name in ["b.img", "c.img"] { _ = try Tool.run("mkfs", "--size", "1M", name, in: folder) }
    #expect(try folder.bytes("b.img") != folder.bytes("c.img"))
    for name in ["d.img", "e.img"] { _ = try Tool.run("mkfs", "--seed", "5", "--size", "1M", name, in: folder) }
    #expect(try folder.bytes("d.img") == folder.bytes("e.img"))
  }

  @Test func imagesOfAnotherMakerAreNotMade() throws {
    let spec = try String(contentsOfFile: "\(Tool.root)/spec/vexfs.yaml", encoding: .utf8)
    let own = spec.replacing("license:", with: "maker: mkfs.other\nlicense:", maxReplacements: 1)
    try folder.write(own, to: "own.yaml")
    let made = try Tool.run("mkfs", "--spec", "own.yaml", "--size", "1M", "a.img", in: folder)
    #expect(made.status == 1)
    #expect(made.errors.contains("a.img: not made; mkfs.other makes images of vexfs"), "\(made.errors)")
    #expect(!folder.has("a.img"))
    let fuzzed = try Tool.run("fuzz", "--spec", "own.yaml", "--without-c", in: folder)
    #expect(fuzzed.status == 1)
    #expect(fuzzed.errors.contains("mkfs.other makes its images; name one"), "\(fuzzed.errors)")
  }

  @Test func dryRunWritesNothing() throws {
    let text = try Tool.run("mkfs", "-n", "--size", "1M", "a.img", in: folder)
    #expect(text.status == 0)
    #expect(text.output.contains("a.img: would be made: vexfs version 2, 1048576 bytes"))
    #expect(!folder.has("a.img"))
    let json = try Objects.one(try Tool.run("mkfs", "-n", "--json", "--size", "1M", "a.img", in: folder).output)
    #expect(json.names == ["dryRun", "format", "replaced", "size", "stages", "target", "undo", "version"])
    #expect(json["dryRun"] as? Bool == true)
    let stage = try #require(json.objects("stages").last)
    #expect(stage.string("role") == "commit")
    let last = try #require(stage.objects("writes").last)
    #expect(last.names == ["content", "length", "name", "offset"])
    #expect(last.integer("offset") == 0, "what commits is written last")
    #expect(!folder.has("a.img"))
  }

  @Test func zeroesAreWrittenOverAndNothingElseUnnamed() throws {
    try folder.makeSparse("zero.img", size: 1 << 20)
    #expect(try Tool.run("mkfs", "zero.img", in: folder).status == 0)
    let made = try folder.bytes("zero.img")
    for arguments in [["mkfs", "zero.img"], ["mkfs", "-n", "zero.img"], ["mkfs", "--size", "1M", "zero.img"]] {
      let again = try Tool.run(arguments, in: folder)
      #expect(again.status == 1)
      #expect(again.errors.contains("zero.img: not made: it has VexFS"), "\(again.errors)")
      #expect(again.errors.contains("--replace "))
      #expect(try folder.bytes("zero.img") == made)
    }
    // One byte anywhere is data.
    try folder.makeSparse("byte.img", size: 1 << 20)
    try folder.patch("byte.img", at: 777_777, [1])
    let before = try folder.bytes("byte.img")
    #expect(try Tool.run("mkfs", "byte.img", in: folder).status == 1)
    #expect(try folder.bytes("byte.img") == before)
    let wrong = try Tool.run("mkfs", "--json", "--replace", "0123456789abcdef", "byte.img", in: folder)
    #expect(wrong.status == 1)
    let refusal = try Objects.one(wrong.output)
    #expect(refusal.string("refused") == "misnamed")
    let fingerprint = try #require(refusal.string("fingerprint"))
    #expect(try folder.bytes("byte.img") == before)
    // The right name, and the way back.
    let named = try Tool.run("mkfs", "--json", "--replace", fingerprint, "--undo", "u", "byte.img", in: folder)
    #expect(named.status == 0, "\(named.errors)")
    #expect(try Objects.one(named.output).string("undo") == "u")
    #expect(
      try Objects.one(try Tool.run("validate", "--json", "byte.img", in: folder).output).string("verdict") == "clean")
    #expect(try folder.bytes("byte.img")[777_777] == 1)
    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    #expect(try folder.bytes("byte.img") == before)
  }

  @Test func oldBytesAroundTheImageAreNotLeftInItsBlocks() throws {
    for version in ["1", "2"] {
      let name = "full\(version).img"
      try folder.write([UInt8](repeating: 0xaa, count: 1 << 20), to: name)
      let refusal = try Objects.one(try Tool.run("mkfs", "--json", name, in: folder).output)
      let fingerprint = try #require(refusal.string("fingerprint"))
      let made = try Tool.run("mkfs", "--format-version", version, "--replace", fingerprint, name, in: folder)
      #expect(made.status == 0, "\(made.errors)")
      let report = try Objects.one(try Tool.run("validate", "--json", name, in: folder).output)
      #expect(report.string("verdict") == "clean", "\(report)")
      #expect(try folder.bytes(name)[544..<4096].contains(0xaa) == false)
    }
  }

  @Test func discardingSavesWhatGoes() throws {
    let old = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 % 251) }
    try folder.write(old, to: "a.img")
    let refusal = try Objects.one(try Tool.run("mkfs", "--json", "a.img", in: folder).output)
    let made = try Tool.run(
      "mkfs", "--discard", "--replace", try #require(refusal.string("fingerprint")), "--undo", "u", "a.img", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    #expect(try folder.bytes("a.img").count { $0 != 0 } < 20_000)
    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    #expect(try folder.bytes("a.img") == old)
  }

  /// Options that other tools have for this are no way around it.
  @Test(arguments: ["-f", "-F", "--force", "--yes", "-y"])
  func nothingForces(_ option: String) throws {
    try folder.write("precious", to: "a.img")
    let result = try Tool.run("mkfs", option, "a.img", in: folder)
    #expect(result.status == 64)
    #expect(try folder.text("a.img") == "precious")
  }

  /// The arguments, the status, and a piece of the message.
  private static let refusals: [(String, Int32, String)] = [
    ("a.img", 1, "a.img: is a new file or an empty one; say how large it shall be"),
    ("--size 1M --checksum md5 a.img", 64, "--checksum 'md5': VexFS has crc32c, xxh64"),
    ("--size 1M --checksum xxh64 a.img", 1, "vexfs/superblock.checksum_kind/valid"),
    ("--size 10 a.img", 1, "a.img: not made: superblock.total_blocks is 0 blocks, expected at least 5 blocks"),
    ("--size 0 a.img", 1, "a.img: not made"),
    // Found before anything is planned, which would take hours.
    ("--size 9223372036854775807 a.img", 1, "its filesystem has no files of that size"),
    (
      "--size 1M -U 00000000-0000-0000-0000-000000000000 a.img", 1,
      "superblock.uuid is 00000000-0000-0000-0000-000000000000, expected anything but zeroes; ask for another uuid"
    ),
    ("--size 1X a.img", 64, "unknown unit"), ("--size 1KB a.img", 64, "1000 or 1024?"),
    ("--size -5 a.img", 64, "--size"), ("--size 99999E a.img", 64, "more than a file can have"),
    ("--size 1M -U zz a.img", 64, "expected a UUID"), ("--size 1M --format-version 9 a.img", 1, "has no version 9"),
    ("--size 1M --format-version x a.img", 64, "--format-version"),
    ("--size 1M --format-version 1 -U 01234567-89ab-cdef-0123-456789abcdef a.img", 1, "uuid"),
    ("--size 1M --spec nothing a.img", 1, "no built-in format"),
    ("--size 1M /dev/zero", 1, "is a character device"), ("--size 1M none/a.img", 1, "there is no such file or folder"),
    ("--size 1M folder", 1, "is a directory"), ("--size 1M fifo", 1, "is a FIFO"), ("--size 1M link", 1, "link"),
  ]

  @Test(arguments: refusals)
  func refuses(_ line: String, _ status: Int32, _ message: String) throws {
    try folder.makeFolder("folder")
    folder.makeFIFO("fifo")
    try folder.makeLink("link", to: "a.img")
    let result = try Tool.run(["mkfs"] + line.split(separator: " ").map(String.init), in: folder, limit: 10)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
    #expect(!folder.has("a.img"))
  }
}
