import GeneratedC
import HandWritten
import VexBytes
import VexCodecs
import VexFSLayout
import VexFormatSpec
import VexImage
import VexPlugins

/// A fresh image of the format, taken apart.
struct Subjects {
  let program: Program
  let superblock: [UInt8]
  let inode: [UInt8]
  let inodePlace: UInt64
  let imageSize: UInt64

  /// Makes an image of 128 MiB and takes its first superblock and the root inode.
  init(specification path: String) throws {
    let text = try ImageFile.contents(of: path, limit: 1 << 20)
    program = Program(lowering: try SpecificationCompiler.compile(text: text, path: path, checksums: .builtIn))
    let options = MakeOptions(size: 128 << 20, random: .seeded(1), clock: .fixed(1))
    let plan = try ImageMaker(program: program, checksums: .builtIn).plan(options)
    guard let first = plan.writes.first(where: { $0.name == "superblock[0]" }),
      let root = plan.writes.first(where: { $0.name == "inodes[1]" })
    else { throw MissingWrite(names: plan.writes.map(\.name)) }
    (superblock, inode, inodePlace, imageSize) = (first.bytes, root.bytes, root.offset, plan.size)
  }
}

/// The plan has not the structures that are measured.
struct MissingWrite: Error {
  var names: [String]
}

/// Generated Swift, generated C and the table against C written by hand, on the same bytes with the same checks.
///
/// No checksum algorithm is loaded, so none is computed on any side.
func measureChecks(_ report: inout Report, _ subjects: Subjects) throws {
  report.title("Checks of one structure, checksums excluded, against C written by hand")
  var table = TableRunner(try Table(subjects.program, ChecksumRegistry()))
  for subject in [Subject.superblock, .inode] {
    let hand: (name: String, work: Work) = ("by hand", handWritten(subject, subjects))
    report.add(
      Pair(
        name: subject.rawValue, subject: ("generated Swift", generatedSwift(subject, subjects)), reference: hand,
        aim: .timeAtMost(1.3)))
    report.add(Pair(name: subject.rawValue, subject: ("generated C", generatedC(subject, subjects)), reference: hand))
    guard let structure = subjects.program.format.structures.firstIndex(where: { $0.name == subject.rawValue }) else {
      continue
    }
    let context = CheckContext(
      imageSize: subjects.imageSize, place: subject == .superblock ? 0 : subjects.inodePlace,
      index: subject == .superblock ? 0 : 1,
      sources: subject == .superblock ? [] : [subjects.superblock], parameters: subject == .superblock ? [] : [1])
    let bytes = subject == .superblock ? subjects.superblock : subjects.inode
    var result = CheckResult()
    let (measured, reference) = measureTable(&table, structure, bytes, context, &result, hand.work)
    report.add(name: subject.rawValue, subject: "table", measured, reference: "by hand", reference, aim: .timeAtMost(4))
  }
}

/// What is checked; raw values are the structures' names.
enum Subject: String { case superblock, inode }

private func handWritten(_ subject: Subject, _ subjects: Subjects) -> Work {
  { count in
    var sum: UInt64 = 0
    subjects.superblock.withUnsafeBytes { superblock in
      subjects.inode.withUnsafeBytes { inode in
        for round in 0..<count {
          // The size differs from round to round, so that no round's answer is known from another's.
          let size = subjects.imageSize &+ UInt64(round & 1)
          let failed =
            subject == .superblock
            ? handwritten_superblock(superblock.baseAddress, superblock.count, 0, size)
            : handwritten_inode(inode.baseAddress, inode.count, superblock.baseAddress, 1)
          precondition(failed == 0, "the reference refuses a fresh image at line \(failed)")
          sum &+= size
        }
      }
    }
    return sum
  }
}

private func generatedSwift(_ subject: Subject, _ subjects: Subjects) -> Work {
  { count in
    var sum: UInt64 = 0
    var context = VexFS.Context(imageSize: subjects.imageSize, checksums: ChecksumRegistry())
    subjects.superblock.withBytes { superblock in
      subjects.inode.withBytes { inode in
        for round in 0..<count {
          context.imageSize = subjects.imageSize &+ UInt64(round & 1)
          let finding =
            subject == .superblock
            ? VexFS.Superblock.check(superblock, in: context, place: 0, index: 0)
            : VexFS.Inode.check(
              inode, in: context, place: subjects.inodePlace, index: 1, superblock: superblock, slot: 1)
          // Checksums are not verified, which is a warning.
          precondition(finding.severity <= .warning, "the generated check refuses a fresh image: rule \(finding.rule)")
          sum &+= UInt64(finding.rule)
        }
      }
    }
    return sum
  }
}

private func generatedC(_ subject: Subject, _ subjects: Subjects) -> Work {
  { count in
    var sum: UInt64 = 0
    subjects.superblock.withUnsafeBytes { superblock in
      subjects.inode.withUnsafeBytes { inode in
        var context = vexfs_ctx()
        var finding = vexfs_finding()
        context.superblock = superblock.baseAddress
        context.superblock_len = superblock.count
        for round in 0..<count {
          context.image_size = subjects.imageSize &+ UInt64(round & 1)
          let error =
            subject == .superblock
            ? vexfs_superblock_check(&context, superblock.baseAddress, superblock.count, 0, 0, &finding)
            : vexfs_inode_check(&context, inode.baseAddress, inode.count, subjects.inodePlace, 1, 1, &finding)
          precondition(error == 0, "the generated C refuses a fresh image: rule \(finding.rule)")
          sum &+= UInt64(finding.rule)
        }
      }
    }
    return sum
  }
}

/// The table's runner cannot be captured, so its rounds alternate with the reference's here.
private func measureTable(
  _ runner: inout TableRunner, _ structure: Int, _ bytes: [UInt8], _ context: CheckContext, _ result: inout CheckResult,
  _ reference: Work
) -> (Double, Double) {
  var times: (table: [Double], reference: [Double]) = ([], [])
  let repeats = calibrate(reference)
  let rounds = max(1, repeats / 8)
  let clock = ContinuousClock()
  for _ in 0..<31 {
    let start = clock.now
    bytes.withBytes { span in
      for _ in 0..<rounds { runner.check(structure, bytes: span, context: context, mode: .kernel, into: &result) }
    }
    let elapsed = (clock.now - start).components
    precondition(result.severity <= .warning, "the table refuses a fresh image: rule \(result.decisive.rule)")
    times.table.append((Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9) / Double(rounds))
    times.reference.append(time(reference, repeats))
  }
  return (times.table.min() ?? .nan, times.reference.min() ?? .nan)
}
