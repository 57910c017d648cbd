import Foundation
import Glibc
import TestSupport
import Testing

/// The memory that formatting and validating takes does not grow with the image.
@Suite("An image of 1 TiB") struct LargeImageTests {
  /// In KiB.
  private static let limit = 96 * 1024
  private static let size: UInt64 = 1 << 40

  /// The first folder whose filesystem holds a sparse file of 1 TiB.
  private static let folder: URL? = [
    FileManager.default.temporaryDirectory, URL(filePath: "/dev/shm"),
  ].first { folder in
    guard let scratch = try? Scratch(in: folder), (try? scratch.write([], to: "probe")) != nil,
      let probe = try? FileHandle(forWritingTo: scratch.file("probe"))
    else { return false }
    defer { try? probe.close() }
    return (try? probe.truncate(atOffset: size)) != nil
  }

  @Test(
    "is formatted and validated within 96 MiB",
    .enabled(if: folder != nil, "no filesystem here holds a sparse file of 1 TiB"))
  func memory() throws {
    let scratch = try Scratch(in: try #require(Self.folder))
    let peak = try PeakMemory(scratch)
    let image = scratch.file("large.img")
    defer { try? FileManager.default.removeItem(at: image) }
    let made = try peak.run(
      PackageFolder.vexfmt, ["mkfs", "--spec", "vexfs", "--format-version", "2", "--size", "1T", image.path])
    try #require(made.status == 0, "\(made.said)")
    #expect(made.peak < Self.limit, "mkfs had \(made.peak) KiB resident")

    var status = stat()
    try #require(unsafe stat(image.path, &status) == 0)
    #expect(UInt64(status.st_size) == Self.size)
    #expect(UInt64(status.st_blocks) * 512 < 256 << 20, "the image is not sparse")

    let validated = try peak.run(PackageFolder.vexfmt, ["validate", "--json", image.path])
    try #require(validated.status == 0, "\(validated.said)")
    #expect(validated.peak < Self.limit, "validate had \(validated.peak) KiB resident")
    let report = try JSONSerialization.jsonObject(with: Data(validated.said.utf8)) as? [String: Any]
    #expect(report?["verdict"] as? String == "clean")
    #expect(report?["version"] as? Int == 2)
    print("1 TiB: mkfs had \(made.peak) KiB resident at most, validate \(validated.peak) KiB")
  }

  /// What the steps take and leave follows from what is on the image, not from its size.
  @Test(
    "is migrated, and brought back, within 96 MiB",
    .enabled(if: folder != nil, "no filesystem here holds a sparse file of 1 TiB"))
  func migration() throws {
    let scratch = try Scratch(in: try #require(Self.folder))
    let peak = try PeakMemory(scratch)
    let image = scratch.file("large.img")
    defer { try? FileManager.default.removeItem(at: image) }
    func run(_ arguments: [String]) throws -> String {
      let result = try peak.run(PackageFolder.vexfmt, arguments)
      try #require(result.status == 0, "\(arguments): \(result.said)")
      #expect(result.peak < Self.limit, "\(arguments) had \(result.peak) KiB resident")
      print("1 TiB: \(arguments[0]) \(arguments[1]) had \(result.peak) KiB resident at most")
      return result.said
    }
    _ = try run(["mkfs", "--spec", "vexfs", "--format-version", "1", "--size", "1T", image.path])
    var states = [try SparseContents(of: image)]
    for (number, version) in ["2", "3", "2", "1"].enumerated() {
      _ = try run(["migrate", "--to", version, "--undo", scratch.file("u\(number)").path, image.path])
      states.append(try SparseContents(of: image))
    }
    #expect(try run(["validate", image.path]).contains("clean (vexfs version 1"))
    for number in (0..<4).reversed() {
      #expect(try SparseContents(of: image) == states[number + 1])
      _ = try run(["undo", scratch.file("u\(number)").path])
      #expect(try SparseContents(of: image) == states[number])
    }
    // What was there before, far behind the ends, is no reason to take more.
    let data = try FileHandle(forUpdating: image)
    try data.seek(toOffset: 600_000_000_000)
    try data.write(contentsOf: Data("PRECIOUS".utf8))
    try data.close()
    let before = try SparseContents(of: image)
    let identified = try run(["identify", "--json", image.path])
    let report = try JSONSerialization.jsonObject(with: Data(identified.utf8)) as? [String: Any]
    let fingerprint = try #require(report?["fingerprint"] as? String)
    _ = try run(
      ["mkfs", "--format-version", "2", "--replace", fingerprint, "--undo", scratch.file("v").path, image.path])
    #expect(try SparseContents(of: image) != before)
    _ = try run(["undo", scratch.file("v").path])
    #expect(try SparseContents(of: image) == before)
  }

  @Test("would be noticed if it were all in memory")
  func measurement() throws {
    let scratch = try Scratch()
    let peak = try PeakMemory(scratch)
    let small = try peak.run(URL(filePath: "/bin/sh"), ["-c", "exit 3"])
    #expect(small.status == 3)
    // Not the memory of these tests, which exec would pass on.
    #expect(small.peak < 16 * 1024)
    let large = try peak.run(URL(filePath: "/bin/sh"), ["-c", "dd if=/dev/zero of=/dev/null bs=128M count=1; exit 4"])
    #expect(large.status == 4)
    #expect(large.peak > Self.limit)
  }
}
