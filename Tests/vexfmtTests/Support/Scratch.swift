import Foundation
import Glibc

/// A temporary folder that goes away with its last reference.
final class Scratch {
  /// Its path, without symbolic links.
  let path: String
  private let counter = Counter()

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("vexfmt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a file.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Makes a file of text.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file(name)))) }

  /// The text of a file.
  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Whether there is anything of that name.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// Copies a file of the package into it.
  func copy(_ source: String, to name: String) throws {
    try FileManager.default.copyItem(atPath: "\(Tool.root)/\(source)", toPath: file(name))
  }

  /// Makes `planting-cc`, a compiler for which generated C names another rule than the one that failed.
  func makePlantingCompiler(blaming other: String, for rule: String) throws {
    let path = try write(
      """
      #!/bin/sh
      for argument; do
        case $argument in
          */vexfs_validate.c) sed -i '/return vexfs_fail/s/\(rule)/\(other)/' "$argument" ;;
        esac
      done
      exec gcc "$@"

      """, to: "planting-cc")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Makes a folder.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
  }

  /// Makes a symbolic link.
  func makeLink(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
  }

  /// Makes a FIFO.
  func makeFIFO(_ name: String) { _ = unsafe mkfifo(file(name), 0o666) }

  /// Makes a file that is one hole, or makes one longer or shorter; `size` in bytes.
  func makeSparse(_ name: String, size: UInt64) throws {
    if !has(name) { try write("", to: name) }
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file(name)))
    try handle.truncate(atOffset: size)
    try handle.close()
  }

  /// Writes bytes at a place of a file without reading the rest.
  func overwrite(_ name: String, at offset: Int, _ bytes: [UInt8]) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file(name)))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  /// The path of a new empty file outside of what tests look at.
  func unique() -> String {
    let folder = file(".runs")
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let name = "\(folder)/\(counter.next())"
    _ = FileManager.default.createFile(atPath: name, contents: nil)
    return name
  }

  private final class Counter {
    private var count = 0
    func next() -> Int {
      count += 1
      return count
    }
  }
}
