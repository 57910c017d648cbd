import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// An image with numbers that no module comes upon by itself, and the steps that ask the kernel for them.
///
/// A verdict says nothing of what a mount shows: whoever invents a root directory gives every verdict right.
struct LabFacts {
  private let program: Program
  private let predictor: Predictor
  /// What lies on the device.
  private(set) var source: SparseSource
  /// The elements that a mount reads, changed; nil for those that the image's version does not have.
  private var elements: [StructureCase?] = []

  /// Changes the numbers of an image.
  ///
  /// Nil when what a mount reads cannot be found in it.
  init?(_ base: FreshImage, _ program: Program, _ checksums: ChecksumRegistry) {
    self.program = program
    predictor = Predictor(format: program.format, checksums: checksums)
    source = base.source
    for (step, read) in program.format.mount.reads.enumerated() {
      switch RawImage(format: program.format, source: source).mountElement(read, program) {
      case .unreachable: return nil
      case .absent: elements.append(nil)
      case .found(var subject):
        // The superblock is read first, the root directory last; what is between them leads from one to the other.
        if step == 0 {
          change(&subject, Self.superblock)
          // In the version in which too many free blocks are only a warning, there are too many.
          if elements.isEmpty, subject.value("inodes_used", program) == nil {
            change(&subject, ["free_blocks": (subject.value("total_blocks", program) ?? 0) &+ 5])
          }
        } else if step == program.format.mount.reads.count - 1 {
          change(&subject, Self.root)
        }
        subject.repair(program.format, predictor.reader)
        source = SparseSource(size: source.size, pieces: source.pieces + [(subject.context.place, subject.bytes)])
        elements.append(subject)
      }
    }
  }

  private static let superblock: [String: UInt64] = ["free_blocks": 3, "inodes_used": 77]
  private static let root: [String: UInt64] = [
    "mode": 0o41751, "uid": 70_001, "gid": 70_002, "links": 3,
    // Nanoseconds; times before 1970 are times, too.
    "atime": 1_234_567_890_123_456_789, "mtime": UInt64(bitPattern: -1_500_000_000), "ctime": 1_111_111_111_000_000_001,
  ]

  private func change(_ subject: inout StructureCase, _ values: [String: UInt64]) {
    for target in subject.targets(program) {
      guard let value = values[target.name] else { continue }
      subject.bytes.withMutableBytes { target.edit(.set, value).apply(to: &$0) }
    }
  }

  /// Names of the steps, with what the kernel must tell.
  var steps: [String] {
    guard let superblock = elements.first ?? nil, let read = program.format.mount.reads.last else { return [] }
    let finding = predictor.decision(superblock)
    var steps = ["root:\(rootText(elements.last ?? nil, read.index))", "statfs:\(statfsText(superblock))"]
    if let rule = program.format.rule(finding.rule) {
      steps.append("debug:rule=\(rule.name) severity=\(finding.severity) offset=\(finding.offset)")
      steps.append("status:1")
    } else {
      steps.append("status")
    }
    return steps
  }

  private func rootText(_ root: StructureCase?, _ index: UInt64) -> String {
    // A version without inodes shows an empty directory of root's.
    guard let root else {
      let times = ["atime", "mtime", "ctime"].map { "\($0)=\(Self.time(0))" }
      return "inode=\(index) mode=40755 uid=0 gid=0 links=2 size=0 blocks=0 \(times.joined(separator: " "))"
    }
    func number(_ name: String) -> UInt64 { root.value(name, program) ?? 0 }
    let words =
      ["inode=\(index)", "mode=\(String(number("mode"), radix: 8))"]
      + ["uid", "gid", "links", "size", "blocks"].map { "\($0)=\(number($0))" }
      + ["atime", "mtime", "ctime"].map { "\($0)=\(Self.time(number($0)))" }
    return words.joined(separator: " ")
  }

  private func statfsText(_ superblock: StructureCase) -> String {
    func number(_ name: String) -> UInt64 { superblock.value(name, program) ?? 0 }
    let blocks = number("total_blocks")
    let free = min(number("free_blocks"), blocks)
    let type = String(superblock.words("magic", 4, program).first ?? 0, radix: 16)
    var text = "type=\(type) size=\(number("block_size")) blocks=\(blocks) free=\(free) available=\(free)"
    text += " files=\(number("inodes_used")) name=255"
    // Without a UUID, the device's number is the filesystem's, which nobody knows before it is there.
    let uuid = superblock.words("uuid", 8, program).reduce(0, ^)
    let hexadecimal = String(uuid, radix: 16)
    if uuid != 0 { text += " id=\(String(repeating: "0", count: 16 - hexadecimal.count))\(hexadecimal)" }
    return text
  }

  /// Seconds and nanoseconds, as stat(2) tells them.
  private static func time(_ nanoseconds: UInt64) -> String {
    let (all, second) = (Int64(bitPattern: nanoseconds), 1_000_000_000 as Int64)
    let rest = (all % second + second) % second
    let digits = "\(rest)"
    return "\((all - rest) / second).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
  }
}

extension StructureCase {
  fileprivate func targets(_ program: Program) -> [FieldTarget] {
    program.format.check(of: structure).map { FrameEvaluator(self, $0, program.format).targets() } ?? []
  }

  /// The integer that a field holds; nil when there is no such field.
  fileprivate func value(_ name: String, _ program: Program) -> UInt64? {
    targets(program).first { $0.name == name }?.value(in: bytes)
  }

  /// The little-endian integers of some width that a run of bytes holds.
  fileprivate func words(_ name: String, _ width: Int, _ program: Program) -> [UInt64] {
    guard let target = targets(program).first(where: { $0.name == name }) else { return [] }
    return bytes.withBytes { bytes in
      stride(from: target.offset, to: target.offset + target.count, by: width)
        .compactMap { bytes.integer(at: $0, width: width, .little) }
    }
  }
}
