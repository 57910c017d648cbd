import Glibc

/// Which file or device a path named when it was looked at.
public struct TargetIdentity: Sendable, Equatable {
  /// Whether it is a block device and not a regular file.
  public var isBlockDevice: Bool
  /// Number of the device that holds the file's inode; of a block device its own number.
  public var device: UInt64
  /// Number of the file's inode; 0 for a block device, whose node may be made anew.
  public var node: UInt64

  init(isBlockDevice: Bool, device: UInt64, node: UInt64) {
    self.isBlockDevice = isBlockDevice
    self.device = device
    self.node = node
  }

  init(_ info: stat) {
    isBlockDevice = info.st_mode & S_IFMT == S_IFBLK
    device = UInt64(truncatingIfNeeded: isBlockDevice ? info.st_rdev : info.st_dev)
    node = isBlockDevice ? 0 : UInt64(truncatingIfNeeded: info.st_ino)
  }

  /// The major number of `device`, as the kernel's C library splits it.
  var major: UInt64 { device >> 8 & 0xfff | device >> 32 & ~0xfff }
  /// The minor number of `device`.
  var minor: UInt64 { device & 0xff | device >> 12 & 0xffff_ff00 }
  /// Both, as the kernel's tables write them.
  var number: String { "\(major):\(minor)" }
}
