import Foundation

@testable import VexImage

/// What the kernel of a machine says in /proc and /sys, written down in a folder, which goes with the value.
final class WrittenMachine {
  let root = FileManager.default.temporaryDirectory.appending(path: "vexfmt-machine-\(UUID().uuidString)")
  /// Number 8:1, and a disk 8:0 that it is a part of.
  let part = TargetIdentity(isBlockDevice: true, device: 0x801, node: 0)
  let disk = TargetIdentity(isBlockDevice: true, device: 0x800, node: 0)
  var system: SystemDevices { SystemDevices(root: root.path) }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Lets a file say something; makes the folders on the way.
  func write(_ text: String, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }
}
