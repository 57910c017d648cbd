import Foundation
import Testing
import TestSupport
import VexImage

/// `spec/swap.yaml` on swap space that mkswap makes.
@Suite("swap") struct SwapTests {
  private static let gallery = Result { try Gallery("swap") }
  private static let specimens =
    [4096, 8192, 16384, 32768, 65536].map {
      Specimen("pages of \($0) bytes", size: "4M", "mkswap -p \($0) -L label\($0) a.img")
    }
    + [Specimen("ten pages", size: "40K", "mkswap a.img")]

  @Test("is clean, and every field is what file and swaplabel print", arguments: specimens)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    var dump = DumpedValues(try scratch.shell("swaplabel \(image.path)"), separator: ":")
    let text = try scratch.shell("file -b \(image.path)")
    var info = FieldOracle(values: ["sws_uuid": dump["UUID"] ?? "", "sws_volume": dump["LABEL"] ?? ""])
    dump = DumpedValues(text, separator: ":")
    dump.add([
      "page": /(\d+)k page size/, "version": /version (\d+),/, "last_page": /size (\d+) pages/,
      "nr_badpages": /(\d+) bad pages/,
    ])
    for name in ["version", "last_page", "nr_badpages"] { info.values[name] = dump[name] }
    #expect(info.values["last_page"] != nil)
    let page = try #require(dump["page"].flatMap { UInt64($0) }) * 1024
    let index = page.trailingZeroBitCount - 12
    let signature = FieldOracle(values: ["magic": "53574150535041434532"])
    shown.compare(with: ["info[0]": info, "signature[\(index)]": signature])
    #expect(shown.offsets["signature[\(index)]"] == page - 10)
  }

  @Test("lists pages that cannot be used, as the kernel reads them")
  func badPages() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    // mkswap finds them by reading a disk alone.
    let image = try PatchedImage(try Self.specimens[0].make(in: scratch))
      .replacing(at: 1024 + 8, [2, 0, 0, 0]).replacing(at: 1536, [5, 0, 0, 0, 255, 3, 0, 0])
    #expect(try gallery.report(on: image).findings.isEmpty)
    // More than there is room for before the signature.
    let many = try gallery.report(on: image.replacing(at: 1024 + 8, [0x7e, 2, 0, 0]))
    #expect(many.findings.contains { $0.rule == "swap/image/badpages_fit" })
    // One behind the last page, which is 1023.
    let wrong = try gallery.report(on: image.replacing(at: 1540, [0, 4]))
    #expect(wrong.findings.first?.rule == "swap/bad_page.number/range")
  }

  @Test("is clean while it holds a machine that sleeps")
  func hibernated() throws {
    let scratch = try Scratch()
    let image = try PatchedImage(try Self.specimens[0].make(in: scratch))
      .replacing(at: 4086, Array("S1SUSPEND\0".utf8))
    #expect(try Self.gallery.get().report(on: image).findings.isEmpty)
  }

  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let image = try PatchedImage(try Self.specimens.named("pages of 16384 bytes").make(in: scratch))
    let rules: [Range<UInt64>: String] = [
      1024..<1028: "info.version/magic", 1034..<1036: "info.nr_badpages/range", 1068..<1072: "info.padding/zero",
      1031..<1032: "image/inside", 16374..<16384: "image/signed",
    ]
    for (places, rule) in rules { try gallery.expectFound(image, places) { _ in rule } }
    try gallery.expectFound(image, [0, 1023, 1536, 1036, 1052]) { _ in nil }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [Self.specimens.named("pages of 4096 bytes")], seed: 1, oneIn: 1,
      breaking: [
        "info.version/magic",
        "info.last_page/range",
        "info.nr_badpages/range",
        "info.padding/zero",
      ])
  }
}
