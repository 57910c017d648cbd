import CISAL
import VexBytes
import VexPlugins

/// Checksums through the plugin interface against direct calls of the same library, and crc32c against ISA-L.
func measureChecksums(_ report: inout Report) {
  report.title("Checksums of 4096 bytes: through the registry, against direct calls")
  let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
  for name in ["crc32", "xxh32", "xxh64", "xxh3-64", "xxh3-128"] {
    guard let algorithm = ChecksumRegistry.builtIn.algorithm(named: name), let direct = directCall(name) else {
      continue
    }
    report.add(
      Pair(
        name: name, subject: ("registry", digest(bytes, algorithm)),
        reference: (
          "library",
          { count in
            var sum: UInt64 = 0
            bytes.withUnsafeBytes { raw in for round in 0..<count { sum &+= direct(raw, UInt64(round & 1)) } }
            return sum
          }
        ), bytes: bytes.count, aim: .speedAtLeast(0.95)))
  }
  guard let crc32c = ChecksumRegistry.builtIn.algorithm(named: "crc32c") else { return }
  for size in [256, 4096, 65536] {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
    report.add(
      Pair(
        name: "crc32c, \(size) bytes", subject: ("registry", digest(bytes, crc32c)),
        reference: (
          "ISA-L",
          { count in
            var sum: UInt64 = 0
            bytes.withUnsafeBytes { raw in
              let start = UnsafeMutablePointer(mutating: raw.bindMemory(to: UInt8.self).baseAddress)
              for round in 0..<count { sum &+= UInt64(crc32_iscsi(start, Int32(size), ~UInt32(round & 1))) }
            }
            return sum
          }
        ), bytes: size, aim: .speedAtLeast(0.8)))
  }
}

private func digest(_ bytes: [UInt8], _ algorithm: any ChecksumAlgorithm) -> Work {
  { count in
    var sum: UInt64 = 0
    bytes.withBytes { span in
      for round in 0..<count { sum &+= algorithm.digest(of: span, ChecksumParameters(initial: UInt64(round & 1))).low }
    }
    return sum
  }
}
