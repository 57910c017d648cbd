import Foundation
import Glibc

/// What a sparse file holds: its size, and its blocks that have anything but zeroes.
struct SparseContents: Equatable {
  private var size: Int
  private var blocks: [Int: Data] = [:]

  private static let blockSize = 4096
  // Linux has them whatever the C library shows.
  private static let seekData: Int32 = 3
  private static let seekHole: Int32 = 4

  struct Unreadable: Error { var errno: Int32 }

  /// Reads a file, but for its holes.
  init(of file: URL) throws {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let descriptor = handle.fileDescriptor
    size = Int(lseek(descriptor, 0, SEEK_END))
    var place = 0
    while place < size {
      let data = lseek(descriptor, place, Self.seekData)
      if data < 0, errno == ENXIO { return }
      let hole = lseek(descriptor, data, Self.seekHole)
      guard data >= 0, hole > data else { throw Unreadable(errno: errno) }
      place = data / Self.blockSize * Self.blockSize
      while place < hole {
        try handle.seek(toOffset: UInt64(place))
        let block = try handle.read(upToCount: Self.blockSize) ?? Data()
        if block.contains(where: { $0 != 0 }) { blocks[place] = block }
        place += Self.blockSize
      }
    }
  }
}
