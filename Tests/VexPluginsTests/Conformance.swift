import VexBytes
import VexPlugins

/// What every checksum algorithm must do, built in or from a plugin; answers a sentence for each thing that it does
/// not.
///
/// Checked: the shape of its digests, its check value, that empty input is harmless, that feeding in pieces equals one
/// shot for every split of short inputs and for seeded random splits of long ones, with several parameters, that asking
/// for the digest changes nothing, that a copied state is a state of its own, and that its parameters and its input
/// have an effect.
func nonconformities(of algorithm: any ChecksumAlgorithm, seed: UInt64) -> [String] {
  var suite = ConformanceSuite(algorithm: algorithm, random: SeededGenerator(seed: seed))
  suite.checkShape()
  suite.checkEmptySpans()
  suite.checkShortSplits()
  suite.checkRandomSplits()
  suite.checkCopies()
  suite.checkSensitivity()
  return suite.failures
}

private struct ConformanceSuite {
  let algorithm: any ChecksumAlgorithm
  var random: SeededGenerator
  var failures: [String] = []

  static let parameters = [
    ChecksumParameters(), ChecksumParameters(initial: 0), ChecksumParameters(xorOut: 0),
    ChecksumParameters(initial: 0x0123_4567_89ab_cdef, xorOut: 0xfedc_ba98_7654_3210),
    ChecksumParameters(initial: .max, xorOut: .max),
  ]

  init(algorithm: any ChecksumAlgorithm, random: SeededGenerator) {
    self.algorithm = algorithm
    self.random = random
  }

  mutating func expect(_ holds: Bool, _ failure: String) {
    if !holds { failures.append("\(algorithm.name): \(failure)") }
  }

  func oneShot(_ bytes: [UInt8], _ parameters: ChecksumParameters = ChecksumParameters()) -> Digest {
    bytes.withBytes { algorithm.digest(of: $0, parameters) }
  }

  func streamed(_ pieces: [ArraySlice<UInt8>], _ parameters: ChecksumParameters) -> Digest {
    var state = algorithm.begin(parameters)
    for piece in pieces { Array(piece).withBytes { state.update($0) } }
    return state.finish()
  }

  mutating func checkShape() {
    expect((1...32).contains(algorithm.width), "width \(algorithm.width)")
    expect(oneShot(Array("123456789".utf8)) == algorithm.checkValue, "the check value")
    for length in [0, 1, 17, 300] {
      let digest = oneShot(random.bytes(length))
      let beyond = (max(algorithm.width, 0)..<40).filter { digest.byte($0) != 0 }
      expect(digest.width == algorithm.width, "width of the digest of \(length) bytes")
      expect(beyond.isEmpty, "bytes beyond the width are not zero")
    }
  }

  /// An empty span may have a null pointer, which zlib and libxxhash each take to mean something else.
  mutating func checkEmptySpans() {
    for parameters in Self.parameters {
      let expected = streamed([], parameters)
      expect(oneShot([], parameters) == expected, "no bytes, \(parameters)")
      expect(algorithm.digest(of: RawSpan(), parameters) == expected, "a null span, \(parameters)")
      let bytes = random.bytes(20)
      var state = algorithm.begin(parameters)
      state.update(RawSpan())
      bytes.withBytes { state.update($0) }
      state.update(RawSpan())
      expect(state.finish() == oneShot(bytes, parameters), "a null span between bytes, \(parameters)")
    }
  }

  mutating func checkShortSplits() {
    for length in 0...70 {
      let bytes = random.bytes(length)
      let expected = oneShot(bytes)
      for split in 0...length {
        let found = streamed([bytes[..<split], bytes[split...]], ChecksumParameters())
        expect(found == expected, "\(length) bytes in pieces of \(split) and \(length - split)")
      }
      expect(streamed(bytes.indices.map { bytes[$0...$0] }, ChecksumParameters()) == expected, "\(length) single bytes")
    }
  }

  mutating func checkRandomSplits() {
    for round in 0..<60 {
      let bytes = random.bytes(Int.random(in: 0...9000, using: &random))
      let parameters = Self.parameters[round % Self.parameters.count]
      let expected = oneShot(bytes, parameters)
      var state = algorithm.begin(parameters)
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 0...max(1, rest.count / 2), using: &random))
        Array(piece).withBytes { state.update($0) }
        if round % 3 == 0 { _ = state.finish() }
        rest = rest.dropFirst(piece.count)
      }
      expect(state.finish() == expected, "\(bytes.count) bytes in random pieces, \(parameters)")
      expect(state.finish() == expected, "finishing twice")
    }
  }

  mutating func checkCopies() {
    let (head, tail, other) = (random.bytes(100), random.bytes(50), random.bytes(60))
    var first = algorithm.begin(ChecksumParameters())
    head.withBytes { first.update($0) }
    var second = first
    tail.withBytes { first.update($0) }
    other.withBytes { second.update($0) }
    let third = second
    expect(first.finish() == oneShot(head + tail), "a state changed when its copy was fed")
    expect(second.finish() == oneShot(head + other), "a copy changed when its original was fed")
    expect(third.finish() == second.finish(), "a copy differs")
  }

  mutating func checkSensitivity() {
    let bytes = random.bytes(200)
    let plain = oneShot(bytes)
    for bit in stride(from: 0, to: 1600, by: 7) {
      var changed = bytes
      changed[bit >> 3] ^= 1 << UInt8(bit & 7)
      expect(oneShot(changed) != plain, "bit \(bit) has no effect")
    }
    expect(oneShot(bytes + [0]) != plain, "a zero byte at the end has no effect")
    expect(oneShot(bytes, ChecksumParameters(initial: 0x5555)) != plain, "initial has no effect")
    let mask: UInt64 = 0xa5
    let zero = oneShot(bytes, ChecksumParameters(xorOut: 0))
    var expected = zero
    expected.words.w0 ^= mask
    expect(oneShot(bytes, ChecksumParameters(xorOut: mask)) == expected, "xorOut is not an xor")
  }
}
