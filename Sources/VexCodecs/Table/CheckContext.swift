/// What a check takes from outside, besides the bytes under test.
public struct CheckContext: Sendable, Equatable {
  /// Size of the image in bytes.
  public var imageSize: UInt64
  /// Place of the buffer in the image in bytes.
  public var place: UInt64
  /// Index of the element in its region.
  public var index: UInt64
  /// The bytes of other structures, verified before, in the order of `CheckProgram.sources`.
  public var sources: [[UInt8]]
  /// Integers that the holder supplies, in the order of `CheckProgram.parameters`.
  public var parameters: [UInt64]

  /// Makes a context.
  public init(
    imageSize: UInt64, place: UInt64 = 0, index: UInt64 = 0, sources: [[UInt8]] = [], parameters: [UInt64] = []
  ) {
    self.imageSize = imageSize
    self.place = place
    self.index = index
    self.sources = sources
    self.parameters = parameters
  }
}

/// How far a check goes on after a failed rule.
public enum CheckMode: Sendable {
  /// The first finding of severity `error` ends the check.
  case kernel
  /// A finding of severity `error` ends its frame at the end of the stage, so that all that is wrong on one level of trust is
  /// reported.
  ///
  /// The frame's holder then ends at the end of its own stage. A failed checksum ends nothing; what is found in later stages
  /// rests on bytes that did not verify, and says so.
  case report
}
