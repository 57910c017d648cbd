public import VexFormatSpec

/// The steps that find where an element of a region begins in the image, and what its check is to be given.
///
/// Only regions with a formula over `index` have one, and of those only the ones whose place, count and arguments are numbers
/// that need no more than verified structures that are one thing, as the superblock is. Where there is no such element, or none inside the image,
/// the region's rule `inside` fails, as rules of checks do.
public struct PlaceProgram: Sendable {
  /// The region.
  public var region: RegionID
  /// Its name, `inodes`.
  public var name: String
  /// Structures whose bytes are read, already verified by whoever asks.
  ///
  /// Views are numbered as in a check; view 0 is not used.
  public var sources: [Source]
  /// Number of registers.
  public var registerCount: Int
  /// Number of views.
  public var viewCount: Int
  /// The steps; the element's index is `Input.index`.
  public var body: [Step]
  /// Holds the place in bytes, behind the steps.
  public var place: Register
  /// What the region supplies to the check of the element, and the register that holds it behind the steps.
  public var parameters: [(parameter: Parameter, register: Register)]
}
