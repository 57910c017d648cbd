import Dispatch
import GeneratedBlocks
import Glibc
import Synchronization
import VexBytes
import VexCodecs
import VexFSLayout
import VexPlugins

/// Validating whole images, against reading the same bytes and hashing them once on all processors.
func measureValidation(_ report: inout Report, _ program: Program, vexfmt: String, blocks: String, folder: String)
  throws
{
  report.title("Validating an image in the page cache, median of \(rounds) runs each")
  let path = "\(folder)/validated.img"
  defer { unlink(path) }
  let image = MetadataImage(chunks: 3907, bitmapBlocks: 64)
  // The inode table is nearly all that is read.
  let start = try image.write(to: path, program)
  add(
    to: &report, name: "a million inodes", vexfmt, ["validate", path], path,
    start..<start + image.tableBlocks * VexFS.blockBytes, algorithm: CRC32C(), atLeast: 0.5)
  unlink(path)

  let count: UInt64 = 1 << 18
  try writeBlocks(count, to: path)
  add(
    to: &report, name: "a gigabyte of blocks", vexfmt, ["validate", "--spec", blocks, path], path,
    blockBytes..<(count + 1) * blockBytes, algorithm: XXH64(), atLeast: 0.8)
  unlink(path)
  measureMemory(&report, vexfmt: vexfmt, folder: folder)
}

private let rounds = 5
private let hashedBytes = 4096
/// Bytes of a block of `blocks.yaml`.
private let blockBytes = UInt64(Blocks.Block.maximumSize)

/// Compares a command with reading and hashing a part of a file, in turn.
private func add(
  to report: inout Report, name: String, _ vexfmt: String, _ arguments: [String], _ path: String, _ part: Range<UInt64>,
  algorithm: any ChecksumAlgorithm, atLeast aim: Double
) {
  var times: (subject: [Double], reference: [Double]) = ([], [])
  for _ in 0..<rounds {
    guard let cost = run(vexfmt, arguments), cost.status == 0,
      let reference = secondsToHash(path, part, algorithm)
    else { return report.add(name, "did not run", meets: false, aim: "") }
    times.subject.append(cost.elapsed * 1e9)
    times.reference.append(reference * 1e9)
  }
  report.add(
    name: name, subject: "vexfmt validate", median(times.subject), reference: "read and hash", median(times.reference),
    aim: .speedAtLeast(aim), bytes: Int(part.upperBound - part.lowerBound))
}

/// Reads a part of a file a mebibyte at a time and hashes each `hashedBytes`, on all processors; the seconds that takes.
private func secondsToHash(_ path: String, _ part: Range<UInt64>, _ algorithm: any ChecksumAlgorithm) -> Double? {
  guard let file = try? ImageFile(path: path) else { return nil }
  let clock = ContinuousClock()
  let start = clock.now
  let workers = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  let share = (part.upperBound - part.lowerBound) / UInt64(workers * hashedBytes) * UInt64(hashedBytes)
  let hashed = Mutex<(sum: UInt64, bytes: UInt64)>((0, 0))
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    var place = part.lowerBound + UInt64(worker) * share
    let end = worker == workers - 1 ? part.upperBound : place + share
    var (bytes, sum, done): ([UInt8], UInt64, UInt64) = ([], 0, 0)
    while place < end {
      let count = Int(min(end - place, 1 << 20))
      guard (try? file.read(at: place, into: &bytes, count: count)) != nil else { return }
      bytes.withBytes { bytes in
        for block in stride(from: 0, to: count - hashedBytes + 1, by: hashedBytes) {
          sum &+= algorithm.digest(of: bytes.extracting(block..<block + hashedBytes), ChecksumParameters()).low
        }
      }
      place += UInt64(count)
      done += UInt64(count)
    }
    hashed.withLock { $0 = ($0.sum &+ sum, $0.bytes + done) }
  }
  guard hashed.withLock({ $0.bytes }) == part.upperBound - part.lowerBound else { return nil }
  let elapsed = (clock.now - start).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
}

/// Writes an image of `blocks.yaml`.
private func writeBlocks(_ count: UInt64, to path: String) throws {
  let size = (count + 1) * blockBytes
  let output = try OutputFile(path, size: size)
  var head = Blocks.Head.Builder()
  head.count = count
  output.write(head.bytes, at: 0)
  let context = Blocks.Context(imageSize: size, checksums: .builtIn)
  var random = SeededGenerator(seed: 1)
  var block = Blocks.Block.Builder(bytes: random.bytes(Blocks.Block.maximumSize))
  for number in 0..<count {
    let place = (number + 1) * blockBytes
    block.number = number
    output.write(try block.sealed(in: context, place: place, index: number, number: number).bytes, at: place)
  }
}

/// The most memory that validating takes, of a small image and of the largest; in memory where the folder's filesystem has no
/// files of that size.
private func measureMemory(_ report: inout Report, vexfmt: String, folder: String) {
  var peaks: [(size: String, peak: Int)] = []
  for size in ["1G", "16T"] {
    var made: String?
    for folder in [folder, "/dev/shm"] where made == nil {
      let path = "\(folder)/vexbench-\(getpid()).img"
      let isMade =
        run(vexfmt, ["mkfs", "--spec", "vexfs", "--size", size, path], output: "\(folder)/vexbench-said")?.status == 0
      unlink("\(folder)/vexbench-said")
      if isMade { made = path } else { unlink(path) }
    }
    defer { if let made { unlink(made) } }
    guard let made, let cost = run(vexfmt, ["validate", made]), cost.status == 0 else {
      report.add("memory, image of \(size)", "no filesystem here has such files", meets: nil, aim: "")
      continue
    }
    peaks.append((size, cost.peak))
    report.add("memory, image of \(size)", "\(cost.peak >> 20) MiB, \(fixed(cost.elapsed)) s", meets: nil, aim: "")
  }
  guard peaks.count == 2 else { return }
  let ratio = Double(peaks[1].peak) / Double(peaks[0].peak)
  report.add("memory of 16 TiB / of 1 GiB", "x \(fixed(ratio))", meets: ratio <= 2, aim: "at most 2.00")
}
