import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Migrations in memory.
struct Migrating {
  let program: Program
  private let migrator: ImageMigrator
  private let validator: ImageValidator

  init(_ program: Program) throws {
    self.program = program
    migrator = try ImageMigrator(program: program, checksums: .builtIn)
    validator = try ImageValidator(program: program, checksums: .builtIn)
  }

  init(text: String) throws {
    let format = try SpecificationCompiler.compile(text: Array(text.utf8), path: "test.yaml", checksums: .builtIn)
    try self.init(Program(lowering: format))
  }

  func plan(
    _ image: [UInt8], to version: UInt64, replacing: String? = nil, settings: [String: MakeOptions.Setting] = [:],
    seed: UInt64 = 7
  ) throws(MigrationError) -> MigrationPlan {
    try migrator.plan(
      MemorySource(image), name: "image", to: version,
      options: MigrationOptions(
        settings: settings, replacing: replacing, random: .seeded(seed), clock: .fixed(1_700_000_000_000_000_000)))
  }

  /// The change of what computes checksums, by way of another version if there is one.
  func plan(_ image: [UInt8], to version: UInt64? = nil, kind: String) throws(MigrationError) -> MigrationPlan {
    try plan(MemorySource(image), to: version, kind: kind)
  }

  func plan(_ source: any ByteSource, to version: UInt64? = nil, kind: String) throws(MigrationError) -> MigrationPlan {
    try migrator.plan(
      source, name: "image", to: version, kind: kind,
      options: MigrationOptions(random: .seeded(7), clock: .fixed(1_700_000_000_000_000_000)))
  }

  func plan(_ source: any ByteSource, to version: UInt64) throws(MigrationError) -> MigrationPlan {
    try migrator.plan(source, name: "image", to: version, options: MigrationOptions(random: .seeded(7)))
  }

  /// Why an image is not migrated; nil if it would be.
  func refusal(
    _ image: [UInt8], to version: UInt64, replacing: String? = nil, settings: [String: MakeOptions.Setting] = [:]
  ) -> MigrationError? {
    do throws(MigrationError) {
      _ = try plan(image, to: version, replacing: replacing, settings: settings)
      return nil
    } catch { return error }
  }

  /// The rules that keep an image from being migrated.
  func broken(_ image: [UInt8], to version: UInt64) -> [String] {
    refusal(image, to: version)?.findings.map(\.rule) ?? []
  }

  /// The image after.
  func migrated(_ image: [UInt8], to version: UInt64, replacing: String? = nil) throws -> [UInt8] {
    try plan(image, to: version, replacing: replacing).writes.reduce(into: image) { $0.make($1) }
  }

  func report(_ image: [UInt8]) throws -> ValidationReport { try report(MemorySource(image)) }

  func report(_ source: any ByteSource) throws -> ValidationReport { try validator.validate(source, name: "image") }

  /// A fresh image.
  func fresh(_ size: UInt64, version: UInt64, settings: [String: MakeOptions.Setting] = [:]) throws -> [UInt8] {
    try ImageMaker(program: program, checksums: .builtIn).plan(
      MakeOptions(size: size, version: version, settings: settings, random: .seeded(1), clock: .fixed(0))
    ).image
  }
}

extension MigrationPlan {
  /// All writes in the order in which they are made.
  var writes: [WritePlan.Write] { steps.flatMap(\.writes.writes) }
}

extension [UInt8] {
  /// Makes a write as a disk would.
  mutating func make(_ write: WritePlan.Write) { write.copy(to: &self, at: 0) }
}
