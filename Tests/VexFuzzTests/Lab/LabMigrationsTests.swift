import Testing
import VexBytes
import VexFormatSpec
import VexImage
import VexPlugins

@testable import VexFuzz

/// What a migration leaves when it is stopped.
@Suite struct LabMigrationsTests {
  /// Between the mark and the commit everybody refuses the image by the mark's rule, and mounts it before and after.
  @Test func theMarkRefusesWhatIsUnfinished() throws {
    let program = try Shipped.program.get()
    let usual = try [1, 2, 3].map { try FreshImage(program, version: $0, size: 100 * 4096, checksums: .builtIn) }
    let bases = usual + usual[2].withOtherChecksums(program, checksums: .builtIn)
    let groups = try LabMigrations(program: program, checksums: .builtIn).groups(bases)
    let decider = MountDecider(
      program: program, checksums: .builtIn, evaluators: [try TableEvaluator(program, checksums: .builtIn)])
    let validator = try ImageValidator(program: program, checksums: .builtIn)
    let (mounted, refused) = (MountDecision.Verdict.ro, MountDecision.Verdict.refuse)
    var seen: [String: [MountDecision.Verdict]] = [:]
    for group in groups {
      let title = try #require(group.items.first?.title.split(separator: ":").first)
      let change = String(title.replacing(", 409600 bytes", with: ""))
      for (item, row) in zip(group.items, try decider.decide(group)) {
        let decision = try #require(row.first)
        let report = try validator.validate(group.image(item.patches), name: "image")
        #expect(row.allSatisfy { $0 == decision }, "\(item.title)")
        #expect(report.mount.rawValue == decision.verdict.rawValue, "\(item.title)")
        let rule = decision.verdict == refused ? "vexfs/superblock.incompat/migrating" : nil
        #expect(decision.rule == rule, "\(item.title)")
        // Who mounts has no use for the other copy, which differs for as long as one alone is marked, or not any more.
        let other = report.findings.first { $0.rule != "vexfs/image.superblock/copies" }
        #expect(other?.rule == rule, "\(item.title)")
        if seen[change]?.last != decision.verdict { seen[change, default: []].append(decision.verdict) }
      }
    }
    let (one, two) = ([mounted, refused, mounted], [mounted, refused, mounted, refused, mounted])
    #expect(
      seen == [
        "version 1 to version 2": one, "version 1 to version 3": two, "version 2 to version 1": one,
        "version 2 to version 3": one, "version 3 to version 1": two, "version 3 to version 2": one,
        "version 3 to xxh64": one, "version 3, xxh64 to crc32c": one,
      ])
  }
}
