import Foundation
import Testing
import TestSupport

/// `spec/luks.yaml` on headers that cryptsetup makes.
@Suite("luks") struct LUKSTests {
  private static let gallery = Result { try Gallery("luks") }

  /// A key of zeroes, so that nothing is derived slowly.
  private static func luks(_ name: String, size: String, _ options: String, then: String = "") -> Specimen {
    let key = "-q --key-file key --pbkdf pbkdf2 --pbkdf-force-iterations 1000"
    return Specimen(
      name, size: size,
      "head -c 64 /dev/zero >key && cryptsetup luksFormat \(key) \(options) a.img"
        + (then.isEmpty ? "" : " && cryptsetup \(then) \(key) a.img key"))
  }

  private static let specimens = [
    luks("1", size: "4M", "--type luks1"),
    luks(
      "1 with two keys", size: "4M",
      "--type luks1 -c aes-cbc-essiv:sha256 -s 128 -h sha512 --align-payload 16", then: "luksAddKey"),
    luks("2", size: "18M", "--type luks2 --label Label --subsystem Sub"),
    luks(
      "2 with large headers", size: "24M",
      "--type luks2 --luks2-metadata-size 64k --luks2-keyslots-size 1m --sector-size 4096 -c aes-cbc-essiv:sha256 -s 128"
    ),
  ]

  @Test("is clean, and every field is what luksDump prints", arguments: specimens)
  func decoded(_ specimen: Specimen) throws {
    let scratch = try Scratch()
    let (image, shown) = try Self.gallery.get().shown(specimen, in: scratch)
    if specimen.name.hasPrefix("1") {
      var header = FieldOracle(values: try LUKSDump.first(image, in: scratch))
      // Of a slot that is not in use only that is printed.
      for index in 0..<8 where header.values["keyblock[\(index)].stripes"] == nil {
        for name in ["passwordIterations", "passwordSalt", "keyMaterialOffset", "stripes"] {
          header.unprinted.insert("keyblock[\(index)].\(name)")
        }
      }
      shown.compare(with: ["header[0]": header])
      #expect(shown.elements(of: "key_material").count == (specimen.name == "1" ? 1 : 2))
      return
    }
    let (fields, checksums) = try LUKSDump.second(image, in: scratch)
    try #require(checksums.count == 2)
    func header(_ magic: String, _ index: Int) -> FieldOracle {
      var oracle = FieldOracle(values: ["magic": magic, "version": "2"], unprinted: ["hdr.salt"])
      for (name, value) in fields { oracle.values["hdr.\(name)"] = value }
      oracle.values["hdr.hdr_offset"] = index == 0 ? "0" : fields["hdr_size"]
      oracle.values["hdr.csum"] = checksums[index] + String(repeating: "00", count: 32)
      return oracle
    }
    let text = FieldOracle(values: ["brace": "7b"])
    shown.compare(with: [
      "header[0]": header("4c554b53babe", 0), "secondary[0]": header("534b554cbabe", 1), "json[0]": text,
      "json[1]": text,
    ])
  }

  /// The checksum of LUKS2 is not computed: what can be noticed is told by hand, by the byte.
  @Test("names the right rule when a bit is turned round")
  func flips() throws {
    let gallery = try Self.gallery.get()
    let scratch = try Scratch()
    let first = try PatchedImage(try Self.specimens.named("1").make(in: scratch))
    let rules: [Range<UInt64>: String] = [
      0..<6: "header.magic/magic", 6..<8: "header.version/in", 108..<110: "header.keyBytes/range",
      208..<212: "header.keyblock.active/enum",
    ]
    for (places, rule) in rules { try gallery.expectFound(first, places) { _ in rule } }
    let other = try Scratch()
    let (file, shown) = try gallery.shown(try Self.specimens.named("2"), in: other)
    let start = try #require(shown.offsets["secondary[0]"])
    let second: [Range<UInt64>: String] = [
      0..<6: "header.magic/magic", 8..<16: "header.hdr.hdr_size/in", 256..<264: "header.hdr.hdr_offset/is",
      start..<start + 6: "secondary.magic/magic", start + 6..<start + 8: "secondary.version/is",
      start + 16..<start + 24: "secondary/in_step", start + 168..<start + 200: "secondary/alike",
      4096..<4097: "json_begin.brace/is",
    ]
    let image = try PatchedImage(file)
    for (places, rule) in second { try gallery.expectFound(image, places) { _ in rule } }
  }

  @Test("agrees with its generated C and Swift on mutants")
  func mutants() throws {
    try Deciders(Self.gallery.get()).expectAgreement(
      on: [Self.specimens.named("1 with two keys"), Self.specimens.named("2")], seed: 1, oneIn: 4,
      breaking: [
        "header.magic/magic",
        "header.keyBytes/range",
        "header.keyblock.active/enum",
        "header/slots_before_data",
        "header.hdr.hdr_size/in",
        "secondary.magic/magic",
        "secondary/alike",
        "json_begin.brace/is",
      ])
  }
}
