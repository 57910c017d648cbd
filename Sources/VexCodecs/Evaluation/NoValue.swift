public import VexFormatSpec

/// Why an expression has no value.
public enum NoValue: Error, Equatable, Sendable {
  /// An operation on integers: overflow, below zero, division by zero, a shift that is too far, an inexact conversion.
  case operation(String)
  /// A field, element or place that is not there.
  case absent(String)
  /// An element of a region that broke a rule, or a region that could not be walked: nothing is known, so nothing is
  /// judged.
  case broken(RegionID, UInt64)
  /// Bytes that could not be read.
  case unreadable(String)
  /// Sets or aggregates grew beyond what is reasonable.
  case tooLarge(String)
}

extension NoValue: CustomStringConvertible {
  /// What happened, as the end of a sentence that begins with "it has no value: ".
  public var description: String {
    switch self {
    case .operation(let what): what
    case .absent(let what): "\(what) is not there"
    case .broken(let region, let index): "element \(index) of region \(region) is damaged"
    case .unreadable(let what): what
    case .tooLarge(let what): "\(what) is too large"
    }
  }
}
