import Glibc

/// Locks by which programs keep off a block device.
///
/// The node of a whole disk is what others lock, such as systemd-udevd while it looks at a disk or at a partition of it
/// (systemd.io/BLOCK_DEVICE_LOCKING).
final class DeviceLock {
  private let descriptor: Int32

  /// Locks the disk that a partition belongs to; nil for what is no partition, and where the disk cannot be opened.
  ///
  /// Throws `held` when somebody else locks it.
  init?(diskOf identity: TargetIdentity, _ path: String) throws(WriteError) {
    guard let disk = SystemDevices().disk(of: identity) else { return nil }
    // Opened for reading, since udev looks at a disk anew when somebody closes it who could have written.
    descriptor = unsafe open(disk.path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFBLK,
      TargetIdentity(info).number == disk.number
    else { return nil }
    guard Self.lock(descriptor) == 0 else {
      throw WriteError(path: path, kind: .held("a program that locks its disk, \(disk.path)"))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Locks a device; 0, or the number of the error: `EWOULDBLOCK` when somebody else keeps it locked for a second, since
  /// udev does so for moments.
  static func lock(_ descriptor: Int32) -> Int32 {
    for _ in 0..<50 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
      guard errno == EWOULDBLOCK || errno == EINTR else { return errno }
      usleep(20_000)
    }
    return EWOULDBLOCK
  }
}
