import Foundation
import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// CRCs that a specification describes by their parameters: everybody computes them, with no algorithm loaded.
@Suite struct DeclaredAlgorithmTests {
  private static let text = """
    format: sums
    endian: big
    license: CC0-1.0
    enums: {kind: {type: u8, values: {nvme: 1, castagnoli: 2}}}
    algorithms:
      crc-64-nvme:
        crc: {width: 64, polynomial: 0xad93d23594c93659, reflected: true, init: 0xffffffffffffffff, xorout: 0xffffffffffffffff, check: 0xae8b14860a799888}
      crc-24: {crc: {width: 24, polynomial: 0x864cfb, init: 0xb704ce, check: 0x21cf02}}
      crc-5-usb: {crc: {width: 5, polynomial: 0x05, reflected: true, init: 0x1f, xorout: 0x1f, check: 0x19}}
      crc-64-ecma: {crc: {width: 64, polynomial: 0x42f0e1eba9ea3693, check: 0x6c40df5f0b497347}}
      crc-16-riello: {crc: {width: 16, polynomial: 0x1021, reflected: true, init: 0xb2aa, check: 0x63d0}}
      chosen: {by: kind, nvme: crc-64-nvme, castagnoli: {algorithm: crc32c, init: seed}}
    structures:
      superblock:
        size: 128
        fields:
          magic: {at: 0,   type: "bytes[4]", magic: SUMS}
          kind:  {at: 4,   type: kind, new: .nvme}
          free:  {at: 5,   size: 3}
          seed:  {at: 8,   type: u32, new: 77}
          text:  {at: 12,  type: "text[52]"}
          a:     {at: 64,  type: u64, checksum: {algorithm: crc-64-nvme, over: [0 .. 64]}}
          b:     {at: 72,  type: "bytes[3]", checksum: {algorithm: crc-24, over: [text, u32le(seed)]}}
          c:     {at: 75,  type: u8, checksum: {algorithm: crc-5-usb, over: [0 .. 40]}}
          d:     {at: 76,  type: u64, checksum: {algorithm: crc-64-ecma, init: seed, over: [0 .. 8, text]}}
          e:     {at: 84,  type: u16, checksum: {algorithm: crc-16-riello, init: seed, xorout: 0x55aa, over: [0 .. size(self)]}}
          f:     {at: 86,  type: u64, checksum: {algorithm: chosen, over: [0 .. 64]}}
          rest:  {at: 94,  size: 34, unused: zero}
        rules: {short: {valid: seed != 0 or kind == .nvme}}
    image:
      superblock: {of: superblock, at: 0}
    """

  @Test func everybodyComputesThem() throws {
    let format = try SpecificationCompiler.compile(
      text: Array(Self.text.utf8), path: "sums.yaml", checksums: ChecksumRegistry.builtIn)
    let program = Program(lowering: format)
    let image = try FreshImage(program, version: nil, size: 4096, checksums: .builtIn).bytes()
    let baselines = RawImage(format: format, bytes: image).baselines(program, limit: 1)
    let compiled = try CompiledC(
      program, compiler: try #require(Command.find("gcc")),
      options: ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"])
    defer { compiled.remove() }
    let run = DifferentialRun(
      format: format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 4, count: 1500))
    let scratch = try Scratch()
    let rust = try CompiledRust(format, spec: try scratch.write(Self.text.utf8, to: "sums.yaml").path)
    let report = try run.run([
      try TableEvaluator(program, checksums: .builtIn), try CompiledSwift(program),
      GeneratedCEvaluator(compiled, format), rust,
    ])
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0 && report.count == 1500)
    for field in ["a", "b", "c", "d", "e", "f"] {
      let rule = try #require(format.rule(named: "sums/superblock.\(field)/checksum"))
      #expect(report.deciding[rule.number, default: 0] > 0, "no mutant breaks that of \(field)")
    }
  }

  /// The digests that mkfs wrote are those of the definitions.
  @Test func theyAreWritten() throws {
    let format = try SpecificationCompiler.compile(
      text: Array(Self.text.utf8), path: "sums.yaml", checksums: ChecksumRegistry.builtIn)
    let image = try FreshImage(Program(lowering: format), version: nil, size: 4096, checksums: .builtIn).bytes()
    let nvme = try #require(format.declaredAlgorithm(named: "crc-64-nvme")?.implementation)
    let digest = Array(image[0..<64]).withBytes { nvme.digest(of: $0, ChecksumParameters()) }
    #expect(Array(image[64..<72]) == digest.bytes.reversed())
    #expect(Array(image[86..<94]) == digest.bytes.reversed())
  }
}
