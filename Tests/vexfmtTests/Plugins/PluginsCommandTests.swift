import Foundation
import Glibc
import Testing

/// `vexfmt plugins`, and what installed bundles do to the other commands.
@Suite struct PluginsCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.makeFolder("plugins")
    _ = unsafe chmod(scratch.file("plugins"), 0o755)
  }

  private func run(_ arguments: String..., path: String? = nil) throws -> Tool.Result {
    try Tool.run(arguments, in: scratch, environment: ["VEXFMT_PLUGIN_PATH": path ?? scratch.file("plugins")])
  }

  /// Begins a bundle and builds what has to be built.
  private func begin(_ name: String, checksum: Bool = false) throws {
    let made = try Tool.run(
      ["plugins", "new", name, "--output", "plugins"] + (checksum ? ["--checksum"] : []), in: scratch)
    try #require(made.status == 0, "\(made.errors)")
    #expect(try Tool.run("check", "--write-lock", "plugins/\(name)/\(name).yaml", in: scratch).status == 0)
    if checksum {
      let make = try Tool.run(
        ["-s", "-C", "plugins/\(name)", "VEXFMT_INCLUDE=\(Tool.root)/Sources/CVexPlugin"], in: scratch, limit: 60,
        program: "/usr/bin/make")
      try #require(make.status == 0, "\(make.errors)")
    }
    for file in try FileManager.default.subpathsOfDirectory(atPath: scratch.file("plugins")) + [""] {
      _ = unsafe chmod(scratch.file("plugins/\(file)"), 0o755)
    }
  }

  @Test func aNewBundleKeepsItsWordAndIsUsed() throws {
    try begin("shelf", checksum: true)
    let verified = try run("plugins", "verify", "shelf")
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.lines.dropLast().allSatisfy { $0.hasSuffix(": good") } && verified.lines.count == 4)

    let list = try Objects.one(try run("plugins", "list", "--json").output)
    let plugin = try #require(list.objects("plugins").first)
    #expect(plugin.string("plugin") == "shelf" && plugin.string("path") == scratch.file("plugins/shelf"))
    #expect(plugin["formats"] as? [String] == ["shelf"] && plugin["checksums"] as? [String] == ["shelf-sum32"])

    #expect(try run("mkfs", "--spec", "shelf", "-L", "books", "--size", "64K", "a.img").status == 0)
    let identified = try run("identify", "a.img")
    #expect(identified.output.contains("shelf, label \"books\""))
    #expect(identified.output.contains("checksum valid"))
    let clean = try run("validate", "a.img")
    #expect(clean.status == 0 && clean.output.hasPrefix("a.img: clean (shelf,"), "\(clean.output)")
    try scratch.overwrite("a.img", at: 60, [0x58])
    let damaged = try run("validate", "a.img")
    #expect(damaged.status == 4 && damaged.output.contains("shelf/superblock.checksum/checksum"))
    #expect(try run("explain", "shelf/superblock.checksum/checksum").status == 0)

    // Where the bundle is not installed, nothing is known of the format.
    #expect(try run("validate", "a.img", path: "/nowhere/at/all").status == 8)
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "b.img", path: "").status == 1)
  }

  @Test func theFuzzersCTakesItsChecksums() throws {
    try begin("shelf", checksum: true)
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "a.img").status == 0)
    let result = try Tool.run(
      ["fuzz", "--count", "300", "--json", "a.img"], in: scratch, limit: 120,
      environment: ["VEXFMT_PLUGIN_PATH": scratch.file("plugins")])
    #expect(result.status == 0, "\(result.output.prefix(2000))\(result.errors)")
  }

  /// Where the library is not built, what it covers is not verified, and never good.
  @Test func withoutItsLibraryAChecksumIsNotVerified() throws {
    try begin("shelf", checksum: true)
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "a.img").status == 0)
    try FileManager.default.removeItem(atPath: scratch.file("plugins/shelf/shelf_sum.so"))
    let result = try run("validate", "a.img")
    #expect(result.status == 0 && result.output.contains("warnings") && result.output.contains("not verified"))
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "b.img").status == 1)
    let verified = try run("plugins", "verify", "shelf")
    #expect(verified.status == 1 && verified.output.contains("shelf_sum.so: bad"))
  }

  /// Nothing is used that others may write, or that lies in the working directory.
  @Test func untrustedBundlesAreNotUsed() throws {
    try begin("shelf")
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "a.img").status == 0)
    for (name, mode) in [("shelf/shelf.yaml", 0o666), ("shelf/plugin.yaml", 0o775), ("shelf", 0o777), ("", 0o757)] {
      _ = unsafe chmod(scratch.file("plugins/\(name)"), mode_t(mode))
      let result = try run("validate", "a.img")
      #expect(result.status == 8, "\(name)")
      #expect(result.errors.contains("may be written by its group or by others"), "\(name): \(result.errors)")
      #expect(try run("plugins", "list").status == 1)
      _ = unsafe chmod(scratch.file("plugins/\(name)"), 0o755)
    }
    for path in ["plugins", ".", "./plugins", "plugins/"] {
      let result = try run("validate", "a.img", path: path)
      #expect(result.status == 8 && result.errors.contains("is a relative path"), "\(path)")
    }
    #expect(try run("validate", "a.img").status == 0)
  }

  @Test func linksLeadNowhereElse() throws {
    try begin("shelf")
    try FileManager.default.moveItem(
      atPath: scratch.file("plugins/shelf/shelf.yaml"), toPath: scratch.file("away.yaml"))
    try scratch.makeLink("plugins/shelf/shelf.yaml", to: scratch.file("away.yaml"))
    let result = try run("plugins", "verify", "shelf")
    #expect(result.status == 1 && result.output.contains("leads out of its folder"), "\(result.output)")
  }

  /// What is wrong with one bundle concerns no other, and no other format.
  @Test func brokenBundlesAreLeftOut() throws {
    try begin("shelf")
    try begin("crate")
    try scratch.write("plugin: crate\nversion: [\n", to: "plugins/crate/plugin.yaml")
    try scratch.makeFolder("plugins/empty")
    try scratch.write("a file", to: "plugins/file")
    for name in ["crate/plugin.yaml", "empty", "file"] { _ = unsafe chmod(scratch.file("plugins/\(name)"), 0o755) }
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "a.img").status == 0)
    let result = try run("validate", "a.img")
    #expect(result.status == 0)
    let warnings = result.errors.split(separator: "\n")
    #expect(warnings.count == 3 && warnings.allSatisfy { $0.hasPrefix("vexfmt: warning: ") }, "\(result.errors)")
    try scratch.make("v.img", version: 2)
    #expect(try run("validate", "v.img").status == 0)
  }

  /// A bundle takes no name that is there: neither of a format that is built in nor of a bundle before it.
  @Test func namesAreTakenOnce() throws {
    try begin("shelf")
    let spec = try scratch.text("plugins/shelf/shelf.yaml")
    try scratch.makeFolder("more/shelf")
    try scratch.makeFolder("more/other")
    try scratch.write(spec.replacingOccurrences(of: "format: shelf", with: "format: xfs"), to: "more/other/shelf.yaml")
    try scratch.write("plugin: other\nversion: 1\nlicense: MIT\nformats: [shelf.yaml]\n", to: "more/other/plugin.yaml")
    try scratch.write(spec, to: "more/shelf/shelf.yaml")
    try scratch.write("plugin: shelf\nversion: 2\nlicense: MIT\nformats: [shelf.yaml]\n", to: "more/shelf/plugin.yaml")
    for file in [
      "", "/shelf", "/other", "/other/plugin.yaml", "/other/shelf.yaml", "/shelf/plugin.yaml", "/shelf/shelf.yaml",
    ] {
      _ = unsafe chmod(scratch.file("more\(file)"), 0o755)
    }
    let list = try run("plugins", "list", path: "\(scratch.file("plugins")):\(scratch.file("more"))")
    #expect(list.status == 1 && list.output.contains("shelf 0.1"))
    #expect(list.errors.contains("comes before it and has the same name"))
    #expect(list.errors.contains("the format xfs is built in"))
  }

  /// A sample that is not what the manifest says, a library that has other names, a lock file that lacks something.
  @Test func verifyFindsBrokenWords() throws {
    try begin("shelf", checksum: true)
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "plugins/shelf/a.img").status == 0)
    _ = unsafe chmod(scratch.file("plugins/shelf/a.img"), 0o644)
    let manifest = try scratch.text("plugins/shelf/plugin.yaml")
    let samples = manifest + "samples: [{image: a.img, format: shelf, verdict: clean}]\n"
    func verify(_ text: String) throws -> Tool.Result {
      try scratch.write(text, to: "plugins/shelf/plugin.yaml")
      return try run("plugins", "verify", "--json", "shelf")
    }
    #expect(try verify(samples).status == 0)
    for (old, new, flaw) in [
      ("verdict: clean", "verdict: damaged", "is clean, expected damaged"),
      ("format: shelf", "format: xfs", "expected those of xfs"), ("a.img", "b.img", "no such file"),
      ("[shelf-sum32]", "[shelf-sum32, more]", "make 'names' say"), ("[shelf-sum32]", "[other]", "make 'names' say"),
    ] {
      let result = try verify(samples.replacingOccurrences(of: old, with: new))
      #expect(result.status == 1 && result.output.contains(flaw), "\(new): \(result.output)")
      #expect(try Objects.one(result.output)["good"] as? Bool == false)
    }
    try FileManager.default.removeItem(atPath: scratch.file("plugins/shelf/shelf.lock"))
    #expect(try verify(samples).output.contains("there is no lock file"))
  }

  /// A library that crashes, ends the process or never ends takes nothing with it, and what is wrong is said.
  @Test func aDefectiveLibraryTakesNothingWithIt() throws {
    try begin("shelf", checksum: true)
    #expect(try run("mkfs", "--spec", "shelf", "--size", "64K", "a.img").status == 0)
    try scratch.make("v.img", version: 2)
    let source = try scratch.text("plugins/shelf/shelf_sum.c")
    for (statement, words) in [
      ("__builtin_trap();", "by signal"), ("exit(0);", "ends the process that loads it"), ("exit(3);", "with status 3"),
    ] {
      let start = "const struct vexfmt_plugin *vexfmt_plugin(void)\n{"
      try scratch.write(
        source.replacingOccurrences(of: start, with: "\(start)\n\t\(statement)"), to: "plugins/shelf/shelf_sum.c")
      let make = try Tool.run(
        ["-s", "-C", "plugins/shelf", "VEXFMT_INCLUDE=\(Tool.root)/Sources/CVexPlugin"], in: scratch, limit: 60,
        program: "/usr/bin/make")
      try #require(make.status == 0, "\(make.errors)")
      #expect(try run("validate", "v.img").errors == "", "what has nothing to do with it")
      let validated = try run("validate", "a.img")
      #expect(validated.status == 0 && validated.output.contains("not verified"), "\(statement)")
      #expect(validated.errors.contains("shelf_sum.so") && validated.errors.contains(words), "\(validated.errors)")
      let list = try run("plugins", "list")
      #expect(list.status == 1 && list.errors.contains(words), "\(list.errors)")
      #expect(try run("plugins", "verify", "shelf").status == 1)
    }
    // And so does one that was cut.
    let library = try scratch.bytes("plugins/shelf/shelf_sum.so")
    try scratch.write(library.prefix(5000), to: "plugins/shelf/shelf_sum.so")
    #expect(try run("validate", "a.img").status == 0)
    #expect(try run("plugins", "list").status == 1)
  }

  /// An image with a magic that is built in is of that format, damaged or not.
  @Test func aPluginTakesNoImageFromWhatIsBuiltIn() throws {
    try begin("shelf")
    let spec = """
      format: shelf
      endian: little
      license: CC0-1.0
      structures:
        superblock:
          size: 64
          fields:
            magic: {at: 0, type: u32, magic: MAGIC}
            more:  {at: 4, type: u32, magic: 2}
            rest:  {at: 8, size: 56}
      image:
        superblock: {of: superblock, at: 0}
      """
    try scratch.make("v.img", version: 2)
    let magic = try scratch.bytes("v.img").prefix(4).reversed().map { String(format: "%02x", $0) }.joined()
    try scratch.write(spec.replacingOccurrences(of: "MAGIC", with: "0x\(magic)") + "\n", to: "plugins/shelf/shelf.yaml")
    try FileManager.default.removeItem(atPath: scratch.file("plugins/shelf/shelf.lock"))
    #expect(try run("validate", "--spec", "shelf", "v.img").output.hasPrefix("v.img: clean (shelf"))
    #expect(try run("validate", "v.img").output.hasPrefix("v.img: clean (vexfs"))
    try scratch.overwrite("v.img", at: 40, [0xff])
    #expect(try run("validate", "v.img").status == 4)
    let identified = try run("identify", "v.img")
    #expect(identified.output.contains("VexFS 2") && !identified.output.contains("shelf"), "\(identified.output)")
  }

  @Test func newWritesOverNothing() throws {
    try begin("shelf")
    for (name, status) in [("shelf", 1), ("xfs", 64), ("plugin", 64), ("Shelf", 64), ("a/b", 64), ("", 64)]
      as [(String, Int32)]
    {
      let result = try run("plugins", "new", name, "--output", "plugins")
      #expect(result.status == status && result.errors.split(separator: "\n").count == 1, "\(name): \(result.errors)")
    }
  }
}
