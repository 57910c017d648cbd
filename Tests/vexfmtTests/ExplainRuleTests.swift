import Foundation
import Testing

/// `vexfmt explain RULE`.
@Suite struct ExplainRuleTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test func ruleOfTheBuiltInFormat() throws {
    let result = try Tool.run("explain", "vexfs/superblock.free_blocks/range", in: folder)
    #expect(result.status == 0)
    let spec = try String(contentsOfFile: Tool.root + "/spec/vexfs.yaml", encoding: .utf8)
    let lines = spec.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasSuffix("range: ..= total_blocks") }) + 1
    #expect(
      result.output == """
        vexfs/superblock.free_blocks/range
          must hold: free_blocks in ..= total_blocks

          number    7
          about     the field free_blocks of the structure superblock
          stage     8, relations
          severity  warning in version 1; error otherwise
          errno     EUCLEAN
          where     wherever the structure is read: kernel, programs, validate
          declared  vexfs.yaml:\(line):16
                  range: ..= total_blocks
                         ^~~~~~~~~~~~~~~~

        """)
  }

  @Test(arguments: ["vexfs/superblock.free_blocks/range", "superblock.free_blocks/range", "7"])
  func sameRuleByOtherNames(_ name: String) throws {
    let json = try Objects.one(try Tool.run("explain", "--json", name, in: folder).output)
    #expect(
      json.names == [
        "doc", "errno", "field", "implied", "local", "number", "rule", "severity", "spec", "stage", "statement",
        "structure",
      ])
    #expect(json.string("rule") == "vexfs/superblock.free_blocks/range")
    #expect(json.integer("number") == 7)
    #expect(json.string("structure") == "superblock")
    #expect(json.objects("severity").map { $0.string("severity") } == ["warning", "error"])
    #expect(json.object("spec").string("file") == "vexfs.yaml")
    #expect(json.object("spec").string("text")?.contains("range: ..= total_blocks") == true)
  }

  @Test func ruleOnTheWholeImage() throws {
    let json = try Objects.one(try Tool.run("explain", "--json", "vexfs/image/bitmap_matches", in: folder).output)
    #expect(json.isNull("structure") && json.isNull("stage") && json.isNull("field"))
    #expect(json["local"] as? Bool == false)
  }

  @Test func ruleOfASpecification() throws {
    try folder.write(CheckCommandTests.small, to: "small.yaml")
    let result = try Tool.run("explain", "--spec", "small.yaml", "head.count/range", in: folder)
    #expect(result.status == 0)
    #expect(result.output.contains("declared  small.yaml:10:"))
  }

  @Test func nearestName() throws {
    let result = try Tool.run("explain", "vexfs/superblock.free_block/range", in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains("did you mean 'vexfs/superblock.free_blocks/range'?"))
  }

  @Test func ambiguousEnding() throws {
    let result = try Tool.run("explain", "checksum/checksum", in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("vexfs/superblock.checksum/checksum"))
    #expect(result.errors.contains("rules are called so"))
  }

  @Test(arguments: ["0", "4294967296", "99999", "/", "", "x"])
  func noSuchRule(_ name: String) throws {
    let result = try Tool.run("explain", name, in: folder)
    #expect(result.status != 0)
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
