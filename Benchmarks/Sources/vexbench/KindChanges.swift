import Glibc
import VexBytes
import VexCodecs
import VexImage
import VexPlugins

/// Changing the checksums of an image, against what other formats have for it, on images with as many blocks of metadata.
///
/// Every side writes a file that is in the page cache, with an undo file and without where it has one. What it takes depends
/// on how much is looked at as well: vexfmt validates the image before and after, for which ext4 has another program.
func measureKindChanges(_ report: inout Report, _ program: Program, vexfmt: String, folder: String) throws {
  report.title("Changing the checksums of an image, in place, least of \(rounds) runs each")
  let image = MetadataImage(chunks: 960, bitmapBlocks: 1024)
  let (ours, theirs) = ("\(folder)/vexfs.img", "\(folder)/ext4.img")
  try image.write(to: ours, program)
  let counted = try ImageValidator(program: program, checksums: .builtIn).validate(
    try ImageFile(path: ours), name: ours)
  let counts = counted.statistics.regions.map { "\($0.name) \($0.checked)" }.joined(separator: ", ")
  print("  VexFS: \(image.tableBlocks) blocks of inodes, \(image.bitmapBlocks) of bitmap (validate: \(counts))")
  defer { for name in [ours, theirs, "\(folder)/undo"] { unlink(name) } }

  // What one run does to the image, the next one does back.
  var kinds = ["xxh64", "crc32c"]
  let subject = least {
    kinds.reverse()
    unlink("\(folder)/undo")
    return run(vexfmt, ["migrate", "--checksum", kinds[1], "--undo", "\(folder)/undo", ours])
  }
  guard let subject else { return report.add("vexfmt migrate --checksum", "did not run", meets: nil, aim: "") }
  report.add(
    "vexfmt migrate --checksum", "\(text(subject)), \(subject.peak >> 20) MiB", meets: nil,
    aim: "validates twice; undo file")

  if let ext4 = Ext4Image(path: theirs, folder: folder, blocks: image.blocks) {
    print("  ext4: \(ext4.description)")
    var references: [(name: String, cost: CommandCost)] = []
    for (name, commands) in [
      ("tune2fs", [["tune2fs", "-O", "metadata_csum"]]),
      ("tune2fs, undo file", [["tune2fs", "-z", "\(folder)/undo", "-O", "metadata_csum"]]),
      (
        "the same, e2fsck -f before and after",
        [["e2fsck", "-fn"], ["tune2fs", "-z", "\(folder)/undo", "-O", "metadata_csum"], ["e2fsck", "-fyD"]]
      ),
    ] {
      let cost = least(before: {
        unlink("\(folder)/undo")
        return ext4.copy(to: "\(folder)/copy.img")
      }) {
        commands.reduce(CommandCost(status: 0, elapsed: 0, processor: 0, peak: 0)) { sum, command in
          guard let sum, let cost = run(command[0], command.dropFirst() + ["\(folder)/copy.img"]) else { return nil }
          // e2fsck answers 1 when it has changed something, and tune2fs asks for that.
          return CommandCost(
            status: command[0] == "e2fsck" && cost.status == 1 ? 0 : max(sum.status, cost.status),
            elapsed: sum.elapsed + cost.elapsed, processor: sum.processor + cost.processor,
            peak: max(sum.peak, cost.peak))
        }
      }
      if let cost { references.append((name, cost)) }
    }
    unlink("\(folder)/copy.img")
    for (name, cost) in references {
      report.add(name, "\(text(cost)), \(cost.peak >> 20) MiB", meets: nil, aim: "")
      report.add(
        "  vexfmt / \(name)",
        "elapsed x \(fixed(subject.elapsed / cost.elapsed)), processor x \(fixed(subject.processor / cost.processor))",
        meets: nil, aim: "")
    }
  } else {
    print("  ext4: mke2fs or tune2fs did not make or change an image; not compared")
  }
  print("  btrfs: \(btrfstune(folder))")
}

private let rounds = 5

/// The run that took the processor least; nil when one failed.
private func least(before: () -> Bool = { true }, _ body: () -> CommandCost?) -> CommandCost? {
  var costs: [CommandCost] = []
  for _ in 0..<rounds {
    guard before(), let cost = body(), cost.status == 0 else { return nil }
    costs.append(cost)
  }
  return costs.min { $0.processor < $1.processor }
}

private func text(_ cost: CommandCost) -> String {
  "\(fixed(cost.elapsed)) s, processor \(fixed(cost.processor)) s"
}

/// Why btrfs is not compared: converting checksums is not in every btrfstune, and where it is, it is experimental.
private func btrfstune(_ folder: String) -> String {
  let said = "\(folder)/said"
  defer { unlink(said) }
  guard run("btrfs", ["--version"], output: said) != nil, let version = firstLine(said) else {
    return "there is no btrfs-progs; not compared"
  }
  _ = run("btrfstune", ["--help"], output: said)
  let canConvert = contents(said).contains("--csum")
  return canConvert
    ? "\(version): btrfstune has --csum, which is experimental; not compared"
    : "\(version): btrfstune has no --csum; not compared"
}

/// The text of a small file; empty when it cannot be read.
func contents(_ path: String) -> String {
  (try? ImageFile.contents(of: path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
}

func firstLine(_ path: String) -> String? {
  contents(path).split(whereSeparator: \.isNewline).first.map(String.init)
}
