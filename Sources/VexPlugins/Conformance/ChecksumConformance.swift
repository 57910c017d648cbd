import VexBytes

/// What every checksum algorithm must do, built in or from a plugin.
///
/// Checked are the shape of its digests, its check value, that empty input is harmless, that feeding in pieces equals one
/// shot for every split of short inputs and for seeded random splits of long ones, with several parameters, that asking
/// for the digest changes nothing, that a copied state is a state of its own, that several threads do not disturb each
/// other, and that its parameters and its input have an effect. A check value that is wrong everywhere alike, it cannot
/// find: that is for the algorithm's publication.
public struct ChecksumConformance {
  let algorithm: any ChecksumAlgorithm
  var random: SeededGenerator
  private var failures: [String] = []

  /// A sentence for each thing that an algorithm does not do as it must; the same for the same seed.
  public static func failures(of algorithm: any ChecksumAlgorithm, seed: UInt64) -> [String] {
    var suite = ChecksumConformance(algorithm: algorithm, random: SeededGenerator(seed: seed))
    suite.checkShape()
    suite.checkEmptySpans()
    suite.checkShortSplits()
    suite.checkRandomSplits()
    suite.checkPlaces()
    suite.checkCopies()
    suite.checkThreads()
    suite.checkSensitivity()
    return suite.failures
  }

  private init(algorithm: any ChecksumAlgorithm, random: SeededGenerator) {
    self.algorithm = algorithm
    self.random = random
  }

  mutating func expect(_ holds: Bool, _ failure: String) {
    if !holds { failures.append("\(algorithm.name): \(failure)") }
  }

  /// Those that the algorithm understands.
  var parameters: [ChecksumParameters] {
    let seeds: [UInt64?] = algorithm.takesInitial ? [nil, 0, 0x0123_4567_89ab_cdef, .max] : [nil]
    return seeds.flatMap { seed in
      [nil, 0, 0xfedc_ba98_7654_3210, .max].map { ChecksumParameters(initial: seed, xorOut: $0) }
    }
  }

  func oneShot(_ bytes: [UInt8], _ parameters: ChecksumParameters = ChecksumParameters()) -> Digest {
    bytes.withBytes { algorithm.digest(of: $0, parameters) }
  }

  func streamed(_ pieces: [ArraySlice<UInt8>], _ parameters: ChecksumParameters) -> Digest {
    var state = algorithm.begin(parameters)
    for piece in pieces { Array(piece).withBytes { state.update($0) } }
    return state.finish()
  }
}
