import VexBytes

/// Where the lab puts an image for the kernel to mount it.
public enum LabDevice: UInt32, Sendable, CaseIterable {
  /// A ramdisk: the fastest.
  case ram = 1
  /// A loop device over a file in memory.
  case loop = 2
  /// A virtio disk.
  case disk = 3
  /// A virtio disk on which the first element that a mount reads cannot be read.
  case brokenFirst = 4
  /// A virtio disk on which the last element that a mount reads cannot be read.
  case brokenLast = 5

  /// What reports call it.
  public var name: String {
    switch self {
    case .ram: "ram"
    case .loop: "loop"
    case .disk: "virtio"
    case .brokenFirst: "first read fails"
    case .brokenLast: "last read fails"
    }
  }
}

/// One thing that the guest does: a mount of a patched image, or a step of its own.
public struct LabItem: Sendable {
  /// What it is, for people.
  public var title: String
  /// The name of the step; nil for a mount.
  public var step: String?
  /// What is written over the base image.
  public var patches: [CorpusCase.Patch]
  /// What kind of case it is, for counting.
  public var kind: Kind

  /// Where a case comes from.
  public enum Kind: String, Sendable, CaseIterable {
    case step, corpus, migration, mutant, device
  }

  /// Makes an item.
  public init(title: String, kind: Kind, step: String? = nil, patches: [CorpusCase.Patch] = []) {
    self.title = title
    self.kind = kind
    self.step = step
    self.patches = patches
  }
}

/// A device of some size with a base image, and the items that use it, in order.
public struct LabGroup: Sendable {
  /// The kind of device.
  public var device: LabDevice
  /// Size of the device in bytes: a multiple of 512.
  public var size: UInt64
  /// What lies on it before it is patched; what is behind its end is not there.
  public var base: SparseSource
  /// What is done with it.
  public var items: [LabItem]

  /// Makes a group.
  ///
  /// - `size`: rounded down to whole sectors of 512 bytes, since devices have no others.
  public init(device: LabDevice, size: UInt64, base: SparseSource, items: [LabItem]) {
    self.device = device
    self.size = size / Self.sector * Self.sector
    self.base = base
    self.items = items
  }

  /// Bytes of a sector, the unit of a device's size.
  public static let sector: UInt64 = 512

  /// The image that the kernel sees in an item.
  func image(_ patches: [CorpusCase.Patch]) -> SparseSource {
    SparseSource(size: size, pieces: base.pieces + patches.map { ($0.offset, $0.bytes) })
  }
}
