public import VexCodecs
public import VexFormatSpec
public import VexPlugins

/// Makes fresh images of a format from its specification alone.
///
/// Every field gets what its `new` says, or else what its `is` or `magic` demands, or else zero; structures put into others
/// what their `updates` say; then checksums are computed, and every structure is checked by the format's own rules.
public struct ImageMaker: Sendable {
  /// The format.
  public var format: Format { program.format }
  let program: Program
  private let table: Table
  private let checksums: ChecksumRegistry

  /// Makes a maker; throws when the format's own rules cannot be run.
  public init(program: Program, checksums: ChecksumRegistry) throws(MakeError) {
    do throws(TableError) { table = try Table(program, checksums) } catch {
      throw MakeError(
        kind: .table, subject: program.format.name, reason: "\(error)", specification: program.format.path,
        location: nil)
    }
    self.program = program
    self.checksums = checksums
  }

  /// Makes a maker of a format that has not been lowered yet.
  public init(format: Format, checksums: ChecksumRegistry) throws(MakeError) {
    try self.init(program: Program(lowering: format), checksums: checksums)
  }

  /// What an image of that size consists of.
  ///
  /// Nothing is written. Memory grows with what is written, not with the size. Throws when the format has no such version, a setting does not
  /// fit, a field has no value (above all when the image is too small), or a rule of the format would be broken.
  public func plan(_ options: MakeOptions) throws(MakeError) -> ImagePlan {
    try made(options, onBlank: true).image
  }

  /// What an image consists of, and its version.
  ///
  /// With `onBlank`, elements that are nothing but zeroes are left out.
  func made(_ options: MakeOptions, onBlank: Bool) throws(MakeError) -> (image: ImagePlan, version: UInt64?) {
    let version = try version(options)
    let maker = ModelMaker(program: program, options: options, version: version)
    try maker.finish(table, checksums)
    return (try maker.plan(onBlank: onBlank), version)
  }

  private func version(_ options: MakeOptions) throws(MakeError) -> UInt64? {
    guard let versions = format.versions else {
      guard let version = options.version else { return nil }
      throw MakeError(
        kind: .version, subject: format.name, reason: "has no versions, so version \(version) cannot be made",
        specification: format.path, location: nil)
    }
    let version = options.version ?? versions.written
    guard versions.known.contains(version) else {
      let known = versions.known.map(String.init).joined(separator: ", ")
      throw MakeError(
        kind: .version, subject: format.name, reason: "has no version \(version); known are \(known)",
        specification: format.path, location: nil)
    }
    return version
  }
}
