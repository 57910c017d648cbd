import VexBytes

/// What people do to bring something back: the knowledge behind `RecoveryAssessment`, and behind docs/RECOVERY.md.
///
/// All commands work on `copy.img` in the current folder, never on the image itself.
enum RecoveryGuide {
  private static let copy = "copy.img"
  /// Bytes of an MBR before the disk's signature and the table, which belong to a boot loader.
  private static let bootCodeLength = 440

  /// What comes before anything else.
  static func firstSteps(target: String, undoFiles: [UndoOffer], isUnderWay: Bool) -> [RecoveryStep] {
    var steps = [
      RecoveryStep("Write nothing more to it: do not mount it, repair it or make anything on it."),
      RecoveryStep(
        "Copy all of it to another disk, and work on the copy alone; for a disk with read errors use ddrescue instead.",
        "dd if=\(target) of=\(copy) bs=1M conv=sparse"),
    ]
    if isUnderWay {
      steps.append(
        RecoveryStep(
          "A migration of it was begun and not ended. Complete it, or take it back with --rollback; both find its undo file "
            + "if it is named with --undo, and go as far without as the image alone leads.",
          "vexfmt migrate --resume \(copy)"))
    }
    // Taking the newest back may make the next one fit, which is for the next look to say.
    for (number, file) in undoFiles.enumerated() {
      switch file.presence {
      case .something:
        let order = number == undoFiles.firstIndex(where: \.fits) ? "" : " Newer ones come first."
        steps.append(
          RecoveryStep(
            "The undo file \(file.path) brings back \(file.description), byte for byte.\(order)",
            "vexfmt undo --target \(copy) \(file.path)"))
      case .changed(let offset):
        steps.append(
          RecoveryStep(
            "The undo file \(file.path) has \(file.description), but there is something else now, the first of it at offset "
              + "\(offset): it fits when later changes are taken back."))
      case .nothing, .unknown: continue
      }
    }
    return steps
  }

  /// What the state of something means.
  static func prospect(of remains: Survivor, under present: Recognised?) -> String {
    let best = remains.best
    switch remains.state {
    case .intact:
      if let present, present.offset + present.length <= best.offset {
        return "its \(best.structure) is intact: the \(present.length) bytes of \(present.title) at offset "
          + "\(present.offset) end before it"
      }
      return "its \(best.structure) is intact; whether the rest is, its own checker tells"
    case .backup:
      let count = remains.findings.count { $0.role == .backup }
      return "its \(best.structure) is lost, but \(count == 1 ? "a backup" : "\(count) backups") of it survived; "
        + "what else was overwritten is lost"
    }
  }

  /// What brings something back.
  static func steps(for remains: Survivor, under present: Recognised?) -> [RecoveryStep] {
    switch remains.state {
    case .intact: clearing(present, before: remains.best) + checking(remains.best)
    case .backup: restoring(remains.best) + checking(remains.best)
    }
  }

  /// Clears what lies before something that is intact, so that nothing is mistaken for it.
  private static func clearing(_ present: Recognised?, before best: Recognised) -> [RecoveryStep] {
    guard let present, present.offset == 0, present.length > 0, present.length <= best.offset else { return [] }
    return [
      RecoveryStep(
        "Clear what was written before it, where \(best.title) keeps nothing but room for boot code.",
        "dd if=/dev/zero of=\(copy) bs=\(present.length) count=1 conv=notrunc")
    ]
  }

  /// Checks that write nothing.
  private static func checking(_ best: Recognised) -> [RecoveryStep] {
    let command: String? =
      switch best.id {
      case "ext4": "e2fsck -fn \(copy)"
      case "xfs": "xfs_repair -n -f \(copy)"
      case "btrfs": "btrfs check --readonly \(copy)"
      case "f2fs": "fsck.f2fs --dry-run \(copy)"
      case "erofs": "fsck.erofs \(copy)"
      case "exfat": "fsck.exfat -n \(copy)"
      case "fat": "fsck.fat -n \(copy)"
      case "ntfs": "ntfsfix -n \(copy)"
      case "bcachefs": "bcachefs fsck -n \(copy)"
      case "gpt": "sgdisk -v \(copy)"
      case "luks": "cryptsetup luksDump \(copy)"
      default: nil
      }
    guard let command else { return [] }
    return [RecoveryStep("See whether it is sound; this writes nothing.", command)]
  }

  /// Brings the structure back from a backup.
  private static func restoring(_ best: Recognised) -> [RecoveryStep] {
    let block = best.blockSize ?? 512
    func copying(_ count: UInt64) -> String {
      "dd if=\(copy) of=\(copy) bs=\(block) skip=\(best.offset / max(block, 1)) count=\(count) conv=notrunc"
    }
    switch best.id {
    case "ext4":
      return [
        RecoveryStep(
          "Let e2fsck work from the backup; it writes the superblock anew and repairs what else is damaged.",
          "e2fsck -fy -b \(best.offset / max(block, 1)) -B \(block) \(copy)")
      ]
    case "xfs":
      return [
        RecoveryStep(
          "Let xfs_repair find the backups and write the superblock anew. If it ends with 'Re-run xfs_repair' each time, "
            + "more than the superblock is lost, and another version of xfsprogs may go further.",
          "xfs_repair -f \(copy)")
      ]
    case "btrfs":
      return [
        RecoveryStep(
          "Write the superblock anew from its mirror; this ends with 2 when it did.",
          "btrfs rescue super-recover -v -y \(copy)")
      ]
    case "f2fs":
      return [RecoveryStep("Copy the second block, which is the same as the first, over it.", copying(1))]
    case "exfat":
      return [RecoveryStep("Copy the backup of the boot region, 12 sectors, over the first.", copying(12))]
    case "fat":
      return [RecoveryStep("Copy the backup boot sector and the sector behind it over the first two.", copying(2))]
    case "ntfs":
      return [RecoveryStep("Copy the backup boot sector over the first.", copying(1))]
    case "gpt": return partitionTable()
    case "luks":
      return [
        RecoveryStep("Let cryptsetup write the first header anew from the second.", "cryptsetup -q repair \(copy)")
      ]
    case "bcachefs":
      return [
        RecoveryStep("Let a recent bcachefs find the other superblocks.", "bcachefs recover-super \(copy)")
      ]
    case "vexfs":
      return [
        RecoveryStep(
          "Make the superblock anew from its backup; this says first what it does.", "vexfmt repair --from 1 \(copy)")
      ]
    default:
      return [RecoveryStep("No command is known that restores it from its backup at offset \(best.offset).")]
    }
  }

  private static func partitionTable() -> [RecoveryStep] {
    [
      RecoveryStep(
        "Let gdisk rebuild the main header (b) and the main table (c) from the backup; by hand: gdisk copy.img, 1 if it "
          + "asks which table to use, then r, b, c, y, w, y.",
        "printf '1\\nr\\nb\\nc\\ny\\nw\\ny\\n' | gdisk \(copy)"),
      RecoveryStep(
        "Clear the room for boot code, which gdisk leaves as it is; a boot loader must be installed again.",
        "dd if=/dev/zero of=\(copy) bs=\(bootCodeLength) count=1 conv=notrunc"),
    ]
  }
}
