import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexFuzz

/// Checksums over ranges that end where a field says.
@Suite("Covered ranges")
struct CoveredRangeTests {
  private static let text = """
    format: head
    endian: little
    license: CC0-1.0
    structures:
      head:
        size: 32
        fields:
          magic:  {at: 0, type: "bytes[4]", magic: HEAD}
          length: {at: 4, type: u32, unit: byte}
          crc:
            at: 8
            type: u32
            checksum: {algorithm: crc32, over: [{from: 0, to: {is: length, max: 32}}]}
          rest:   {at: 12, type: "bytes[20]"}
    image:
      head: {of: head, at: 0}
    """

  private static func image(length: UInt8) -> [UInt8] {
    var bytes = Array("HEAD".utf8) + [length, 0, 0, 0] + [UInt8](repeating: 0, count: 24)
    let digest = bytes.withBytes { CRC32().digest(of: $0.extracting(first: Int(length)), ChecksumParameters()) }
    bytes.replaceSubrange(8..<12, with: digest.bytes)
    return bytes
  }

  @Test("are predicted as the table decides, wherever they end")
  func ends() throws {
    let format = try SpecificationCompiler.compile(
      text: Array(Self.text.utf8), path: "head.yaml", checksums: .builtIn)
    let program = Program(lowering: format)
    let baselines = RawImage(format: format, bytes: Self.image(length: 32)).baselines(program)
    let table = try TableEvaluator(program, checksums: .builtIn)
    let run = DifferentialRun(
      format: format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 1, count: 200))
    let report = try run.run([table])
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.count == 200)
    let crc = try #require(format.rule(named: "head/head.crc/checksum"))
    #expect(report.deciding[crc.number, default: 0] > 0)
  }

  @Test("do not end inside of the checksum or before it", arguments: 0..<33 as Range<UInt8>)
  func insideOfItself(_ length: UInt8) throws {
    let format = try SpecificationCompiler.compile(
      text: Array(Self.text.utf8), path: "head.yaml", checksums: .builtIn)
    let subject = try #require(
      RawImage(format: format, bytes: Self.image(length: length)).baselines(Program(lowering: format)).first
    ).subject
    let found = Predictor(format: format, checksums: .builtIn).decision(subject)
    #expect((found.rule == 0) == (length >= 12), "\(length)")
  }
}
