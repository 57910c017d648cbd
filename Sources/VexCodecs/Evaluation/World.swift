public import VexBytes
public import VexFormatSpec
public import VexPlugins

/// The image as expressions see it.
///
/// Whoever evaluates decides where elements come from: an image, or a model that is being built.
public protocol World: AnyObject {
  /// The size of the image in bytes.
  var imageSize: UInt64 { get }
  /// The one thing of a region, or its picked copy.
  func single(_ region: RegionID) throws(NoValue) -> Instance
  /// An element of a region.
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance
  /// Calls `body` for each element of a region that exists, in order, until it returns false.
  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue)
  /// All space that regions claim, in a unit.
  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet
  /// Random bytes or the time, which only writers have.
  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64
  /// The algorithms of digests that are used as values.
  var checksums: ChecksumRegistry { get }
  /// Reads the image that this one is made from by a migration; nil when there is none.
  var before: Evaluator? { get }
}

extension World {
  /// There is none.
  public var before: Evaluator? { nil }
  /// Those that are built in.
  public var checksums: ChecksumRegistry { .builtIn }
}
