import Foundation
import TestSupport
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexPlugins

/// The generated C on a big-endian machine: the same verdicts about the same bytes.
@Suite struct BigEndianTests {
  @Test func decidesAsTheTableDoes() throws {
    let program = try Shipped.program.get()
    let compiled = try OtherMachine.compile(program)
    defer { compiled.remove() }
    let run = DifferentialRun(
      format: program.format, baselines: try Shipped.baselines.get(), checksums: .builtIn,
      options: FuzzOptions(seed: 21, count: 3000 * Effort.factor))
    let other = GeneratedCEvaluator(compiled, program.format, name: "c on s390x")
    let report = try run.run([try TableEvaluator(program, checksums: .builtIn), other], predicting: false)
    for disagreement in report.disagreements { Issue.record("\(disagreement)") }
    #expect(report.disagreementCount == 0 && report.count == 3000 * Effort.factor)
    #expect(report.deciding.count > 60)
  }

  /// A load that goes by the machine's own order is found, which no little-endian machine could.
  @Test func anOrderThatIsTheMachinesIsFound() throws {
    let program = try Shipped.program.get()
    let compiled = try OtherMachine.compile(program)
    defer { compiled.remove() }
    let source = compiled.folder.appending(path: "vexfs_validate.c")
    let text = try String(contentsOf: source, encoding: .utf8)
    let load = "return (u64)p[0] | (u64)p[1] << 8 | (u64)p[2] << 16 | (u64)p[3] << 24;"
    let planted = text.replacing(load, with: "u32 native; memcpy(&native, p, 4); return native;")
    try #require(planted != text)
    try planted.write(to: source, atomically: true, encoding: .utf8)
    let scratch = try Scratch()
    let sources = ["vexfs_validate.c", "vexfs_dispatch.c", "vexfmt_checksums.c"].map {
      compiled.folder.appending(path: $0).path
    }
    let built = try Command.run(
      try #require(Command.find("s390x-linux-gnu-gcc")),
      [
        "-std=gnu11", "-O1", "-static", "-DVEXFMT_XXHASH", "-DXXH_INLINE_ALL", "-idirafter", "/usr/include", "-I",
        compiled.folder.path,
      ]
        + sources + ["-o", compiled.executable.path], in: scratch)
    try #require(built.status == 0, "\(built.errors)")
    let run = DifferentialRun(
      format: program.format, baselines: try Shipped.baselines.get(), checksums: .builtIn,
      options: FuzzOptions(seed: 2, count: 100))
    let other = GeneratedCEvaluator(compiled, program.format, name: "c on s390x")
    #expect(
      try run.run([try TableEvaluator(program, checksums: .builtIn), other], predicting: false).disagreementCount > 0)
  }
}
