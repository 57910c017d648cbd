import CLinux
import Glibc

/// What the kernel says of its block devices, in /proc and /sys: who uses which.
///
/// Read for refusals only: what is missing or cannot be read refuses nothing by itself, since opening a device with
/// `O_EXCL` asks the kernel once more.
struct SystemDevices {
  /// Where /proc and /sys are; another folder in tests.
  var root = ""

  /// Why nobody else may write to a device or file now; nil when nothing is known to use it.
  func user(of identity: TargetIdentity) -> WriteError.Kind? {
    if swaps().contains(where: { self.identity($0) == identity }) { return .held("the kernel, as swap space") }
    guard identity.isBlockDevice else { return loop(over: identity).map { .held("the loop device \($0)") } }
    let number = identity.number
    if let place = mountPoint(of: number) { return .mounted(at: place) }
    let folder = folder(identity)
    if let holder = DirectoryStream.names(in: folder + "/holders").first { return .held("the device \(holder)") }
    let parts = DirectoryStream.names(in: folder).filter { exists("\(folder)/\($0)/partition") }
    for part in parts {
      guard let number = line("\(folder)/\(part)/dev") else { continue }
      if let place = mountPoint(of: number) { return .mounted(at: place) }
    }
    if !parts.isEmpty { return .partitioned(parts) }
    if line(folder + "/ro") == "1" { return .readOnly }
    return nil
  }

  /// The disk that a partition belongs to, as a path in /dev; nil for what is no partition, or when nobody says so.
  func disk(of identity: TargetIdentity) -> (path: String, number: String)? {
    let folder = folder(identity)
    guard identity.isBlockDevice, exists(folder + "/partition"), let number = line(folder + "/../dev") else {
      return nil
    }
    let prefix = "DEVNAME="
    let words = (text(folder + "/../uevent") ?? "").split(separator: "\n")
    guard let name = words.first(where: { $0.hasPrefix(prefix) })?.dropFirst(prefix.count) else { return nil }
    return ("\(root)/dev/\(name)", number)
  }

  /// What the kernel says of a device that tells it from others; nothing of a file.
  func marks(of identity: TargetIdentity) -> DeviceMarks {
    guard identity.isBlockDevice else { return DeviceMarks() }
    let part = folder(identity)
    let isPart = exists(part + "/partition")
    let disk = isPart ? part + "/.." : part
    var marks = DeviceMarks()
    for name in ["serial", "wwid"] { marks[name] = line("\(disk)/\(name)") ?? line("\(disk)/device/\(name)") }
    for name in ["dm/uuid", "md/uuid", "loop/backing_file"] { marks[name] = line("\(disk)/\(name)") }
    if isPart { marks["start"] = line(part + "/start") }
    // Counted from each start of the machine anew.
    if let boot = line(root + "/proc/sys/kernel/random/boot_id") {
      marks[DeviceMarks.sequence + boot] = line(disk + "/diskseq")
    }
    return marks
  }

  private func folder(_ identity: TargetIdentity) -> String { "\(root)/sys/dev/block/\(identity.number)" }

  /// Where a filesystem of the device is mounted.
  private func mountPoint(of number: String) -> String? {
    for mount in lines("/proc/self/mountinfo") {
      // The third word is the device, the fifth the place.
      let words = mount.split(separator: " ", maxSplits: 5)
      guard words.count == 6, words[2] == number else { continue }
      return Self.unescaped(words[4])
    }
    return nil
  }

  /// A path of a table of the kernel, in which blanks, line ends and backslashes are three octal digits behind a backslash.
  static func unescaped(_ path: Substring) -> String {
    let octal = UInt8(ascii: "0")...UInt8(ascii: "7")
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let first = rest.popFirst() {
      let digits = rest.prefix(3)
      guard first == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy(octal.contains),
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      else {
        bytes.append(first)
        continue
      }
      bytes.append(byte)
      rest = rest.dropFirst(3)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The loop device that shows a file.
  private func loop(over identity: TargetIdentity) -> String? {
    DirectoryStream.names(in: root + "/sys/block").first { name in
      guard name.hasPrefix("loop"), let file = line("\(root)/sys/block/\(name)/loop/backing_file") else { return false }
      // By what it is: it may have several paths.
      if self.identity(file) == identity { return true }
      // And the one that the kernel knows may be gone.
      let loop = unsafe open("\(root)/dev/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY)
      guard loop >= 0 else { return false }
      defer { close(loop) }
      var (device, node): (UInt, UInt) = (0, 0)
      guard unsafe vexfmt_loop_file(loop, &device, &node) == 0 else { return false }
      return TargetIdentity(isBlockDevice: false, device: UInt64(device), node: UInt64(node)) == identity
    }
  }

  /// The paths of swap spaces.
  private func swaps() -> [String] {
    lines("/proc/swaps").dropFirst().compactMap { $0.split(whereSeparator: \.isWhitespace).first.map(Self.unescaped) }
  }

  private func identity(_ path: String) -> TargetIdentity? {
    var info = stat()
    return unsafe stat(path, &info) == 0 ? TargetIdentity(info) : nil
  }

  private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  private func line(_ path: String) -> String? { text(path)?.split(separator: "\n").first.map(String.init) }

  private func lines(_ path: String) -> [Substring] { text(root + path)?.split(separator: "\n") ?? [] }

  /// What a file of the kernel says; these have no size, and end where a read finds nothing.
  private func text(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    // A table of mounts of more than 16 MiB is none.
    while text.count < 16 << 20 {
      let got = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      guard got > 0 else { break }
      text += piece[..<got]
    }
    return String(decoding: text, as: UTF8.self)
  }
}
