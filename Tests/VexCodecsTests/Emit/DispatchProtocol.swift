import Foundation
import VexCodecs
import VexFormatSpec

/// A case for the generated dispatcher; `CDispatchEmitter` documents the bytes.
struct DispatchCase {
  var structure: UInt32 = 0
  var withoutChecksums = false
  var place: UInt64 = 0
  var index: UInt64 = 0
  var imageSize: UInt64 = 1 << 20
  var parameters: [UInt64] = []
  /// nil stands for a null pointer.
  var sources: [[UInt8]?] = []
  var bytes: [UInt8]

  var encoded: Data {
    var body = Data()
    body.append(little: structure)
    body.append(little: UInt32(withoutChecksums ? 1 : 0))
    body.append(little: place)
    body.append(little: index)
    body.append(little: imageSize)
    body.append(little: UInt32(sources.count))
    body.append(little: UInt32(parameters.count))
    for parameter in parameters { body.append(little: parameter) }
    for source in sources + [bytes] {
      body.append(little: source.map { UInt32($0.count) } ?? .max)
      body.append(contentsOf: source ?? [])
    }
    var whole = Data()
    whole.append(little: UInt32(body.count))
    return whole + body
  }
}

/// A result of the generated dispatcher.
struct DispatchResult: Equatable {
  var rule: UInt32
  var error: Int32
  var offset: UInt64
  var severity: UInt8
  var isUnverified: Bool
  var status: UInt16
  var reports: UInt32

  /// Decodes all results of a run.
  static func decode(_ data: Data) -> [DispatchResult] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count - bytes.count % 24, by: 24).map { at in
      func integer(_ offset: Int, _ width: Int) -> UInt64 {
        (0..<width).reduce(0) { $0 | UInt64(bytes[at + offset + $1]) << UInt64(8 * $1) }
      }
      return DispatchResult(
        rule: UInt32(integer(0, 4)), error: Int32(truncatingIfNeeded: integer(4, 4)), offset: integer(8, 8),
        severity: UInt8(integer(16, 1)), isUnverified: integer(17, 1) == 1, status: UInt16(integer(18, 2)),
        reports: UInt32(integer(20, 4)))
    }
  }
}

extension Data {
  mutating func append(little value: some FixedWidthInteger) {
    for byte in 0..<(value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }
}

extension CEmitter {
  /// Compiles the dispatcher under sanitizers and runs the cases.
  func dispatch(_ cases: [DispatchCase], with compiler: CToolchain.Compiler) throws -> [DispatchResult] {
    let toolchain = try CToolchain(files(flavour: .kernel) + [dispatcher()])
    defer { toolchain.remove() }
    let prefix = self.prefix ?? program.format.name
    let runner = try toolchain.compile(
      ["\(prefix)_validate.c", "\(prefix)_dispatch.c"], with: compiler, options: CToolchain.sanitizers + ["-O1"],
      checksums: true)
    return DispatchResult.decode(try CToolchain.run(runner, input: cases.reduce(into: Data()) { $0 += $1.encoded }))
  }
}
