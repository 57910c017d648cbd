import Foundation
import Synchronization
import Testing
import VexBytes

/// What the targets begin with.
struct SeedTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized
  /// Without images of other tools, so that the test is the same everywhere.
  private static let seeds = Seeds(root: root, images: [])
  private static let known = Mutex<[FuzzTarget: [[UInt8]]]>([:])

  /// Some of a target's seeds, from the first to the last; of specifications, small ones.
  private static func some(_ target: FuzzTarget) throws -> [[UInt8]] {
    try known.withLock { known in
      if let found = known[target] { return found }
      var all = try seeds.all(target)
      if target == .spec { all = all.filter { $0.count < 4000 } }
      let found = stride(from: 0, to: all.count, by: max(1, all.count / 40)).map { all[$0] }
      known[target] = found
      return found
    }
  }

  @Test("every target runs on its seeds, which are inputs of it", arguments: FuzzTarget.allCases)
  func replay(_ target: FuzzTarget) throws {
    let inputs = try Self.some(target)
    #expect(inputs.count >= 2)
    for input in inputs {
      #expect(input.count <= target.longestInput || target == .image)
      #expect(target.run(input), "a seed of \(target) is no input of it")
    }
  }

  @Test("every target runs on nothing, and on bytes that mean nothing", arguments: FuzzTarget.allCases)
  func meaningless(_ target: FuzzTarget) {
    for input in [[], [0], [UInt8](repeating: 0xff, count: 100), [UInt8](repeating: 0x20, count: 3000)] {
      _ = target.run(input)
    }
  }

  @Test("a mutator makes other inputs, and mostly such as the target takes", arguments: FuzzTarget.allCases)
  func mutants(_ target: FuzzTarget) throws {
    var random = SeededGenerator(seed: 7)
    let engine = EngineMutator { bytes, _ in
      if !bytes.isEmpty { bytes[bytes.count / 2] ^= 1 }
    }
    let inputs = try Self.some(target)
    var (made, taken) = (0, 0)
    let rounds = target == .spec ? 10 : 40
    for round in 0..<rounds {
      let input = inputs[round * 7 % inputs.count]
      guard let mutant = target.mutate(input, &random, engine), mutant != input else { continue }
      made += 1
      if target.run(mutant) { taken += 1 }
    }
    #expect(target == .answer ? made == 0 : made * 2 > rounds)
    #expect(taken * 10 >= made * 9)
  }

  // That of images is that of structures.
  @Test(
    "every dictionary has words, and none that an engine refuses",
    arguments: FuzzTarget.allCases.filter { $0 != .image })
  func dictionary(_ target: FuzzTarget) {
    let dictionary = Dictionary(target)
    #expect(dictionary.entries.count > 5)
    #expect(dictionary.entries.allSatisfy { (1...128).contains($0.count) })
    #expect(dictionary.text.split(separator: "\n").count == dictionary.entries.count)
  }
}
