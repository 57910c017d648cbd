import Testing
import VexBytes
import VexPlugins

/// Vectors that xxhash publishes, from its cli/xsum_sanity_check.c.
@Suite struct XXHashTests {
  static let prime32: UInt64 = 2_654_435_761
  static let prime64: UInt64 = 11_400_714_785_074_694_797

  struct Vector: Sendable {
    let length: Int
    let seed: UInt64
    let low: UInt64
    var high: UInt64 = 0
  }

  /// The bytes that the vectors are digests of.
  static func bytes(_ count: Int) -> [UInt8] {
    var generator = prime32
    return (0..<count).map { _ in
      defer { generator &*= prime64 }
      return UInt8(truncatingIfNeeded: generator >> 56)
    }
  }

  func check(_ algorithm: any ChecksumAlgorithm, _ vector: Vector) {
    let bytes = Self.bytes(vector.length)
    let expected = Digest(low: vector.low, high: vector.high, width: algorithm.width)
    let parameters = ChecksumParameters(initial: vector.seed)
    #expect(bytes.withBytes { algorithm.digest(of: $0, parameters) } == expected, "\(vector)")
    var state = algorithm.begin(parameters)
    for byte in bytes { [byte].withBytes { state.update($0) } }
    #expect(state.finish() == expected, "\(vector), fed byte by byte")
    if vector.seed == 0 { #expect(bytes.withBytes { algorithm.digest(of: $0, ChecksumParameters()) } == expected) }
  }

  @Test(arguments: [
    Vector(length: 0, seed: 0, low: 0x02cc_5d05), Vector(length: 0, seed: prime32, low: 0x36b7_8ae7),
    Vector(length: 1, seed: 0, low: 0xcf65_b03e), Vector(length: 1, seed: prime32, low: 0xb454_5aa4),
    Vector(length: 14, seed: 0, low: 0x1208_e7e2), Vector(length: 14, seed: prime32, low: 0x6af1_d1fe),
    Vector(length: 222, seed: 0, low: 0x5bd1_1dbd), Vector(length: 222, seed: prime32, low: 0x5880_3c5f),
  ]) func xxh32(vector: Vector) { check(XXH32(), vector) }

  @Test(arguments: [
    Vector(length: 0, seed: 0, low: 0xef46_db37_51d8_e999),
    Vector(length: 0, seed: prime32, low: 0xac75_fda2_929b_17ef),
    Vector(length: 1, seed: 0, low: 0xe934_a84a_db05_2768),
    Vector(length: 1, seed: prime32, low: 0x5014_6076_43a9_b4c3),
    Vector(length: 4, seed: 0, low: 0x9136_a0dc_a574_57ee), Vector(length: 14, seed: 0, low: 0x8282_dcc4_994e_35c8),
    Vector(length: 14, seed: prime32, low: 0xc3bd_6bf6_3deb_6df0),
    Vector(length: 222, seed: 0, low: 0xb641_ae8c_b691_c174),
    Vector(length: 222, seed: prime32, low: 0x20cb_8ab7_ae10_c14a),
  ]) func xxh64(vector: Vector) { check(XXH64(), vector) }

  @Test(arguments: [
    Vector(length: 0, seed: 0, low: 0x2d06_8005_38d3_94c2),
    Vector(length: 0, seed: prime64, low: 0xa8a6_b918_b2f0_364a),
    Vector(length: 1, seed: 0, low: 0xc44b_dff4_074e_ecdb),
    Vector(length: 1, seed: prime64, low: 0x032b_e332_dd76_6ef8),
    Vector(length: 6, seed: 0, low: 0x27b5_6a84_cd2d_7325), Vector(length: 12, seed: 0, low: 0xa713_daf0_dfbb_77e7),
    Vector(length: 12, seed: prime64, low: 0xe730_3e1b_2336_de0e),
    Vector(length: 24, seed: 0, low: 0xa3fe_70bf_9d35_10eb), Vector(length: 48, seed: 0, low: 0x397d_a259_ecba_1f11),
    Vector(length: 80, seed: 0, low: 0xbcde_fbbb_2c47_c90a), Vector(length: 195, seed: 0, low: 0xcd94_217e_e362_ec3a),
    Vector(length: 403, seed: 0, low: 0xcdeb_804d_65c6_dea4),
    Vector(length: 512, seed: prime64, low: 0x3ce4_57de_14c2_7708),
    Vector(length: 2048, seed: 0, low: 0xdd59_e2c3_a5f0_38e0),
    Vector(length: 2367, seed: prime64, low: 0xd2db_3415_b942_b42a),
  ]) func xxh3Of64Bits(vector: Vector) { check(XXH3_64(), vector) }

  @Test(arguments: [
    Vector(length: 0, seed: 0, low: 0x6001_c324_468d_497f, high: 0x99aa_06d3_0147_98d8),
    Vector(length: 0, seed: prime32, low: 0x5444_f786_9c67_1ab0, high: 0x9222_0ae5_5e14_ab50),
    Vector(length: 1, seed: 0, low: 0xc44b_dff4_074e_ecdb, high: 0xa6cd_5e93_9200_0f6a),
    Vector(length: 12, seed: 0, low: 0x061a_1927_13f6_9ad9, high: 0x6e3e_fd8f_c780_2b18),
    Vector(length: 81, seed: prime32, low: 0x703f_bb3d_7a5f_755c, high: 0x2724_ec7a_dc75_0fb6),
    Vector(length: 222, seed: 0, low: 0xf1ae_bd59_7cec_6b3a, high: 0x337e_0964_1b94_8717),
    Vector(length: 512, seed: prime64, low: 0x3ce4_57de_14c2_7708, high: 0x925d_06b8_ec5b_8040),
    Vector(length: 2367, seed: prime32, low: 0x6f53_60ae_69c2_f406, high: 0xd23a_ae4b_76c3_1ecb),
  ]) func xxh3Of128Bits(vector: Vector) { check(XXH3_128(), vector) }

  @Test func xorOutStaysWithinTheDigest() {
    let all = ChecksumParameters(xorOut: .max)
    [UInt8]().withBytes { empty in
      #expect(XXH32().digest(of: empty, all).low == 0xfd33_a2fa)
      #expect(XXH64().digest(of: empty, all).low == ~0xef46_db37_51d8_e999)
      #expect(XXH3_128().digest(of: empty, all).words == .init(~0x6001_c324_468d_497f, 0x99aa_06d3_0147_98d8))
    }
  }
}
