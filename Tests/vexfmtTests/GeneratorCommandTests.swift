import Foundation
import Testing

/// `vexfmt gen-headers` and `vexfmt gen-swift`.
@Suite struct GeneratorCommandTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
  }

  @Test(arguments: [
    ("kernel", ["vexfs_format.h", "vexfs_validate.c", "vexfs_validate.h"]), ("uapi", ["vexfs_format.h"]),
  ])
  func headers(_ flavour: String, _ names: [String]) throws {
    let arguments = ["gen-headers", "--spec", "vexfs", "--flavour", flavour, "--output", "a/b/c"]
    let missing = try Tool.run(arguments + ["--check"], in: folder)
    #expect(missing.status == 1)
    #expect(missing.lines.sorted() == names.map { "a/b/c/\($0): missing" })
    #expect(!folder.has("a"))
    #expect(try Tool.run(arguments, in: folder).status == 0)
    #expect(try files("a/b/c") == names)
    #expect(try Tool.run(arguments + ["--check"], in: folder).status == 0)
    if flavour == "kernel" {
      for name in names {
        let checkedIn = try Data(contentsOf: URL(fileURLWithPath: "\(Tool.root)/kmod/generated/\(name)"))
        #expect(try folder.bytes("a/b/c/\(name)") == Array(checkedIn))
      }
    }
  }

  @Test func checkNamesWhatDiffersAndTheCommand() throws {
    let arguments = ["gen-headers", "--spec", "vexfs", "--output", "out"]
    _ = try Tool.run(arguments, in: folder)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out/vexfs_format.h")))
    try handle.write(contentsOf: Data("x".utf8))
    let result = try Tool.run(arguments + ["--check"], in: folder)
    #expect(result.status == 1)
    #expect(result.lines == ["out/vexfs_format.h: outdated"])
    #expect(result.errors.contains("run 'vexfmt gen-headers --spec vexfs --output out'"))
    #expect(try folder.text("out/vexfs_format.h").hasPrefix("x"))
    let json = try Objects.one(try Tool.run(arguments + ["--json"], in: folder).output)
    #expect(json.string("output") == "out")
    let states = json.objects("files").map { "\($0.string("path") ?? "") \($0.string("state") ?? "")" }
    #expect(
      states == [
        "out/vexfs_format.h written", "out/vexfs_validate.h current", "out/vexfs_validate.c current",
      ])
    #expect(try Tool.run(arguments + ["--check"], in: folder).status == 0)
  }

  @Test func unchangedFilesAreNotTouched() throws {
    let arguments = ["gen-swift", "--spec", "vexfs", "--output", "out"]
    _ = try Tool.run(arguments, in: folder)
    let old = Date(timeIntervalSince1970: 1_000_000_000)
    let path = folder.file("out/VexFS.swift")
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    #expect(try Tool.run(arguments, in: folder).output == "out: \(try files("out").count) files are up to date\n")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == old)
  }

  @Test func namesAreChosen() throws {
    _ = try Tool.run("gen-headers", "--spec", "vexfs", "--prefix", "other", "--output", "c", in: folder)
    #expect(try files("c") == ["other_format.h", "other_validate.c", "other_validate.h"])
    _ = try Tool.run("gen-swift", "--spec", "vexfs", "--namespace", "Other", "--output", "s", in: folder)
    #expect(try folder.text("s/Other.swift").contains("public enum Other"))
    #expect(try !files("s").contains("VexFS.swift"))
  }

  @Test func obsoleteFilesGoAndOthersStay() throws {
    let spec = CheckCommandTests.small
    try folder.write(spec, to: "small.yaml")
    let arguments = ["gen-swift", "--spec", "small.yaml", "--output", "out"]
    #expect(try Tool.run(arguments, in: folder).status == 0)
    try folder.write("// mine\n", to: "out/Mine.swift")
    try folder.write(spec.replacing("head", with: "front"), to: "small.yaml")
    let check = try Tool.run(arguments + ["--check"], in: folder)
    #expect(check.status == 1)
    #expect(check.lines.contains("out/Head.swift: obsolete"))
    #expect(check.lines.contains("out/Front.swift: missing"))
    #expect(try Tool.run(arguments, in: folder).status == 0)
    #expect(try files("out").contains("Mine.swift"))
    #expect(try !files("out").contains { $0.hasPrefix("Head") })
  }

  /// What a failed run leaves: nothing, and no temporary files.
  @Test func refusalsLeaveNothing() throws {
    try folder.write("", to: "file")
    let intoFile = try Tool.run("gen-headers", "--spec", "vexfs", "--output", "file", in: folder)
    #expect(intoFile.status == 1)
    #expect(intoFile.errors.hasPrefix("vexfmt: file"))
    try FileManager.default.createDirectory(
      atPath: folder.file("out/vexfs_format.h"), withIntermediateDirectories: true)
    let overFolder = try Tool.run("gen-headers", "--spec", "vexfs", "--output", "out", in: folder)
    #expect(overFolder.status == 1)
    #expect(try files("out") == ["vexfs_format.h"])
  }
}
