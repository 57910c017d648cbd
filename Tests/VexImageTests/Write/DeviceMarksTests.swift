import Foundation
import Testing

@testable import VexImage

/// What tells devices from each other: /proc and /sys of a machine, written down in a folder.
@Suite("Marks of devices")
struct DeviceMarksTests {
  private let machine = WrittenMachine()
  private var root: URL { machine.root }
  private var part: TargetIdentity { machine.part }
  private var disk: TargetIdentity { machine.disk }
  private var system: SystemDevices { machine.system }

  init() throws {
    try write("11-22\n", to: "proc/sys/kernel/random/boot_id")
    try write("8:0\n", to: "sys/devices/sda/dev")
    try write("MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\n", to: "sys/devices/sda/uevent")
    try write("7\n", to: "sys/devices/sda/diskseq")
    try write("1\n", to: "sys/devices/sda/sda1/partition")
    try write("2048\n", to: "sys/devices/sda/sda1/start")
    try FileManager.default.createDirectory(
      at: root.appending(path: "sys/dev/block"), withIntermediateDirectories: true)
    for (number, place) in [("8:0", "sda"), ("8:1", "sda/sda1")] {
      try FileManager.default.createSymbolicLink(
        atPath: root.appending(path: "sys/dev/block/\(number)").path, withDestinationPath: "../../devices/\(place)")
    }
  }

  private func write(_ text: String, to path: String) throws { try machine.write(text, to: path) }

  @Test("a partition has its place and what its disk has, and a file has nothing")
  func partition() throws {
    try write("      WD-123\n", to: "sys/devices/sda/device/serial")
    try write("\n", to: "sys/devices/sda/wwid")
    #expect(system.marks(of: disk).text == "diskseq@11-22=7\nserial=WD-123")
    #expect(system.marks(of: part).text == "diskseq@11-22=7\nserial=WD-123\nstart=2048")
    #expect(system.marks(of: TargetIdentity(isBlockDevice: false, device: 0x800, node: 9)) == DeviceMarks())
    #expect(DeviceMarks(text: system.marks(of: part).text) == system.marks(of: part))
    #expect(DeviceMarks(text: "\n=\nserial\nserial=\n= 1") == DeviceMarks())
  }

  @Test("the disk of a partition is found, and a disk belongs to none")
  func diskOfPartition() throws {
    let found = try #require(system.disk(of: part))
    #expect(found.path == root.path + "/dev/sda" && found.number == "8:0")
    #expect(system.disk(of: disk) == nil)
  }

  @Test("another disk with the same number is told by its serial number, or by the count of disks if it has none")
  func contradictions() throws {
    let before = system.marks(of: part)
    #expect(before.contradiction(to: before) == nil)
    try write("8\n", to: "sys/devices/sda/diskseq")
    #expect(before.contradiction(to: system.marks(of: part)) == "diskseq")
    // Another start of the machine counts anew.
    try write("33-44\n", to: "proc/sys/kernel/random/boot_id")
    #expect(before.contradiction(to: system.marks(of: part)) == nil)
    try write("4096\n", to: "sys/devices/sda/sda1/start")
    #expect(before.contradiction(to: system.marks(of: part)) == "start")

    try write("A\n", to: "sys/devices/sda/serial")
    let named = system.marks(of: part)
    // Taken out, and put in again.
    try write("9\n", to: "sys/devices/sda/diskseq")
    #expect(named.contradiction(to: system.marks(of: part)) == nil)
    try write("B\n", to: "sys/devices/sda/serial")
    #expect(named.contradiction(to: system.marks(of: part)) == "serial")
    // Files of before there were marks have none.
    #expect(DeviceMarks().contradiction(to: named) == nil && named.contradiction(to: DeviceMarks()) == nil)
  }
}
