import Testing
import VexBytes
import VexPlugins

/// A 16-bit sum of bytes; correct unless told otherwise.
private struct Sum16: ChecksumAlgorithm {
  var name = "sum16"
  var width = 2
  var checkValue = Digest(low: 477, width: 2)
  var streamingFactor: UInt64 = 1

  func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(sum: parameters.initial ?? 0, factor: streamingFactor)
  }

  func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    var state = State(sum: parameters.initial ?? 0, factor: 1)
    state.update(bytes)
    return state.finish()
  }

  struct State: ChecksumState {
    var sum: UInt64
    let factor: UInt64
    mutating func update(_ bytes: RawSpan) {
      for index in 0..<bytes.byteCount { sum &+= UInt64(bytes.load(UInt8.self, at: index, .little) ?? 0) &* factor }
    }
    func finish() -> Digest { Digest(low: sum & 0xffff, width: 2) }
  }
}

@Suite struct ChecksumRegistryTests {
  private static let builtIn = [
    "crc16", "crc32", "crc32c", "exfat-sum32", "xxh3-128", "xxh3-64", "xxh32", "xxh64",
  ]

  @Test func theBuiltInsAreAllThere() {
    #expect(ChecksumRegistry.builtIn.names == Self.builtIn)
    for name in ChecksumRegistry.builtIn.names {
      #expect(ChecksumRegistry.builtIn.algorithm(named: name)?.name == name)
    }
    #expect(ChecksumRegistry.builtIn.algorithm(named: "sha256") == nil)
    #expect(ChecksumRegistry.builtIn.algorithm(named: "CRC32C") == nil)
  }

  @Test func aRegistryIsAValue() throws {
    var mine = ChecksumRegistry.builtIn
    try mine.register(Sum16())
    #expect(mine.algorithm(named: "sum16") != nil)
    #expect(ChecksumRegistry.builtIn.algorithm(named: "sum16") == nil)
    #expect(mine.names == (Self.builtIn + ["sum16"]).sorted())
    #expect(ChecksumRegistry().names == [])
  }

  @Test func aNameIsTakenOnce() throws {
    var registry = ChecksumRegistry.builtIn
    #expect(throws: RegistrationError.duplicateName("crc32c")) { try registry.register(Sum16(name: "crc32c")) }
    #expect(registry.algorithm(named: "crc32c")?.width == 4)
  }

  @Test(arguments: ["", "Sum", "1sum", "-sum", "a b", "a\nb", "sümme", "a.b", String(repeating: "a", count: 65)])
  func namesThatNoSpecificationCanSpell(name: String) {
    var registry = ChecksumRegistry()
    #expect(throws: RegistrationError.invalidName(name)) { try registry.register(Sum16(name: name)) }
    #expect(registry.names == [])
  }

  @Test func widthsMustAgreeAndFit() {
    var registry = ChecksumRegistry()
    for (width, checkWidth) in [(0, 0), (33, 33), (2, 4), (-1, -1)] {
      let expected = RegistrationError.invalidWidth(name: "sum16", width: width, checkValueWidth: checkWidth)
      let algorithm = Sum16(width: width, checkValue: Digest(low: 477, width: checkWidth))
      #expect(throws: expected) { try registry.register(algorithm) }
    }
  }

  @Test func aWrongDigestIsFoundInOnePieceAndInSeveral() {
    var registry = ChecksumRegistry()
    let wrong = Digest(low: 478, width: 2)
    let right = Digest(low: 477, width: 2)
    #expect(throws: RegistrationError.failedSelfTest(name: "sum16", expected: wrong, found: right)) {
      try registry.register(Sum16(checkValue: wrong))
    }
    let doubled = Digest(low: 954, width: 2)
    #expect(throws: RegistrationError.failedSelfTest(name: "sum16", expected: right, found: doubled)) {
      try registry.register(Sum16(streamingFactor: 2))
    }
    #expect(registry.names == [])
  }

  @Test func errorsAreOneLine() {
    let digest = Digest(low: 0x1234, width: 2)
    let errors: [RegistrationError] = [
      .duplicateName("a\nb"), .invalidName("a\nb"), .invalidWidth(name: "a\nb", width: 1, checkValueWidth: 2),
      .failedSelfTest(name: "a\nb", expected: digest, found: digest),
    ]
    for error in errors { #expect(error.description.contains("a\\nb") && !error.description.contains("\n")) }
    #expect(errors[3].description.contains("3412"))
  }
}
