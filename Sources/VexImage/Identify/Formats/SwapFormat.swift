import VexBytes

/// Linux swap space (`union swap_header` in linux/swap.h): a header behind the boot sectors, its magic at the end of the first page.
struct SwapFormat: KnownFormat {
  let id = "swap"
  let title = "swap"
  let category = Recognised.Category.swap
  let structure = "header"
  let magics = pageLogs.flatMap { log in
    ["SWAPSPACE2", "SWAP-SPACE", "S1SUSPEND\0"].map { Magic($0, at: (1 << log) - 10 - headerOffset) }
  }
  let length = (1 << 16) - headerOffset

  private static let pageLogs = 12...16
  /// What is before it belongs to boot loaders.
  private static let headerOffset = 1024

  func places(_ size: UInt64) -> [ProbePlace] { [.primary(UInt64(Self.headerOffset))] }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    guard let magic = magics.first(where: { $0.matches(structure.stored.bytes) }) else { return [] }
    found.length = UInt64(magic.offset + magic.bytes.count)
    let page = found.length + UInt64(Self.headerOffset)
    let version = structure.le32(0)
    switch magic.bytes.prefix(5) {
    case ArraySlice("SWAP-".utf8):
      found.version = "0"
      return []
    case ArraySlice("S1SUS".utf8): found.details.append("holds a hibernated system")
    default: break
    }
    found.version = "\(version)"
    found.uuid = structure.uuid(12)
    found.label = structure.text(28, 16)
    let last = UInt64(structure.le32(4))
    if (last + 1) * page > structure.imageSize { found.details.append("longer than the image") }
    found.isSound = version == 1 && last > 0
    return []
  }
}
