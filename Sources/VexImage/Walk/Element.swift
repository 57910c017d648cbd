public import VexCodecs
public import VexFormatSpec

/// One element of a region, found but not read.
public struct Element {
  /// The region.
  public var region: RegionID
  /// Number among all elements of the region, those included that do not exist or are free; the index if nothing is walked.
  public var ordinal: UInt64
  /// The index that expressions see: it counts from 0 within each combination of the region's walks.
  public var index: UInt64
  /// Where it is in the image, in bytes.
  public var place: UInt64
  /// Its length in bytes; for a structure whose size varies, the least.
  public var length: UInt64
  /// Reads the region's expressions: `index` and the variables of its walks are bound.
  public var evaluator: Evaluator
}

/// What a walk meets.
public enum WalkStep {
  /// An element that exists.
  case element(Element)
  /// Elements that exist and are free, `count` of them from that one on; their places are not looked at.
  case vacant(ordinal: UInt64, index: UInt64, count: UInt64)
  /// An element, or several, about which nothing is known.
  case failed(WalkFailure)
}

/// Why an element could not be found.
public struct WalkFailure {
  /// The region.
  public var region: RegionID
  /// The element's number; nil when the failure hides how many elements there are.
  public var ordinal: UInt64?
  /// The element's index; nil when the failure hides how many elements there are.
  public var index: UInt64?
  /// Its place in the image, in bytes, if that is known.
  public var place: UInt64?
  /// The expression that failed.
  public var part: Part
  /// Why it has no value, or a bad one; `broken` when something that it reads was found damaged before.
  public var cause: NoValue
  /// Reads the region's expressions, for the severity of its rules.
  public var evaluator: Evaluator

  /// Which of a region's expressions failed.
  public enum Part: String, Sendable {
    case walk = "each"
    case count
    case condition = "when"
    case vacant
    case place = "at"
    case length = "bytes"
    /// All have values, and some byte lies outside the image.
    case inside
    case given

    /// The last component of the name of the region's rule that is broken.
    public var ruleName: String {
      switch self {
      case .condition, .vacant: "when"
      case .walk, .count, .place, .length, .inside, .given: "inside"
      }
    }
  }
}

extension WalkFailure: CustomStringConvertible {
  /// What happened, as a sentence about the element or the region.
  public var description: String {
    part == .inside ? "\(cause)" : "'\(part.rawValue)' has no value: \(cause)"
  }
}

/// Where the bytes of elements come from: an image, or a model that is being built.
public protocol ElementSource {
  /// The size of the image in bytes.
  var imageSize: UInt64 { get }
  /// The bytes from the element's place on, `count` of them, or fewer where the image ends.
  ///
  /// Throws `unreadable` when they cannot be read, and `absent` when they are not made yet.
  func bytes(of element: Element, count: Int) throws(NoValue) -> [UInt8]
  /// Random bytes or the time; only writers have them.
  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64
}

extension ElementSource {
  /// There is none.
  public func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { throw .absent(value.rawValue) }
}
