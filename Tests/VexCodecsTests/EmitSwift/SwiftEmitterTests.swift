import Testing

@testable import VexCodecs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SwiftEmitterTests {
  /// The sources of the target VexCodecsGeneratedFixture, which other tests run.
  ///
  /// When they no longer compile, they cannot be recorded either: empty them and move `Generated*.swift` of this folder away
  /// while recording.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "GeneratedFixture")

  @Test func theCompiledFixtureIsWhatTheEmitterPrints() throws {
    let files = SwiftEmitter(program: TinyFormat.program(), namespace: nil).files()
    if ProcessInfo.processInfo.environment["VEXFMT_RECORD"] != nil {
      for old in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) where old.hasSuffix(".swift") {
        try FileManager.default.removeItem(at: Self.folder.appending(path: old))
      }
      for file in files {
        try Data(file.contents.utf8).write(to: Self.folder.appending(path: file.path))
      }
    }
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      $0.hasSuffix(".swift")
    }
    #expect(Set(present) == Set(files.map(\.path)), "run the test with VEXFMT_RECORD=1")
    for file in files {
      let text = try String(contentsOf: Self.folder.appending(path: file.path), encoding: .utf8)
      #expect(text == file.contents, "\(file.path) is stale; run the test with VEXFMT_RECORD=1")
    }
  }

  @Test func theSameProgramGivesTheSameFiles() {
    let first = SwiftEmitter(program: TinyFormat.program()).files()
    #expect(first == SwiftEmitter(program: TinyFormat.program()).files())
    #expect(Set(first.map(\.path)).count == first.count)
  }

  @Test func namesAreLegalAndDifferent() {
    var names = SwiftNames(reserved: ["bytes"])
    #expect(names.unique("total_blocks") == "totalBlocks")
    #expect(names.unique("totalBlocks") == "totalBlocks_")
    #expect(names.unique("bytes") == "bytes_")
    #expect(names.unique("64bit") == "_64bit")
    #expect(names.unique("class") == "`class`")
    #expect(names.unique("VexFS", capitalised: true) == "VexFS")
    #expect(names.unique("---") == "_")
  }

  @Test func specificationTextCannotLeaveAComment() {
    var code = CodePrinter(indent: "  ")
    code.document("one\npublic func evil() {}\r\u{2028}x. Two")
    #expect(code.text.split(separator: "\n").allSatisfy { $0.hasPrefix("///") })
    #expect(SwiftText.literal("a\"\\(x)\n\u{7f}é") == #""a\"\\(x)\n\u{7f}\u{e9}""#)
  }

  @Test func numbersReadWell() {
    #expect(SwiftText.number(4096) == "4096")
    #expect(SwiftText.number(1_000_000) == "1000000")
    #expect(SwiftText.number(0xdead_beef) == "0xdeadbeef")
    #expect(SwiftText.number(0xff, as: TinyFormat.integer(1, signed: true)) == "-1")
  }
}
