import TestSupport
import Testing
import VexFormatSpec

/// Places, sizes and magic numbers of a format are in its specification and in generated files, and nowhere else.
@Suite("Facts of the format") struct NoFormatFactsTests {
  private static let places = ["Sources", "kmod", "Benchmarks", "scripts", ".ci", "Makefile", "Package.swift"]
  private static let generated = ["kmod/generated", "Sources/VexFSLayout", "Sources/vexfmt/generated"]
  /// Offsets and sizes that code uses for other things: columns and limits, the first bytes of characters in UTF-8, and the
  /// length of a PC's boot code.
  private static let common: Set<UInt64> = [100, 120, 200, 144, 160, 192, 224, 225, 240, 440]

  private func facts() throws -> FormatFacts {
    let text = try PackageFolder.text("spec/vexfs.yaml")
    return FormatFacts(try EditedFormat.shipped.get().format, text: text, common: Self.common)
  }

  private func found(_ files: [String]) throws -> [String] {
    let facts = try facts()
    return try files.flatMap { file in
      try CodeLines.lines(of: file).flatMap { line in
        facts.found(in: line.text).map { "\(file):\(line.number): \($0)" }
      }
    }
  }

  @Test("are not in hand-written sources")
  func sources() throws {
    // A kernel module's build leaves objects and notes beside its sources.
    let files = try CodeLines.files(Self.places, exempt: Self.generated).filter { path in
      let name = path.split(separator: "/").last ?? ""
      let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) ?? "" : ""
      return ["swift", "c", "h", "S", "sh", "modulemap", "mk", "py", ""].contains(ending)
        && !name.hasPrefix(".") && !name.hasSuffix(".mod.c") && name != "COPYING"
    }
    #expect(Set(["Makefile", ".ci/run", "Package.swift", "scripts/demo.sh"]).isSubset(of: files))
    #expect(files.count > 200)
    for leak in try found(files) { Issue.record("\(leak); if it is something else, name it in `common`") }
  }

  @Test(
    "are found where they are",
    arguments: ["kmod/generated/vexfs_format.h", "Sources/VexFSLayout/Superblock.swift", "spec/vexfs.yaml"])
  func generated(_ file: String) throws {
    #expect(try found([file]).count > 10)
  }

  @Test("are known in every form")
  func forms() throws {
    let facts = try facts()
    #expect(facts.magics == ["SFEV", "VXIN", "VXIC", "VXSM", "FXEV"])
    #expect(Set(facts.numbers.keys).isSuperset(of: [4092, 4032, 2044, 544, 448, 584, 32768]))
    let lines = [
      "let offset = 4092", "at(4_092)", "#define AT 0xffcU", "[0xFFC]", "\"le32toh(p + 4092)\"", "\"SFEV\"",
      "VEXFS_SFEV", "{ 'V', 'X', 'I', 'N' }", "0x53464556", "0x5645_4653", "[0x53, 0x46, 0x45, 0x56]",
      "if bits == 32768 {", "x = 4032;",
    ]
    for line in lines { #expect(facts.found(in: line) != [], "\(line)") }
    for line in ["let offset = 4093", "4092nd", "a4092", "1 << 12", "0xff", "\"\\u{2044}\""] {
      #expect(facts.found(in: line) == [], "\(line)")
    }
  }

  @Test("may be in comments")
  func comments() {
    let swift = "let a = 1 // 4092\n/// 'VXSM'\n/* 4032\n * 544 */ let b = \"https://x/448\""
    #expect(CodeLines.without(comments: swift, slashes: true) == ["let a = 1 ", "", "", " let b = \"https://x/448\""])
    #expect(CodeLines.without(comments: "a=$#b # 4092\n# 544", slashes: false) == ["a=$#b ", ""])
  }
}
