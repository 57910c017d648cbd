public import VexCodecs
public import VexFormatSpec

/// What surrounds a structure that is checked: where it lies, and what its rules read besides its own bytes.
public struct CaseContext: Sendable {
  /// Where the structure begins in the image, in bytes.
  public var place: UInt64
  /// The number of the element in its region.
  public var index: UInt64
  /// Size of the image in bytes.
  public var imageSize: UInt64
  /// Other structures, verified before, in the order of `CheckProgram.sources`.
  public var sources: [CaseSource]
  /// Integers that the region supplies, in the order of `CheckProgram.parameters`.
  public var parameters: [CaseParameter]

  /// Makes a context.
  public init(
    place: UInt64, index: UInt64, imageSize: UInt64, sources: [CaseSource] = [], parameters: [CaseParameter] = []
  ) {
    self.place = place
    self.index = index
    self.imageSize = imageSize
    self.sources = sources
    self.parameters = parameters
  }

  /// The same for the table and for generated code.
  public var checkContext: CheckContext {
    CheckContext(
      imageSize: imageSize, place: place, index: index, sources: sources.map(\.bytes),
      parameters: parameters.map(\.value))
  }
}

/// Another structure whose bytes a check reads.
public struct CaseSource: Sendable {
  /// Where it comes from.
  public var origin: Source.Origin
  /// Its structure.
  public var structure: StructureID
  /// Its bytes.
  public var bytes: [UInt8]
  /// Its place in the image, in bytes.
  public var place: UInt64

  /// Makes a source.
  public init(origin: Source.Origin, structure: StructureID, bytes: [UInt8], place: UInt64) {
    self.origin = origin
    self.structure = structure
    self.bytes = bytes
    self.place = place
  }
}

/// An integer that a region supplies to a structure.
public struct CaseParameter: Sendable {
  /// Position in the structure's `given`.
  public var given: Int
  /// The value.
  public var value: UInt64

  /// Makes a parameter.
  public init(given: Int, value: UInt64) {
    self.given = given
    self.value = value
  }
}
