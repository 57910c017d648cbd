import Testing
import VexBytes
import VexPlugins

@Suite struct ConformanceTests {
  @Test(arguments: ChecksumRegistry.builtIn.names, [1, 2, 3] as [UInt64])
  func everyBuiltInConforms(name: String, seed: UInt64) throws {
    let algorithm = try #require(ChecksumRegistry.builtIn.algorithm(named: name))
    #expect(ChecksumConformance.failures(of: algorithm, seed: seed) == [])
  }

  @Test(arguments: CRC32C.Implementation.allCases.filter(\.isAvailable))
  func everyImplementationOfCRC32CConforms(implementation: CRC32C.Implementation) throws {
    #expect(ChecksumConformance.failures(of: try #require(CRC32C(implementation)), seed: 4) == [])
  }

  @Test func sharingChangesNothing() throws {
    let algorithm = try #require(ChecksumRegistry.builtIn.algorithm(named: "xxh3-128"))
    let shared = SharedAlgorithm(algorithm)
    #expect(ChecksumConformance.failures(of: shared, seed: 6) == [])
    #expect(shared.name == "xxh3-128" && shared.checkValue == algorithm.checkValue)
  }

  /// The suite itself must be able to fail.
  @Test(arguments: Defect.allCases) func aDefectIsFound(defect: Defect) {
    #expect(ChecksumConformance.failures(of: Defective(defect: defect), seed: 5) != [], "\(defect)")
  }
}

enum Defect: CaseIterable, Sendable {
  case wrongCheckValue, losesEmptyTail, ignoresInitial, ignoresXorOut, finishingChanges, sharedState, wide
}

/// A correct algorithm, Fletcher-like over 64 bits, with one defect.
private struct Defective: ChecksumAlgorithm {
  let defect: Defect
  var name: String { "defective" }
  var width: Int { 8 }
  var checkValue: Digest {
    var value = Array("123456789".utf8).withBytes { digest(of: $0, ChecksumParameters()) }
    if defect == .wrongCheckValue { value.words.w0 ^= 1 }
    return value
  }

  func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    State(defect: defect, box: Box(defect == .ignoresInitial ? 7 : parameters.initial ?? 7), parameters: parameters)
  }

  final class Box {
    var sum: UInt64
    init(_ sum: UInt64) { self.sum = sum }
  }

  struct State: ChecksumState {
    let defect: Defect
    var box: Box
    let parameters: ChecksumParameters

    mutating func update(_ bytes: RawSpan) {
      if defect != .sharedState { box = Box(box.sum) }
      let count = defect == .losesEmptyTail && bytes.byteCount == 3 ? 2 : bytes.byteCount
      for index in 0..<count {
        box.sum = (box.sum ^ UInt64(bytes.load(UInt8.self, at: index, .little) ?? 0)) &* 0x0000_0100_0000_01b3 &+ 1
      }
    }

    func finish() -> Digest {
      if defect == .finishingChanges { box.sum &+= 1 }
      let xorOut = defect == .ignoresXorOut ? 0 : parameters.xorOut ?? 0
      return Digest(low: box.sum ^ xorOut, high: defect == .wide ? 1 : 0, width: 8)
    }
  }
}
