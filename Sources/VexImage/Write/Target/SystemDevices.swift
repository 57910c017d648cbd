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
    guard identity.isBlockDevice else { return loop(over: identity).map { .held("the loop device \($0)") } }
    let number = "\(identity.major):\(identity.minor)"
    if let place = mountPoint(of: number) { return .mounted(at: place) }
    let folder = "\(root)/sys/dev/block/\(number)"
    if swaps().contains(where: { deviceNumber($0) == number }) { return .held("the kernel, as swap space") }
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

  /// Where a filesystem of the device is mounted.
  private func mountPoint(of number: String) -> String? {
    for mount in lines("/proc/self/mountinfo") {
      // The third word is the device, the fifth the place, in which blanks are written as octal numbers.
      let words = mount.split(separator: " ", maxSplits: 5)
      guard words.count == 6, words[2] == number else { continue }
      return String(words[4]).replacing("\\040", with: " ")
    }
    return nil
  }

  /// The loop device that shows a file.
  private func loop(over identity: TargetIdentity) -> String? {
    DirectoryStream.names(in: root + "/sys/block").first { name in
      guard name.hasPrefix("loop"), let file = line("\(root)/sys/block/\(name)/loop/backing_file") else { return false }
      // By what it is: it may have several paths.
      var info = stat()
      return unsafe stat(file, &info) == 0 && TargetIdentity(info) == identity
    }
  }

  /// The paths of swap spaces.
  private func swaps() -> [String] {
    lines("/proc/swaps").dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  private func deviceNumber(_ path: String) -> String? {
    var info = stat()
    guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFBLK else { return nil }
    let identity = TargetIdentity(info)
    return "\(identity.major):\(identity.minor)"
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
