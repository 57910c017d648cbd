import VexBytes

/// What was on an image before something else was written over it, and what can bring it back.
///
/// There is one when VexFS, in any layout, lies where something else has left traces, when only backups of something are
/// there, when undo files are, and when a change was begun and not ended. It rests on what was recognised alone: whether files survive is for the format's own checker to say.
public struct RecoveryAssessment: Sendable {
  /// What lies on the image now; nil when it is nothing that is recognised, such as zeroes.
  public var present: Recognised?
  /// What was there before, one for each filesystem, partition table or volume.
  public var remains: [Survivor]
  /// Undo files that name the image, newest first.
  public var undoFiles: [UndoOffer]
  /// What to do before anything else, in order.
  public var firstSteps: [RecoveryStep]

  /// Assesses what was recognised.
  ///
  /// `target` is the image as a shell takes it, for the commands. Nil when there is nothing to bring back.
  public init?(_ identification: Identification, target: String, undoFiles: [UndoOffer] = []) {
    let findings = identification.findings
    let present =
      findings.first { $0.role == .primary && Self.isVexFS($0) }
      ?? findings.filter { $0.role == .primary }.min { $0.offset < $1.offset }
    let isVexFS = present.map(Self.isVexFS) ?? false
    let remains = Survivor.all(in: findings, under: present).filter { $0.state == .backup || isVexFS }
    let isUnderWay = findings.contains(where: \.isUnderWay)
    guard !remains.isEmpty || !undoFiles.isEmpty || isUnderWay else { return nil }
    self.present = present
    self.remains = remains
    self.undoFiles = undoFiles
    firstSteps = RecoveryGuide.firstSteps(target: target, undoFiles: undoFiles, isUnderWay: isUnderWay)
  }

  /// Whether it is VexFS, in its own layout or in one of its past.
  private static func isVexFS(_ finding: Recognised) -> Bool {
    finding.id == "vexfs" || finding.id.hasPrefix("vexfs-")
  }
}

/// Something that was on an image before what is there now.
public struct Survivor: Sendable {
  /// What is left of it, the best first; never empty.
  public var findings: [Recognised]
  /// How much is left.
  public var state: State
  /// What that means, in a sentence.
  public var prospect: String
  /// What to do, in order, on a copy of the image.
  public var steps: [RecoveryStep]

  /// How much of something is left.
  public enum State: String, Sendable, CaseIterable {
    /// The structure that it is read by is there.
    case intact
    /// Only backups of that are.
    case backup
  }

  /// The best of what is left.
  public var best: Recognised { findings[0] }

  /// All that is not what is there now, grouped by format and UUID.
  static func all(in findings: [Recognised], under present: Recognised?) -> [Survivor] {
    var groups: [[Recognised]] = []
    // A protective MBR is a part of the GPT.
    for finding in findings where finding.id != "mbr" && !(finding.id == present?.id && finding.uuid == present?.uuid) {
      if let group = groups.firstIndex(where: { $0[0].id == finding.id && $0[0].uuid == finding.uuid }) {
        groups[group].append(finding)
      } else {
        groups.append([finding])
      }
    }
    return groups.map { group in
      let primary = group.first { $0.role == .primary && $0.isSound }
      var remains = Survivor(
        findings: primary.map { first in [first] + group.filter { $0 != first } }
          ?? group.filter { $0.role == .backup } + group.filter { $0.role == .primary },
        state: primary == nil ? .backup : .intact, prospect: "", steps: [])
      remains.prospect = RecoveryGuide.prospect(of: remains, under: present)
      remains.steps = RecoveryGuide.steps(for: remains, under: present)
      return remains
    }
  }
}

/// An undo file that names an image.
public struct UndoOffer: Sendable, Equatable {
  /// Its path.
  public var path: String
  /// What it brings back, in words: the command that wrote it, and when.
  public var description: String
  /// What the image has of that.
  public var presence: UndoPresence

  /// Whether it can be taken back as the image is now.
  public var fits: Bool { presence == .something }

  /// Makes an offer.
  public init(path: String, description: String, presence: UndoPresence) {
    self.path = path
    self.description = description
    self.presence = presence
  }
}

/// One thing to do.
public struct RecoveryStep: Sendable, Equatable {
  /// What to do, and why.
  public var text: String
  /// The command, as a shell takes it; nil for what no command does.
  public var command: String?

  /// Makes a step.
  public init(_ text: String, _ command: String? = nil) {
    self.text = text
    self.command = command
  }
}
