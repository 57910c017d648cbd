import Foundation
import Testing

@testable import VexImage

/// Who uses a device, as files of the kernel say it: /proc and /sys of a machine, written down in a folder.
@Suite("Users of devices")
struct SystemDevicesTests {
  private let machine = WrittenMachine()
  private var root: URL { machine.root }
  private var part: TargetIdentity { machine.part }
  private var disk: TargetIdentity { machine.disk }

  private func write(_ text: String, to path: String) throws { try machine.write(text, to: path) }

  private func user(_ identity: TargetIdentity) -> WriteError.Kind? {
    machine.system.user(of: identity)
  }

  /// A disk with one partition that nobody uses.
  private func makeDisk() throws {
    try write("", to: "proc/self/mountinfo")
    try write("0\n", to: "sys/dev/block/8:0/ro")
    try write("0\n", to: "sys/dev/block/8:1/ro")
    try write("1\n", to: "sys/dev/block/8:0/sda1/partition")
    try write("8:1\n", to: "sys/dev/block/8:0/sda1/dev")
    try write("8:0\n", to: "sys/dev/block/8:0/queue/dev")
  }

  @Test("numbers are split as the kernel's C library does")
  func numbers() {
    #expect((disk.major, disk.minor, part.minor) == (8, 0, 1))
    // makedev(0x1234, 0x56789), by glibc.
    let large = TargetIdentity(isBlockDevice: true, device: 0x1000_5672_3489, node: 0)
    #expect((large.major, large.minor) == (0x1234, 0x56789))
  }

  @Test("what nobody uses is free, and a disk with partitions is not one target")
  func free() throws {
    try makeDisk()
    #expect(user(part) == nil)
    #expect(user(disk) == .partitioned(["sda1"]))
  }

  @Test("a mount is found by the number of its device, also that of a partition")
  func mounted() throws {
    try makeDisk()
    try write(
      "22 1 0:21 / /proc rw,relatime shared:5 - proc proc rw\n36 1 8:1 / /mnt/my\\040files rw - ext4 /dev/sda1 rw\n",
      to: "proc/self/mountinfo")
    #expect(user(part) == .mounted(at: "/mnt/my files"))
    #expect(user(disk) == .mounted(at: "/mnt/my files"))
  }

  @Test("three octal digits behind a backslash are a byte of a path, and nothing else is")
  func escapes() {
    #expect(SystemDevices.unescaped("/mnt/a\\040b\\011c\\012d\\134e\\043") == "/mnt/a b\tc\nd\\e#")
    #expect(SystemDevices.unescaped("/m\\303\\244\\040") == "/mä ")
    for plain in ["/mnt/\\", "/mnt/\\04", "/mnt/\\089", "/mnt/\\777", "/mnt/\\+12"] {
      #expect(SystemDevices.unescaped(plain[...]) == plain)
    }
  }

  @Test("a file that the kernel swaps to is known under any path")
  func swapFile() throws {
    try write("swap", to: "a swap")
    let path = root.appending(path: "a swap").path
    try write(
      "Filename\t\t\t\tType\n\(path.replacing(" ", with: "\\040"))\tfile\t\t1024\n", to: "proc/swaps")
    let identity = try #require(try Target(path: path).identity)
    #expect(user(identity) == .held("the kernel, as swap space"))
    try write("other", to: "b")
    #expect(user(try #require(try Target(path: root.appending(path: "b").path).identity)) == nil)
  }

  @Test("a device that another one is made of, and one that lets nobody write")
  func heldAndReadOnly() throws {
    try makeDisk()
    try write("1\n", to: "sys/dev/block/8:1/ro")
    #expect(user(part) == .readOnly)
    try write("", to: "sys/dev/block/8:1/holders/dm-0/dev")
    #expect(user(part) == .held("the device dm-0"))
  }

  @Test("a file that a loop device shows is known by what it is, under any path")
  func loop() throws {
    try write("image", to: "a.img")
    try FileManager.default.linkItem(at: root.appending(path: "a.img"), to: root.appending(path: "b.img"))
    let identity = try #require(try Target(path: root.appending(path: "b.img").path).identity)
    #expect(user(identity) == nil)
    try write(root.appending(path: "a.img").path + "\n", to: "sys/block/loop3/loop/backing_file")
    #expect(user(identity) == .held("the loop device loop3"))
  }
}
