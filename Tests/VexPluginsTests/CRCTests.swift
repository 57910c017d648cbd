import Testing
import VexBytes
import VexPlugins

/// A reflected CRC of up to 32 bits by its definition, one bit at a time.
private func bitwise(_ bytes: [UInt8], polynomial: UInt32, initial: UInt32, xorOut: UInt32) -> UInt32 {
  var register = initial
  for byte in bytes {
    for bit in 0..<8 {
      let feedback = (register ^ UInt32(byte >> UInt8(bit))) & 1
      register = register >> 1 ^ (feedback == 1 ? polynomial : 0)
    }
  }
  return register ^ xorOut
}

/// The polynomials as published, highest power first, turned round here.
private func reflected(_ polynomial: UInt32) -> UInt32 {
  (0..<32).reduce(0) { $0 | (polynomial >> UInt32($1) & 1) << UInt32(31 - $1) }
}

@Suite struct CRCTests {
  static let algorithms: [(any ChecksumAlgorithm, UInt32)] =
    [(CRC32(), reflected(0x04c1_1db7)), (CRC32C(), reflected(0x1edc_6f41))]
    + CRC32C.Implementation.allCases.compactMap(CRC32C.init).map { ($0, reflected(0x1edc_6f41)) }

  func digest(_ algorithm: any ChecksumAlgorithm, _ bytes: [UInt8], _ parameters: ChecksumParameters = .init())
    -> UInt32
  {
    UInt32(truncatingIfNeeded: bytes.withBytes { algorithm.digest(of: $0, parameters) }.low)
  }

  @Test func publishedCheckValues() {
    #expect(digest(CRC32(), Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(digest(CRC32C(), Array("123456789".utf8)) == 0xe306_9283)
    #expect(digest(CRC16(), Array("123456789".utf8)) == 0x4b37)
    #expect(digest(CRC32(), []) == 0)
    #expect(digest(CRC32C(), []) == 0)
  }

  /// The vectors of RFC 3720, appendix B.4.
  ///
  /// The RFC prints the bytes in the order of the wire, lowest first.
  @Test(arguments: CRC32C.Implementation.allCases.filter(\.isAvailable))
  func vectorsOfRFC3720(implementation: CRC32C.Implementation) throws {
    let algorithm = try #require(CRC32C(implementation))
    let command: [UInt8] = [
      0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0,
      0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0,
    ]
    let vectors: [([UInt8], [UInt8])] = [
      ([UInt8](repeating: 0, count: 32), [0xaa, 0x36, 0x91, 0x8a]),
      ([UInt8](repeating: 0xff, count: 32), [0x43, 0xab, 0xa8, 0x62]),
      ([UInt8](0..<32), [0x4e, 0x79, 0xdd, 0x46]),
      ((0..<32).reversed(), [0x5c, 0xdb, 0x3f, 0x11]),
      (command, [0x56, 0x3a, 0x96, 0xd9]),
    ]
    for (bytes, expected) in vectors {
      #expect(bytes.withBytes { algorithm.digest(of: $0, ChecksumParameters()) }.bytes == expected)
    }
  }

  @Test func initialAndXorOutAreThoseOfTheDefinition() {
    var random = SeededGenerator(seed: 8)
    for (algorithm, polynomial) in Self.algorithms {
      for round in 0..<200 {
        let bytes = random.bytes(round * 5)
        let (initial, xorOut) = (random.next(), random.next())
        let expected = bitwise(
          bytes, polynomial: polynomial, initial: UInt32(truncatingIfNeeded: initial),
          xorOut: UInt32(truncatingIfNeeded: xorOut))
        #expect(digest(algorithm, bytes, ChecksumParameters(initial: initial, xorOut: xorOut)) == expected)
      }
      let text = Array("vexfs".utf8)
      for (initial, xorOut) in [(nil, nil), (0, nil), (nil, 0), (0, 0)] as [(UInt64?, UInt64?)] {
        let expected = bitwise(
          text, polynomial: polynomial, initial: initial == nil ? .max : 0, xorOut: xorOut == nil ? .max : 0)
        #expect(digest(algorithm, text, ChecksumParameters(initial: initial, xorOut: xorOut)) == expected)
        #expect(
          digest(algorithm, [], ChecksumParameters(initial: initial, xorOut: xorOut)) == (initial == xorOut ? 0 : .max))
      }
    }
  }

  /// As Linux and e2fsprogs count it in ext4's group descriptors, one bit at a time.
  @Test func crc16IsThatOfItsDefinition() {
    var random = SeededGenerator(seed: 11)
    for round in 0..<200 {
      let bytes = random.bytes(round * 3)
      let (initial, xorOut) = (random.next(), random.next())
      let expected = bitwise(
        bytes, polynomial: 0xa001, initial: UInt32(truncatingIfNeeded: initial & 0xffff),
        xorOut: UInt32(truncatingIfNeeded: xorOut & 0xffff))
      #expect(digest(CRC16(), bytes, ChecksumParameters(initial: initial, xorOut: xorOut)) == expected)
      let own = bitwise(bytes, polynomial: 0xa001, initial: 0xffff, xorOut: 0)
      #expect(digest(CRC16(), bytes) == own)
    }
  }

  /// ext4 and btrfs chain: the register of one run, without the final xor, begins the next.
  @Test func aChainOfRunsEqualsOneRun() {
    var random = SeededGenerator(seed: 9)
    for (algorithm, _) in Self.algorithms {
      let (head, tail) = (random.bytes(100), random.bytes(333))
      let register = digest(algorithm, head, ChecksumParameters(xorOut: 0))
      let chained = digest(algorithm, tail, ChecksumParameters(initial: UInt64(register)))
      #expect(chained == digest(algorithm, head + tail))
    }
  }

  @Test(arguments: CRC32C.Implementation.allCases.filter { $0.isAvailable && $0 != .portable })
  func instructionsEqualThePortableTables(implementation: CRC32C.Implementation) throws {
    let portable = try #require(CRC32C(.portable))
    let hardware = try #require(CRC32C(implementation))
    var random = SeededGenerator(seed: 10)
    let bytes = random.bytes(4096 + 64)
    bytes.withBytes { span in
      for length in 0...4096 {
        // All 64 alignments to a cache line for the lengths of every special case, four for the rest.
        let alignments = length <= 600 ? Array(0..<64) : [0, 1, 8, length & 63]
        for alignment in alignments {
          let run = span.extracting(alignment..<alignment + length)
          let parameters = ChecksumParameters(initial: UInt64(length) &* 0x9e37_79b9)
          if portable.digest(of: run, parameters) != hardware.digest(of: run, parameters) {
            Issue.record("\(length) bytes at alignment \(alignment)")
          }
        }
      }
    }
    let long = random.bytes(1_000_003)
    #expect(digest(portable, long) == digest(hardware, long))
  }

  @Test func theFastestImplementationIsAvailable() {
    #expect(CRC32C.Implementation.fastest.isAvailable)
    #expect(CRC32C().implementation == .fastest)
    #expect(CRC32C.Implementation.portable.isAvailable)
    for implementation in CRC32C.Implementation.allCases {
      #expect((CRC32C(implementation) != nil) == implementation.isAvailable)
    }
  }
}
