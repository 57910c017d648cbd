import VexBytes
import VexCodecs
import VexFSFuzz
import VexFSLayout
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// Mutants a second on one core, made in this process with checksums repaired, and checked.
func measureMutants(_ report: inout Report, _ subjects: Subjects) throws {
  report.title("Mutants of one structure, made, repaired and checked in process, on one core")
  let format = subjects.program.format
  let options = MakeOptions(size: 5 * 4096, random: .seeded(1), clock: .fixed(1))
  let plan = try ImageMaker(program: subjects.program, checksums: .builtIn).plan(options)
  var image = [UInt8](repeating: 0, count: Int(plan.size))
  for write in plan.writes {
    image.replaceSubrange(Int(write.offset)..<Int(write.offset) + write.bytes.count, with: write.bytes)
  }
  let all = RawImage(format: format, bytes: image).baselines(subjects.program)
  for name in ["superblock[0]", "inodes[1]"] {
    let baselines = all.filter { $0.name == name }
    for (evaluator, aim) in [
      (VexFS.evaluator(format) as any CheckEvaluator, 1e6 as Double?),
      (try TableEvaluator(subjects.program, checksums: .builtIn), nil),
    ] {
      let count: UInt64 = 200_000
      let run = DifferentialRun(
        format: format, baselines: baselines, checksums: .builtIn, options: FuzzOptions(seed: 1, count: count))
      let clock = ContinuousClock()
      let start = clock.now
      let result = try run.run([evaluator], predicting: false)
      let elapsed = (clock.now - start).components
      let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
      let rate = Double(result.count) / seconds
      let text = "\(Int(rate)) a second, \(evaluator.name)"
      report.add(name, text, meets: aim.map { rate >= $0 }, aim: aim == nil ? "" : "at least 1000000")
    }
  }
}
