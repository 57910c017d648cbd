import Foundation
import Testing
import VexPlugins

@testable import VexFormatSpec

/// Specifications that want to be more than a compiler can bear: each ends soon, with a diagnostic or a format.
@Suite("Hostile specifications", .timeLimit(.minutes(2)))
struct HostileSpecificationTests {
  private static let tail = "\nimage:\n  s: {of: s0, at: 0}\n"
  private static let head = "format: t\nendian: little\nlicense: MIT\nstructures:\n"

  private func codes(_ text: String) -> Set<String> { Set(compileDiagnostics(text).map(\.code)) }

  @Test("Structures nest only so deep, and fan out only so far")
  func nesting() {
    let deep = (0..<1500).map {
      $0 < 1499
        ? "  s\($0): {size: 8, fields: {a: {at: 0, type: s\($0 + 1)}}}"
        : "  s\($0): {size: 8, fields: {a: {at: 0, type: u64}}}"
    }
    #expect(codes(Self.head + deep.joined(separator: "\n") + Self.tail) == ["structure/too-large"])
    // Variants at one place multiply without growing.
    let wide = (0..<12).map { level in
      let type = level < 11 ? "s\(level + 1)" : "u64"
      let variants = (0..<8).map { "a\($0): {at: 8, type: \(type), size: \(8 * (12 - level)), when: k == \($0)}" }
      return
        "  s\(level): {size: \(8 * (13 - level)), fields: {k: {at: 0, type: u64}, \(variants.joined(separator: ", "))}}"
    }
    #expect(codes(Self.head + wide.joined(separator: "\n") + Self.tail).contains("structure/too-large"))
  }

  @Test("Values are computed only from so many others")
  func values() {
    func spec(_ count: Int, _ value: (Int) -> String) -> String {
      small(
        "a: {at: 0, type: u64}\nb: {at: 8, type: u64, valid: v\(count) > 1}\nv0: {value: a}\n"
          + (1...count).map { "v\($0): {value: \(value($0))}" }.joined(separator: "\n"))
    }
    #expect(codes(spec(5000) { "v\($0 - 1) + 1" }).contains("structure/too-large"))
    #expect(codes(spec(60) { "v\($0 - 1) + v\($0 - 1)" }).contains("structure/too-large"))
    #expect(codes(spec(20) { "v\($0 - 1) + 1" }) == [])
    // Read before they are declared, one out of the other.
    let reversed = (0..<3000).map { "v\($0): {value: v\($0 + 1) + 1}" }.joined(separator: "\n")
    #expect(codes(small("a: {at: 0, size: 16}\n\(reversed)\nv3000: {value: 1}")).contains("structure/too-large"))
  }

  @Test("Thousands of fields and rules are compiled")
  func many() {
    let fields = (0..<1500).map { "f\($0): {at: \(8 * $0), type: u64, range: 1 ..= 100}" }.joined(separator: "\n")
    #expect(codes(small(fields, size: "12000")) == [])
    let overlapping = (0..<1500).map { "f\($0): {at: 0, type: u64, when: k == \($0)}" }.joined(separator: "\n")
    #expect(codes(small(overlapping + "\nk: {at: 8, type: u64}")) == ["layout/overlap"])
  }

  @Test("Numbers at every limit are refused or hold")
  func numbers() {
    #expect(codes(small("a: {at: 0, type: \"u8[1048576]\", size: 1048576}")) == ["layout/outside"])
    #expect(codes(small("a: {at: 18446744073709551615, type: u64}")) == ["type/width"])
    #expect(
      codes(small("a: {at: 0, size: 16}\nv: {value: 0xffff_ffff_ffff_ffff + 1}", more: "constants: {n: 2^63}")) == [])
    #expect(
      codes(small("a: {at: 0, size: 16}", image: "r: {of: s, at: index * 16, count: {is: 10^12, max: 10^12}}")) == [])
    #expect(
      codes(small("a: {at: 0, size: 16}", image: "r: {of: s, at: 0, count: {is: 1, max: 10^13}}")) == ["type/width"])
    #expect(
      codes(
        small(
          "a: {at: 0, type: u64, valid: \"all(i in 0 ..= 0xffff_ffff_ffff_ffff: i < this)\"}\nb: {at: 8, type: u64}"))
        == ["local/required"])
  }
}
