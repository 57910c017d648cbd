import Foundation
import Glibc
import TestSupport
import Testing
import VexPlugins

@Suite struct TrustedPathTests {
  private let scratch: Scratch
  /// Its path without links; `/tmp`, where others may write and only owners may rename, is above it.
  private var root: String { scratch.folder.path }

  init() throws {
    scratch = try Scratch()
    _ = unsafe chmod(scratch.folder.path, 0o700)
    for name in ["a", "a/b"] { _ = unsafe mkdir("\(scratch.folder.path)/\(name)", 0o755) }
    try scratch.write("x".utf8, to: "a/b/file")
    _ = unsafe chmod("\(scratch.folder.path)/a/b/file", 0o644)
  }

  private func reason(_ path: String) -> TrustProblem.Reason? {
    do { _ = try TrustedPath(path) } catch { return error.reason }
    return nil
  }

  @Test func whatIsOnesOwnIsTrusted() throws {
    let file = try TrustedPath("\(root)/a/b/file")
    #expect(file.path == "\(root)/a/b/file" && !file.isFolder)
    #expect(try TrustedPath("\(root)//a/./b/../b/").isFolder)
    #expect(try TrustedPath("/usr/bin").isFolder)
    #expect(try TrustedPath("\(root)/a").appending("b/file") == file)
  }

  @Test func relativePathsAreNot() {
    for path in ["", "a", "./a", "../a"] { #expect(reason(path) == .notAbsolute) }
  }

  @Test func whatOthersMayWriteIsNot() {
    for (name, mode, before) in [
      ("a/b/file", 0o664, 0o644), ("a/b/file", 0o646, 0o644), ("a/b", 0o775, 0o755), ("a", 0o757, 0o755),
    ] {
      _ = unsafe chmod("\(root)/\(name)", mode_t(mode))
      #expect(reason("\(root)/a/b/file") == .writable, "\(name)")
      _ = unsafe chmod("\(root)/\(name)", mode_t(before))
    }
    #expect(reason("\(root)/a/b/file") == nil)
  }

  /// In a folder like /tmp, a folder of one's own is safe, and a file is not: others may have made it first.
  @Test func foldersThatAllShareHoldNoFiles() throws {
    _ = unsafe chmod("\(root)/a", 0o1777)
    #expect(reason("\(root)/a") == .writable)
    #expect(reason("\(root)/a/b") == nil && reason("\(root)/a/b/file") == nil)
    try scratch.write("x".utf8, to: "a/loose")
    _ = unsafe chmod("\(root)/a/loose", 0o644)
    #expect(reason("\(root)/a/loose") == .writable)
    // Neither is a link in it that leads to one.
    _ = unsafe symlink("loose", "\(root)/a/link")
    #expect(reason("\(root)/a/link") == .writable)
    #expect(reason("\(root)/a/b/../loose") == .writable)
  }

  @Test func linksAreFollowedOneByOne() throws {
    _ = unsafe symlink("a/b", "\(root)/short")
    #expect(try TrustedPath("\(root)/short/file").path == "\(root)/a/b/file")
    _ = unsafe mkdir("\(root)/open", 0o777)
    _ = unsafe chmod("\(root)/open", 0o777)
    _ = unsafe symlink("\(root)/a/b", "\(root)/open/link")
    #expect(reason("\(root)/open/link/file") == .writable)
    _ = unsafe symlink("loop", "\(root)/loop")
    guard case .unreadable(ELOOP)? = reason("\(root)/loop/x") else { Issue.record("a loop ends"); return }
  }

  @Test func whatBelongsToOthersIsNot() {
    // Only root can give a file away, and only then there is anything to test.
    guard geteuid() == 0 else { return }
    for name in ["a/b/file", "a/b", "a"] {
      _ = unsafe chown("\(root)/\(name)", 12345, 12345)
      #expect(reason("\(root)/a/b/file") == .foreign(12345), "\(name)")
      _ = unsafe chown("\(root)/\(name)", 0, 0)
    }
    _ = unsafe symlink("b", "\(root)/a/link")
    _ = unsafe lchown("\(root)/a/link", 12345, 12345)
    #expect(reason("\(root)/a/link/file") == .foreign(12345))
  }

  @Test func whatIsNotThereOrOddIsNot() {
    #expect(reason("\(root)/none") == .missing)
    #expect(reason("\(root)/a/b/file/x") == .noFolder)
    _ = unsafe mkfifo("\(root)/fifo", 0o600)
    #expect(reason("\(root)/fifo") == .odd)
  }

  @Test func nothingOutsideBelongsToAFolder() throws {
    let folder = try TrustedPath("\(root)/a")
    _ = unsafe symlink("/etc/hostname", "\(root)/a/out")
    for name in ["", "/etc", "../a/b", "b/../../a", "out"] {
      #expect(throws: TrustProblem.self, "\(name)") { try folder.appending(name) }
    }
    _ = unsafe symlink("b/file", "\(root)/a/in")
    #expect(try folder.appending("in").path == "\(root)/a/b/file")
  }

  @Test func problemsSayWhatToDo() {
    for path in ["x", "\(root)/none", "\(root)/a/b/file/x"] {
      do { _ = try TrustedPath(path) } catch {
        #expect(!error.description.contains("\n") && error.description.contains(": "))
      }
    }
  }
}
