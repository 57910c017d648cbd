import Testing

/// Whatever is given as a specification: an error in a line or more within a second of the processor's time, and exit
/// status 1.
@Suite struct BadSpecificationTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// What a path can lead to besides a specification, and a piece of the message.
  enum Bad: String, CaseIterable {
    case missing = "no such file; expected a specification"
    case folder = "is a directory; expected a specification"
    case fifo = "is a FIFO; expected a specification"
    case device = "is no regular file; expected a specification"
    case empty = "empty.yaml:1:1: error:"
    case binary = "binary.yaml:1:1: error:"
    case huge = "the file has 10485760 bytes"
    case endless = "expected a specification, at most"
    case mark = "mark.yaml:1:1: error:"
    case encoding = "encoding.yaml:2:"
    case tab = "tab.yaml:3:1: error:"
    case alias = "alias.yaml:2:"
    case duplicate = "duplicate.yaml:2:1: error:"
    case list = "list.yaml:1:1: error:"
    case nested = "nested.yaml:1:67: error:"
    case aliases = "aliases.yaml:1:5: error:"
    case tabs = "tabs.yaml:1:1: error:"
  }

  private func make(_ bad: Bad) throws -> String {
    let name = "\(bad).yaml"
    switch bad {
    case .missing: return name
    case .folder: try folder.makeFolder(name)
    case .fifo: folder.makeFIFO(name)
    case .device: return "/dev/zero"
    case .empty: try folder.write("", to: name)
    case .binary: try folder.write([0, 0xFF, 0x80, 1], to: name)
    case .huge: try folder.write([UInt8](repeating: UInt8(ascii: "["), count: 10 << 20), to: name)
    case .endless:
      try folder.makeSparse(name, size: 1 << 40)
    case .mark: try folder.write("\u{FEFF}format: x\n", to: name)
    case .encoding: try folder.write(Array("format: x\ntitle: ".utf8) + [0xC3, 0x28, 0x0A], to: name)
    case .tab: try folder.write("format: x\nconstants:\n\ta: 1\n", to: name)
    case .alias: try folder.write("format: &a x\ntitle: *a\n", to: name)
    case .duplicate: try folder.write("format: x\nformat: y\n", to: name)
    case .nested: try folder.write("a: " + String(repeating: "[", count: 250_000), to: name)
    case .aliases: try folder.write((0..<5000).map { "a\($0): &a [*a,*a]\n" }.joined(), to: name)
    case .tabs: try folder.write(String(repeating: "\ta: x\n", count: 30_000), to: name)
    case .list: try folder.write("- format\n", to: name)
    }
    return name
  }

  @Test(arguments: Bad.allCases)
  func checkRefuses(_ bad: Bad) throws {
    let path = try make(bad)
    let result = try Tool.runBriefly("check", path, in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains(bad.rawValue), "\(result.errors)")
    #expect(result.errors.contains(path))
    let json = try Objects.one(try Tool.runBriefly("check", "--json", path, in: folder).output)
    #expect(json["valid"] as? Bool == false)
    #expect(json.objects("diagnostics").count >= 1)
  }

  @Test(arguments: Bad.allCases)
  func generatorsRefuse(_ bad: Bad) throws {
    let path = try make(bad)
    let spec = bad == .device ? path : "./\(path)"
    let result = try Tool.runBriefly("gen-swift", "--spec", spec, "--output", "out", in: folder)
    #expect(result.status == 1)
    #expect(!folder.has("out"))
  }

  /// A lock file is read whenever its specification is, and may be anything too.
  @Test func lockFileThatIsAFIFO() throws {
    try folder.write(CheckCommandTests.small, to: "small.yaml")
    folder.makeFIFO("small.lock")
    let result = try Tool.run("check", "small.yaml", in: folder, limit: 5)
    #expect(result.status == 1)
    #expect(result.errors.contains("small.lock: is a FIFO; expected the lock file"))
  }
}
