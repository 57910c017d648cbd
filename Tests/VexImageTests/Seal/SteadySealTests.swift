import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// What is evaluated once for all elements of a region gives what evaluating it for each gives, as a fresh image has it.
@Suite("Checksums that elements have alike")
struct SteadySealTests {
  /// A table of cells with some checksum, and whether that is the same for all cells.
  struct Cells: Sendable, CustomTestStringConvertible {
    var checksum: String
    var isSteady: Bool
    var field = "sum: {at: 24, type: u64, checksum: {CHECKSUM}}"
    var testDescription: String { checksum }

    var text: String {
      """
      format: cells
      endian: little
      license: MIT
      structures:
        head:
          size: 64
          fields:
            magic: {at: 0, type: "bytes[4]", magic: CELL}
            count: {at: 4, type: u32, new: 5}
            seed:  {at: 8, type: u64, new: 3}
            rest:  {at: 16, size: 40, unused: zero}
            sum:   {at: 56, type: u64, checksum: {algorithm: xxh64, over: [0 .. offset(this)]}}
            twice: {value: seed + seed}
        cell:
          size: 32
          given: {slot: u64}
          fields:
            number: {at: 0, type: u64, is: slot}
            body:   {at: 8, type: u64, new: 7 * (index + 1)}
            rest:   {at: 16, size: 8, unused: zero}
            \(field.replacing("CHECKSUM", with: checksum))
      image:
        head:  {of: head, at: 0}
        cells: {of: cell, at: 64 + index * 32, count: {is: head.count, max: 100}, given: {slot: index + 3}}
      """
    }
  }

  static let parts = """
    low:    {at: 24, type: u32}
          high:   {at: 28, type: u32}
          sum:    {join: [low, high], checksum: {CHECKSUM}}
    """

  static let all = [
    Cells(checksum: "algorithm: xxh64, over: [0 .. offset(this)]", isSteady: true),
    Cells(checksum: "algorithm: xxh64, init: head.twice, over: [0 .. offset(this)]", isSteady: true),
    Cells(checksum: "algorithm: xxh64, init: head.seed, over: [0 .. size(self)], own: zeroed", isSteady: true),
    Cells(checksum: "algorithm: crc32c, init: head.seed, over: [8 .. size(self)], own: skipped", isSteady: true),
    Cells(
      checksum: "algorithm: xxh64, init: head.seed, over: [0 .. size(self)], own: zeroed", isSteady: true, field: parts),
    Cells(checksum: "algorithm: xxh64, init: head.seed + index, over: [0 .. offset(this)]", isSteady: false),
    Cells(checksum: "algorithm: xxh64, init: body, over: [0 .. offset(this)]", isSteady: false),
    Cells(checksum: "algorithm: xxh64, init: slot, over: [0 .. offset(this)]", isSteady: false),
    Cells(checksum: "algorithm: xxh64, init: place(self), over: [0 .. offset(this)]", isSteady: false),
  ]

  @Test("a draft computes them as a fresh image has them, also after what decides has changed", arguments: all)
  func draft(_ cells: Cells) throws {
    let format = try SpecificationCompiler.compile(
      text: Array(cells.text.utf8), path: "cells.yaml", checksums: .builtIn)
    func fresh(_ seed: String) throws -> [UInt8] {
      let options = MakeOptions(size: 4096, settings: ["seed": .text(seed)], random: .seeded(1), clock: .fixed(0))
      return try ImageMaker(format: format, checksums: .builtIn).plan(options).image
    }
    var broken = try fresh("3")
    for cell in 0..<5 { for byte in 24..<32 { broken[64 + cell * 32 + byte] ^= 0x55 } }
    let draft = try ImageDraft(program: Program(lowering: format), checksums: .builtIn, source: MemorySource(broken))
    try seal(draft)
    #expect(try draft.pages.bytes(at: 0, count: 4096) == (try fresh("3")))
    #expect((draft.steady[1].flatMap(\.self) != nil) == cells.isSteady)
    _ = try draft.takeWrites()
    try draft.put([9, 0], at: 8, in: try draft.walker.find(0, 0))
    try draft.seal()
    try seal(draft)
    #expect(try draft.pages.bytes(at: 0, count: 4096) == (try fresh("9")))
  }

  /// Seals all cells.
  private func seal(_ draft: ImageDraft) throws {
    try draft.walker.walk(1) { (step: WalkStep) throws(NoValue) -> Bool in
      guard case .element(let element) = step else { return false }
      do { try draft.seal(element) } catch { throw .absent("\(error)") }
      return true
    }
  }
}
