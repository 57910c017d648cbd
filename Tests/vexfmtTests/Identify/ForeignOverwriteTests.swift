import Foundation
import Testing

/// `vexfmt mkfs` on what other tools made: refused until it is named, nothing left of it then, and all of it back after.
@Suite struct ForeignOverwriteTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Something that people have on disks.
  struct Occupant: Sendable, CustomTestStringConvertible {
    /// Which of the images.
    var name: String
    /// What people call it.
    var title: String
    /// What is content with it as it was made.
    var check: String
    /// What ends with 0 when it is gone; `$places` are the places of its backups in its blocks.
    var gone: String

    var testDescription: String { name }
  }

  private static let occupants: [Occupant] = [
    Occupant(
      name: "ext4", title: "ext4", check: "e2fsck -fn a.img",
      gone: "! dumpe2fs -h a.img && for place in $places; do "
        + "! dumpe2fs -h -o superblock=$place -o blocksize=1024 a.img | grep UUID || exit 1; done"),
    Occupant(
      name: "XFS", title: "XFS", check: "xfs_repair -n a.img",
      // It searches all of the image for secondary superblocks.
      gone: "! xfs_db -r -c p a.img && ! xfs_repair -n a.img 2>&1 | grep 'verified secondary superblock'"),
    Occupant(
      name: "btrfs", title: "btrfs", check: "btrfs check a.img",
      gone: "! btrfs check a.img && ! btrfs check -s 1 a.img && ! btrfs rescue super-recover -y a.img"),
    Occupant(
      name: "F2FS", title: "F2FS", check: "fsck.f2fs --dry-run a.img", gone: "! fsck.f2fs --dry-run a.img"),
    Occupant(
      name: "GPT", title: "protective MBR of a GPT",
      check: "sgdisk -v a.img | grep 'No problems found' && ! sgdisk -v a.img | grep Creating",
      gone: "! sfdisk -d a.img && sgdisk -v a.img | grep 'Creating new GPT' && ! sgdisk -v a.img | grep -i invalid"),
    Occupant(
      name: "MBR", title: "MBR", check: "sfdisk --verify a.img && sfdisk -d a.img", gone: "! sfdisk -d a.img"),
    Occupant(
      name: "LUKS2", title: "LUKS", check: "cryptsetup luksDump a.img",
      gone: "! cryptsetup luksDump a.img && ! cryptsetup isLuks a.img"),
  ]

  @Test(arguments: occupants)
  func refusedThenReplacedThenBack(_ occupant: Occupant) throws {
    let image = try #require(ForeignImage.all.first { $0.name == occupant.name })
    try image.make(in: folder)
    try folder.shell(occupant.check)
    try folder.shell("cp --sparse=always a.img before.img")
    let before = try folder.identify("a.img")
    let fingerprint = try #require(before.string("fingerprint"))

    // Nobody is asked, so that there is nothing to answer by mistake.
    let plain = try Tool.run("mkfs", "a.img", in: folder)
    #expect(plain.status == 1 && plain.output.isEmpty)
    let asked = try Tool.runOnTerminal(["mkfs", "a.img"], in: folder, typing: "y\nyes\nYES\n\(fingerprint)\n")
    #expect(asked.status == 1)
    for said in [plain.errors, asked.output] {
      #expect(said.contains("a.img: not made: it has \(occupant.title)"), "\(said)")
      #expect(Self.named(in: said) == fingerprint, "\(said)")
    }
    try folder.makeLink("mkfs.vexfs", to: Tool.path)
    let tool = folder.file("mkfs.vexfs")
    let forced = try Tool.run(["-f", "a.img"], in: folder, program: tool)
    #expect(forced.status == 1 && forced.errors.contains("-f forces nothing"), "\(forced.errors)")
    let seen = try Tool.runOnTerminal(["-F", "a.img"], in: folder, typing: "y\n", program: tool)
    #expect(seen.status == 1 && seen.output.contains("-F forces nothing"), "\(seen.output)")
    #expect(Self.named(in: forced.errors) == fingerprint && Self.named(in: seen.output) == fingerprint)
    let other = (fingerprint.hasPrefix("0") ? "1" : "0") + fingerprint.dropFirst()
    let wrong = try Tool.run("mkfs", "--replace", other, "a.img", in: folder)
    #expect(wrong.status == 1 && wrong.errors.contains("is not what '\(other)' names"), "\(wrong.errors)")
    let answer = try Tool.runOnTerminal(["mkfs", "--replace", "yes", "a.img"], in: folder, typing: "y\n")
    #expect(answer.status == 1 && answer.output.contains("is not what 'yes' names"), "\(answer.output)")
    try folder.shell("cmp a.img before.img")
    #expect(!folder.has(Tool.undoFolder), "nothing was written, so there is nothing to take back")

    // What the refusal told is what is typed.
    let typed = try #require(Self.named(in: plain.errors))
    let made = try Tool.run("mkfs", "--replace", typed, "--undo", "u", "a.img", in: folder)
    #expect(made.status == 0 && made.output.contains("vexfmt undo u"), "\(made.output) \(made.errors)")
    try requireGone(occupant, before)

    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    try folder.shell("cmp a.img before.img")
    try folder.shell(occupant.check)
  }

  /// More backups than `identify` tells of, of images that are larger, or not made as usual.
  private static let many: [(command: String, count: Int, backup: String)] = [
    (
      "truncate -s 1100M a.img && mke2fs -q -t ext4 -b 1024 -F a.img", 10,
      "dumpe2fs -h -o superblock=$((125 * 8192 + 1)) -o blocksize=1024 a.img | grep UUID"
    ),
    (
      "truncate -s 200M a.img && mke2fs -q -t ext2 -b 1024 -O ^sparse_super,^resize_inode -F a.img", 24,
      "dumpe2fs -h -o superblock=$((24 * 8192 + 1)) -o blocksize=1024 a.img | grep UUID"
    ),
    (
      "truncate -s 1G a.img && mkfs.xfs -q -d agcount=12 a.img", 11,
      "dd if=a.img bs=4096 skip=$((11 * 21846)) count=1 | grep -a XFSB"
    ),
  ]

  @Test(arguments: many.indices)
  func manyBackups(_ number: Int) throws {
    let image = Self.many[number]
    try folder.shell(image.command)
    try folder.shell(image.backup)
    try folder.shell("cp --sparse=always a.img before.img")
    let before = try folder.identify("a.img")
    #expect(before.objects("findings").count == 9, "the primary and the first eight")
    let named = try #require(before.string("fingerprint"))
    let made = try Tool.run("mkfs", "--json", "--replace", named, "--undo", "u", "a.img", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let wiped = try Objects.one(made.output).objects("stages").last?.objects("writes") ?? []
    #expect(wiped.count >= image.count - 1, "\(wiped)")
    try folder.shell("! (\(image.backup))")
    #expect(try Tool.run("undo", "u", in: folder).status == 0)
    try folder.shell("cmp a.img before.img")
  }

  /// There is VexFS, a clean one, and nothing by which anybody would find what was there before.
  private func requireGone(_ occupant: Occupant, _ before: [String: Any]) throws {
    let validated = try Objects.one(try Tool.run("validate", "--json", "a.img", in: folder).output)
    #expect(validated.string("verdict") == "clean")
    let after = try folder.identify("a.img")
    #expect(after.objects("findings").allSatisfy { $0.string("id") == "vexfs" }, "\(after)")
    #expect(!after.objects("findings").isEmpty)
    #expect(after.object("recovery").objects("remains").isEmpty)
    let known = try folder.blkid("a.img")
    #expect(known["TYPE"] == nil && known["PTTYPE"] == nil, "\(known)")
    let places = before.objects("findings").filter { $0.string("role") == "backup" }
      .compactMap { finding in finding.integer("offset").map { $0 / (finding.integer("blockSize") ?? 1) } }
    let list = places.map(String.init).joined(separator: " ")
    try folder.shell("places='\(list)'; \(occupant.gone)")
  }

  /// What a refusal tells to type.
  private static func named(in message: String) -> String? {
    message.firstMatch(of: #/--replace ([0-9a-f]{16})(\s|$)/#).map { String($0.output.1) }
  }
}
