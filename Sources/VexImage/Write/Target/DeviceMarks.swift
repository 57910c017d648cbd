/// What tells a disk or partition from another one that got its number: what the kernel says of it, by name.
public struct DeviceMarks: Sendable, Equatable {
  /// The values by their names.
  private(set) var values: [String: String] = [:]

  /// How the name of the count of disks begins, behind which is the start of the machine that it counts from.
  static let sequence = "diskseq@"
  /// What belongs to the place on a disk, not to the disk.
  private static let place = "start"

  init() {}

  subscript(name: String) -> String? {
    get { values[name] }
    set {
      // Devices fill what they have no value for with blanks.
      let value = newValue.map { $0.drop(while: \.isWhitespace) } ?? ""
      values[name] = value.isEmpty ? nil : String(value)
    }
  }

  /// What shows that two devices are not the same one, by name; nil when nothing does.
  ///
  /// A disk that was taken out and put in again keeps its serial number and gets another number in the count of disks, which
  /// decides for those alone that have nothing that stays.
  func contradiction(to other: Self) -> String? {
    let common = values.keys.filter { other.values[$0] != nil }.sorted()
    let lasting = common.filter { !$0.hasPrefix(Self.sequence) }
    let differing = (lasting.contains { $0 != Self.place } ? lasting : common).first { values[$0] != other.values[$0] }
    return differing.map { $0.hasPrefix(Self.sequence) ? String(Self.sequence.dropLast()) : $0 }
  }

  /// The marks as lines, `name=value`.
  var text: String { values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n") }

  /// Reads lines; what is no line of marks is left out.
  init(text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { self[String(parts[0])] = String(parts[1]) }
    }
  }
}
