import Foundation
import Testing
import TestSupport
import VexFormatSpec
import VexImage

/// What the checkers of other formats say of the fuzzer's mutants of their images, beside what validate says.
///
/// Each difference is explained in docs/CHECKERS.md. Of all mutants one of eight is tried, unless `VEXFMT_CHECKER_PARTS` says
/// otherwise; if it is 1, each explanation must explain something.
@Suite struct CheckerTests {
  private static let parts =
    ProcessInfo.processInfo.environment["VEXFMT_CHECKER_PARTS"].flatMap { Int($0) } ?? 8

  /// A checker, an image for it, and how many of its mutants are tried.
  struct Checker: Sendable, CustomTestStringConvertible {
    var format: String
    var specimens: [Specimen]
    var command: String
    var oneIn: Int
    var testDescription: String { command }
  }

  static let checkers = [
    Checker(
      format: "ext4",
      specimens: [
        Specimen(
          "checksums", size: "4M",
          "mkdir -p d && echo text > d/file && mke2fs -q -t ext4 -b 1024 -O metadata_csum,64bit,^resize_inode -d d a.img"
        ),
        Specimen("no checksums", size: "2M", "mke2fs -q -t ext2 -b 1024 a.img"),
      ], command: "e2fsck -fn", oneIn: 12),
    Checker(
      format: "btrfs", specimens: [Specimen("as it comes", size: "112M", "mkfs.btrfs -q a.img")],
      command: "btrfs check --readonly", oneIn: 10),
  ]

  @Test(arguments: checkers)
  func differencesAreExplained(_ checker: Checker) throws {
    let gallery = try Gallery(checker.format)
    let name = checker.command.split(separator: " ")[0] == "btrfs" ? "btrfs check" : "e2fsck"
    let stricter = try ExplainedDifferences(below: "What validate refuses and \(name) does not")
    let laxer = try ExplainedDifferences(below: "What \(name) refuses and validate does not")
    try #require(!stricter.keys.isEmpty && !laxer.keys.isEmpty)
    var used: Set<String> = []
    var counts: [String: Int] = [:]
    for specimen in checker.specimens {
      let scratch = try Scratch()
      let file = try specimen.make(in: scratch)
      let image = try PatchedImage(file)
      try #require(try ask(checker, file, scratch).isSound)
      for mutant in ImageMutants(image, gallery, seed: 3).some(oneIn: checker.oneIn * Self.parts) {
        let report = try gallery.report(on: mutant.image)
        let ours = report.verdict == .clean || report.verdict == .warnings
        try patch(file, image, mutant.image)
        let theirs = try ask(checker, file, scratch)
        try patch(file, mutant.image, image)
        counts["\(ours ? "sound" : "refused") \(theirs.isSound ? "sound" : "refused")", default: 0] += 1
        guard ours != theirs.isSound else { continue }
        let rules = report.findings.map(\.rule).joined(separator: ", ")
        let reasons = ours ? laxer.explaining(theirs.said) : stricter.explaining(rules)
        used.formUnion(reasons)
        #expect(
          !reasons.isEmpty,
          "\(specimen.name), \(mutant.title): validate \(ours ? "accepts" : "refuses: \(rules)"); \(name): \(theirs.said.suffix(600))"
        )
      }
    }
    if Self.parts == 1 {
      #expect(Set(stricter.keys + laxer.keys).subtracting(used).sorted() == [], "these explain nothing")
    }
    // Else the comparison itself would be wrong.
    #expect(counts["refused refused", default: 0] > 5 && counts["sound sound", default: 0] > 5)
    print("\(name): validate and it, \(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
  }

  private func ask(_ checker: Checker, _ file: URL, _ scratch: Scratch) throws -> (isSound: Bool, said: String) {
    let result = try Command.run(
      URL(filePath: "/bin/sh"),
      ["-c", "PATH=$PATH:/usr/sbin:/sbin LC_ALL=C exec timeout 60 \(checker.command) '\(file.path)' 2>&1"], in: scratch)
    return (result.status == 0, result.text)
  }

  /// Writes into a file what differs between two images.
  private func patch(_ file: URL, _ old: PatchedImage, _ new: PatchedImage) throws {
    let handle = try FileHandle(forUpdating: file)
    defer { try? handle.close() }
    for place in old.places(differingFrom: new) {
      try handle.seek(toOffset: place)
      try handle.write(contentsOf: Data([new.byte(at: place)]))
    }
  }
}
