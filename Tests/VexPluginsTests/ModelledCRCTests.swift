import Testing
import VexBytes
import VexPlugins

/// CRCs by their parameters, as the catalogue of Greg Cook (reveng.sourceforge.io) prints them.
@Suite struct ModelledCRCTests {
  struct Published: Sendable, CustomTestStringConvertible {
    var name: String
    var model: CRCModel
    var testDescription: String { name }

    init(
      _ name: String, _ width: Int, _ polynomial: UInt64, _ isReflected: Bool, _ initial: UInt64, _ xorOut: UInt64,
      _ check: UInt64
    ) {
      self.name = name
      model = CRCModel(
        width: width, polynomial: polynomial, isReflected: isReflected, initial: initial, xorOut: xorOut, check: check)
    }
  }

  static let published = [
    Published("crc-3-gsm", 3, 0x3, false, 0, 0x7, 0x4), Published("crc-5-usb", 5, 0x05, true, 0x1f, 0x1f, 0x19),
    Published("crc-7-mmc", 7, 0x09, false, 0, 0, 0x75), Published("crc-8-smbus", 8, 0x07, false, 0, 0, 0xf4),
    Published("crc-8-maxim", 8, 0x31, true, 0, 0, 0xa1), Published("crc-15-can", 15, 0x4599, false, 0, 0, 0x059e),
    Published("crc-16-ibm-3740", 16, 0x1021, false, 0xffff, 0, 0x29b1),
    Published("crc-16-kermit", 16, 0x1021, true, 0, 0, 0x2189),
    // An initial register that is not the same in reverse.
    Published("crc-16-riello", 16, 0x1021, true, 0xb2aa, 0, 0x63d0),
    Published("crc-16-modbus", 16, 0x8005, true, 0xffff, 0, 0x4b37),
    Published("crc-24-openpgp", 24, 0x86_4cfb, false, 0xb7_04ce, 0, 0x21_cf02),
    Published("crc-32-bzip2", 32, 0x04c1_1db7, false, 0xffff_ffff, 0xffff_ffff, 0xfc89_1918),
    Published("crc-32-iso-hdlc", 32, 0x04c1_1db7, true, 0xffff_ffff, 0xffff_ffff, 0xcbf4_3926),
    Published("crc-40-gsm", 40, 0x00_0482_0009, false, 0, 0xff_ffff_ffff, 0xd4_164f_c646),
    Published("crc-64-ecma-182", 64, 0x42f0_e1eb_a9ea_3693, false, 0, 0, 0x6c40_df5f_0b49_7347),
    Published("crc-64-xz", 64, 0x42f0_e1eb_a9ea_3693, true, .max, .max, 0x995d_c9bb_df19_39fa),
    Published("crc-64-nvme", 64, 0xad93_d235_94c9_3659, true, .max, .max, 0xae8b_1486_0a79_9888),
  ]

  @Test(arguments: published) func hasItsPublishedCheckValue(crc: Published) {
    let algorithm = ModelledCRC(crc.name, crc.model)
    #expect(algorithm.computedCheck == crc.model.check)
    #expect(algorithm.width == (crc.model.width + 7) / 8)
  }

  @Test(arguments: published) func conforms(crc: Published) {
    // A digest of three bits is the same by chance as often as not.
    let failures = ChecksumConformance.failures(of: ModelledCRC(crc.name, crc.model), seed: 1)
    #expect(
      crc.model.width < 16 ? failures.allSatisfy { $0.contains("no effect") || $0.contains("xor") } : failures.isEmpty)
  }

  /// By the definition, bit by bit.
  @Test(arguments: published) func agreesWithTheDefinition(crc: Published) {
    let model = crc.model
    let algorithm = ModelledCRC(crc.name, model)
    var random = SeededGenerator(seed: 9)
    for length in [0, 1, 7, 8, 9, 15, 16, 17, 300] {
      let bytes = random.bytes(length)
      let found = bytes.withBytes { algorithm.digest(of: $0, ChecksumParameters()) }.low
      #expect(found == bitwise(bytes, model), "\(length) bytes")
    }
  }

  private func bitwise(_ bytes: [UInt8], _ model: CRCModel) -> UInt64 {
    let top = UInt64(1) << UInt64(model.width - 1)
    var register = model.initial & model.mask
    for byte in bytes {
      for bit in 0..<8 {
        let next = model.isReflected ? byte >> UInt8(bit) & 1 : byte >> UInt8(7 - bit) & 1
        let feedback = (register & top != 0) != (next == 1)
        register = register << 1 & model.mask
        if feedback { register ^= model.polynomial }
      }
    }
    if model.isReflected {
      register = (0..<UInt64(model.width)).reduce(0) { $0 | (register >> $1 & 1) << (UInt64(model.width) - 1 - $1) }
    }
    return register ^ model.xorOut
  }

  @Test func parametersReplaceItsOwn() throws {
    let modbus = try #require(Self.published.first { $0.name == "crc-16-modbus" })
    let algorithm = ModelledCRC(modbus.name, modbus.model)
    var random = SeededGenerator(seed: 3)
    for length in [0, 5, 64, 200] {
      let bytes = random.bytes(length)
      for parameters in [
        ChecksumParameters(), ChecksumParameters(initial: 0x1234), ChecksumParameters(xorOut: 0xbeef),
        ChecksumParameters(initial: .max, xorOut: .max),
      ] {
        let (one, other) = bytes.withBytes {
          (algorithm.digest(of: $0, parameters), CRC16().digest(of: $0, parameters))
        }
        #expect(one == other, "\(length) bytes, \(parameters)")
      }
    }
  }
}
