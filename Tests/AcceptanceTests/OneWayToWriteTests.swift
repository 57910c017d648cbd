import Foundation
import TestSupport
import Testing

/// Nothing but a write plan writes to a target: no other source opens anything for writing.
@Suite struct OneWayToWriteTests {
  /// What opens, makes or changes files, as it would be spelled in Swift.
  private static let openers = [
    "O_RDWR", "O_WRONLY", "O_CREAT", "fopen(", "forWritingTo:", "forUpdating:", "createFile(", ".write(to:",
    "OutputStream(toFileAtPath", "OutputStream(url", "truncate(", "pwrite(", "open64(", "openat(", "mmap(", "creat(",
    "copyItem(", "replaceItem", ".moveItem(", "FileDescriptor.open", "forWritingAtPath", "forUpdatingAtPath",
    ".write(toFile:", "pwritev(", "fallocate(", "rename(", "renameat", "linkat(",
  ]

  /// The sources that may, and what they write.
  private static let allowed = [
    "Sources/VexImage/Write/Target/FileStorage.swift": "targets, plans and undo files",
    "Sources/CLinux/CLinux.c": "calls for the storage of targets that Glibc's module lacks",
    "Sources/CLinux/include/CLinux.h": "their declarations",
    "Sources/vexfmt/Files/AtomicFile.swift": "generated text, under names that no device has",
    "Sources/vexfmt/Files/OpenFolder.swift": "opens folders of generated files, and those for reading",
    "Sources/VexFuzz/Run/CompiledC.swift": "a temporary folder for the C compiler",
    "Sources/VexFuzz/Lab/GuestBoots.swift": "what a guest of the lab and its host share",
    "Sources/vexlab/JudgeCommand.swift": "reports of the lab",
    "Sources/vexlab/PackCommand.swift": "packs for guests of the lab",
    "Sources/vexctl/MountedFilesystem.swift": "reads the table of mounts with fopen",
  ]

  @Test func onlyThesePlacesOpenForWriting() throws {
    let sources = PackageFolder.root.appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var seen: Set<String> = []
    for case let file as URL in files where ["swift", "c", "h"].contains(file.pathExtension) {
      let path = String(file.path.dropFirst(PackageFolder.root.path(percentEncoded: false).count))
      // A string of the generated sources may quote anything.
      guard !path.contains("/generated/"), !path.contains("/CSupport/") else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      let found = Self.openers.filter { text.contains($0) }
      guard !found.isEmpty else { continue }
      #expect(Self.allowed[path] != nil, "\(path) has \(found)")
      seen.insert(path)
    }
    #expect(seen == Set(Self.allowed.keys), "an exception that nothing needs")
  }

  /// The storage of a target is opened by the target alone, and written by runs of plans alone.
  @Test func onlyPlansReachTheStorage() throws {
    let folder = PackageFolder.root.appending(path: "Sources/VexImage")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var writers: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      if ["target.write(", "storage.write(", "target.zero(", "target.discard(", "storage.discard(", "storage.zero("]
        .contains(where: text.contains)
      {
        writers.insert(file.lastPathComponent)
      }
    }
    #expect(writers == ["PlanRun.swift", "PlanRun+Resuming.swift"])
  }
}
