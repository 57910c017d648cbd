import Glibc
import VexBytes
import VexFSLayout
import VexPlugins

/// The generated Swift, which verifies before anything can be read, against parsers of Python that are made from the same
/// specification and verify nothing.
func measureParsers(_ report: inout Report, _ subjects: Subjects, vexfmt: String, parsers: String, folder: String) {
  report.title("Reading an inode: every rule and the checksum in Swift, fields alone in Python")
  let folder = "\(folder)/parsers"
  let (inode, output) = ("\(folder)/inode.bin", "\(folder)/said")
  guard run(vexfmt, ["gen", "--plugin", parsers, "--spec", "vexfs", "--output", folder])?.status == 0,
    (try? OutputFile(inode, size: UInt64(subjects.inode.count)))?.write(subjects.inode, at: 0) != nil,
    run("python3", [parsers, "\(folder)/fields.json", inode], output: output)?.status == 0,
    let said = try? ImageFile.contents(of: output, limit: 1 << 16)
  else {
    return report.add(
      "construct, dissect.cstruct", "did not run", meets: nil, aim: "scripts/setup-env.sh --bench installs them")
  }
  let context = VexFS.Context(imageSize: subjects.imageSize, checksums: .builtIn)
  guard let superblock = try? VexFS.Unverified<VexFS.Superblock>(subjects.superblock).verify(in: context, place: 0)
  else {
    return report.add("generated Swift", "the superblock is not sound", meets: false, aim: "")
  }
  let work: Work = { count in
    var sum: UInt64 = 0
    for _ in 0..<count {
      let inode = try? VexFS.Unverified<VexFS.Inode>(subjects.inode).verify(
        in: context, place: subjects.inodePlace, index: 1, superblock: superblock, slot: 1)
      if let inode { sum &+= inode.size &+ UInt64(inode.links) }
    }
    return sum
  }
  let repeats = calibrate(work)
  let ours = (0..<15).map { _ in time(work, repeats) }.min() ?? .nan
  for line in String(decoding: said, as: UTF8.self).split(separator: "\n") {
    let words = line.split(separator: "\t")
    guard words.count == 2, let theirs = Double(words[1]) else { continue }
    report.add(name: "inode", subject: "verify, Swift", ours, reference: String(words[0]), theirs, aim: nil)
  }
}
