import Synchronization
import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Long tables are checked many elements at a time, and the report is the same as when each is checked by itself.
@Suite struct TableCheckTests {
  private static let count = 5000
  private static let program = Result {
    let text = """
      format: slots
      endian: little
      license: MIT
      structures:
        head:
          size: 160
          fields:
            magic:  {at: 0, type: "bytes[4]", magic: SLOT}
            count:  {at: 4, type: u32}
            limit:  {at: 8, type: u32}
            gap:    {at: 12, size: 4, unused: zero}
            unused: {at: 16, type: "bit[1000]"}
            rest:   {at: 141, size: 19, unused: zero}
        slot:
          size: 16
          given: {number: u64, limit: u32, unread: u32}
          fields:
            number: {at: 0, type: u32, is: number}
            value:  {at: 4, type: u32, range: ..= limit}
            weight: {at: 8, type: u32, range: ..= 9, severity: warning}
            sum:    {at: 12, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
      image:
        head:  {of: head, at: 0}
        slots:
          of: slot
          at: 2048 + index * 16
          count: {is: head.count, max: 10000}
          given: {number: index, limit: head.limit, unread: head.limit - 7}
          vacant: "head.unused[index % 1000] or index / 1000 > 9"
      """
    return Program(
      lowering: try SpecificationCompiler.compile(text: Array(text.utf8), path: "slots.yaml", checksums: .builtIn))
  }

  /// Head, and as many sound slots; every seventh of a thousand is free, and holds nothing.
  private static func image() -> [UInt8] {
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    var image = [UInt8](repeating: 0, count: 2048)
    image.replaceSubrange(0..<12, with: Array("SLOT".utf8) + word(count) + word(77))
    for index in 0..<count {
      if index % 1000 % 7 == 3 {
        image[16 + index % 1000 / 8] |= 1 << UInt8(index % 1000 % 8)
        image += [UInt8](repeating: 0xee, count: 16)
      } else {
        let slot = word(index) + word(index % 78) + word(index % 10)
        let sum = slot.withBytes { CRC32C().digest(of: $0, ChecksumParameters()).low }
        image += slot + word(Int(sum))
      }
    }
    return image
  }

  private func place(_ slot: Int) -> Int { 2048 + slot * 16 }

  private func reports(
    _ image: [UInt8], compiled: CompiledChecks? = nil
  ) throws -> (together: ValidationReport, alone: ValidationReport) {
    var validator = try ImageValidator(program: Self.program.get(), checksums: .builtIn, compiled: compiled)
    let together = try validator.validate(MemorySource(image), name: "image")
    validator.takesTablesTogether = false
    return (together, try validator.validate(MemorySource(image), name: "image"))
  }

  private func expectEqual(_ reports: (together: ValidationReport, alone: ValidationReport)) {
    let (a, b) = reports
    #expect(a.verdict == b.verdict && a.mount == b.mount && a.omittedFindings == b.omittedFindings)
    #expect(a.findings.map(\.message) == b.findings.map(\.message))
    #expect(a.notEvaluated.map { "\($0)" } == b.notEvaluated.map { "\($0)" })
    #expect(a.statistics.regions.map { "\($0)" } == b.statistics.regions.map { "\($0)" })
  }

  @Test func soundTables() throws {
    let both = try reports(Self.image())
    expectEqual(both)
    #expect(both.together.findings.map(\.message) == [])
    #expect(both.together.verdict == .clean)
    #expect(both.together.statistics.regions[1].checked == 4285 && both.together.statistics.regions[1].vacant == 715)
  }

  /// The first and the last, at both sides of where stretches meet, several at once, and more than are looked at.
  @Test(arguments: [[0], [1], [999, 1000], [4999], [2, 900, 1999, 2000, 4100], Array(0..<5000)])
  func damagedSlots(_ slots: [Int]) throws {
    for offset in slots.count > 100 ? [5] : [0, 5, 15] {
      var image = Self.image()
      for slot in slots { image[place(slot) + offset] ^= 0x40 }
      let both = try reports(image)
      expectEqual(both)
      #expect(both.together.verdict == .damaged)
    }
  }

  @Test func whatIsNoError() throws {
    var image = Self.image()
    let place = place(2501)
    image[place + 8] = 10
    let sum = Array(image[place..<place + 12]).withBytes { CRC32C().digest(of: $0, ChecksumParameters()).low }
    for byte in 0..<4 { image[place + 12 + byte] = UInt8(truncatingIfNeeded: sum >> (UInt64(byte) * 8)) }
    let both = try reports(image)
    expectEqual(both)
    #expect(both.together.verdict == .warnings && both.together.findings.count == 1)
  }

  /// What is given must have a value, whether or not a check reads it.
  @Test func givenWithoutValue() throws {
    var image = Self.image()
    image[8] = 6
    let both = try reports(image)
    expectEqual(both)
    #expect(both.together.verdict == .damaged)
    #expect(both.together.findings.contains { $0.message.contains("'given' has no value") })
  }

  @Test func cutImages() throws {
    for length in [2048 + 16 * 2000, 2048 + 16 * 2000 + 7] {
      let both = try reports(Array(Self.image().prefix(length)))
      expectEqual(both)
      #expect(both.together.verdict != .clean)
    }
  }

  /// Code that was generated is asked instead of the table, and only where nothing is found is it the last to be asked.
  @Test func compiledChecksAreAsked() throws {
    let asked = Mutex(0)
    let strict = CompiledChecks { imageSize in
      { name, bytes, context in
        #expect(name == "slot" && bytes.byteCount == 16 && context.parameters == [context.index, 77, 70])
        #expect(context.place == 2048 + context.index * 16 && context.imageSize == imageSize)
        asked.withLock { $0 += 1 }
        return Finding(rule: 1, severity: .error, offset: 0)
      }
    }
    expectEqual(try reports(Self.image(), compiled: strict))
    // The first of each stretch, which then goes the ordinary way.
    #expect(asked.withLock { $0 } == 5)
    var image = Self.image()
    image[place(1)] ^= 1
    let blind = CompiledChecks { _ in { _, _, _ in .clean } }
    let both = try reports(image, compiled: blind)
    #expect(both.together.verdict == .clean && both.alone.verdict == .damaged)
    let ignorant = CompiledChecks { _ in { _, _, _ in nil } }
    expectEqual(try reports(image, compiled: ignorant))
  }
}
