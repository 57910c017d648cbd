public import VexBytes

/// An image whose verdict must never change, as a few patches of a fresh one.
///
/// ```
/// # anything
/// rule vexfs/superblock.magic/magic
/// decision error
/// offset 0
/// base 2 20480
/// set label text
/// element superblock 0
/// size 20479
/// patch 0 00
/// ```
///
/// - `base`: the version of the fresh image, 0 for a format without versions, and its size in bytes; whoever reads a case makes
///   it, always with the same time and seed.
/// - `set`: a field of the fresh image's first structure that is not as the specification says (`set checksum_kind xxh64`).
/// - `element`: the region and the number of the element that is checked; without it the whole image is.
/// - `size`: where the image ends, if not where the fresh one does.
/// - `patch`: offset in bytes and, in hexadecimal, what is written there.
public struct CorpusCase: Sendable, Equatable {
  /// Full name of the rule that is broken; empty when none is, and then the decision is `none`.
  public var rule: String
  /// What that does to a mount.
  public var severity: Severity
  /// Where the finding points.
  public var offset: UInt64
  /// Version of the fresh image.
  public var version: UInt64
  /// Size of the fresh image in bytes.
  public var baseSize: UInt64
  /// Fields of the fresh image's first structure by path, where it is not what the specification says.
  public var settings: [String: String]
  /// The element that is checked; nil for the whole image.
  public var element: Element?
  /// Size of the image in bytes; nil for the fresh one's.
  public var size: UInt64?
  /// What is written over the fresh image.
  public var patches: [Patch]

  /// An element of a region.
  public struct Element: Sendable, Equatable {
    /// The region's name.
    public var region: String
    /// The element's number.
    public var index: UInt64

    /// Names an element.
    public init(region: String, index: UInt64) {
      self.region = region
      self.index = index
    }
  }

  /// Bytes at a place.
  public struct Patch: Sendable, Equatable {
    /// Place in the image, in bytes.
    public var offset: UInt64
    /// The bytes.
    public var bytes: [UInt8]
  }

  /// Makes a case.
  public init(
    rule: String, severity: Severity, offset: UInt64, version: UInt64, baseSize: UInt64,
    settings: [String: String] = [:], element: Element? = nil, size: UInt64? = nil, patches: [Patch] = []
  ) {
    self.rule = rule
    self.severity = severity
    self.offset = offset
    self.version = version
    self.baseSize = baseSize
    self.settings = settings
    self.element = element
    self.size = size
    self.patches = patches
  }

  /// The name of the case's file, without its extension: the rule's name without the format's, with `_` for `/`; `sound` without
  /// a rule.
  ///
  /// Further cases of a rule have something behind it that begins with `+`.
  public var fileName: String {
    rule.isEmpty ? "sound" : rule.split(separator: "/").dropFirst().joined(separator: "_")
  }

  /// The image.
  ///
  /// - `fresh`: the fresh image that the case is based on.
  public func image(_ fresh: [UInt8]) -> [UInt8] {
    var image = fresh
    if let size, size <= 1 << 30 {
      let count = Int(size)
      if count < image.count { image.removeLast(image.count - count) }
      if count > image.count { image.append(contentsOf: repeatElement(0, count: count - image.count)) }
    }
    for patch in patches {
      for (index, byte) in patch.bytes.enumerated() {
        guard let place = checkedAdd(patch.offset, UInt64(index)), place < UInt64(image.count) else { continue }
        image[Int(place)] = byte
      }
    }
    return image
  }

  /// The patches that turn one image into another; near ones become one.
  public static func patches(from fresh: [UInt8], to image: [UInt8]) -> [Patch] {
    var result: [Patch] = []
    for index in image.indices where index >= fresh.count ? image[index] != 0 : image[index] != fresh[index] {
      if let last = result.last, UInt64(index) < last.offset + UInt64(last.bytes.count) + 4 {
        let start = Int(last.offset) + last.bytes.count
        result[result.count - 1].bytes += image[start...index]
      } else {
        result.append(Patch(offset: UInt64(index), bytes: [image[index]]))
      }
    }
    return result
  }
}
