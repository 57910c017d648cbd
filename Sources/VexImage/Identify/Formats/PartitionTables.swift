import VexBytes

/// The GUID partition table (UEFI specification, "GUID Partition Table (GPT) Disk Layout").
struct GPTFormat: KnownFormat {
  let id = "gpt"
  let title = "GPT partition table"
  let category = Recognised.Category.partitionTable
  let structure = "header"
  let magics = [Magic("EFI PART")]
  let length = 512

  private static let sectors: [UInt64] = [512, 4096]
  /// Partition entries beyond so many bytes are not read.
  private static let mostEntryBytes: UInt64 = 1 << 20

  /// In the second and in the last sector, of 512 or 4096 bytes.
  func places(_ size: UInt64) -> [ProbePlace] {
    Self.sectors.map { .primary($0) } + Self.sectors.compactMap { .backup(inLast: $0, of: size) }
  }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    found.uuid = structure.uuid(56, mixedEndian: true)
    found.version = "\(structure.le16(10)).\(structure.le16(8))"
    let length = Int(structure.le32(12))
    guard (92...512).contains(length) else { return [] }
    let header = structure.checksum(
      "crc32", 0..<length, blank: 16..<20, is: structure.stored.run(at: 16, count: 4))
    found.checksum = header
    guard let sector = Self.sectors.first(where: { checkedMul(structure.le64(24), $0) == structure.offset }) else {
      return []
    }
    found.blockSize = sector
    found.isSound = header == .valid && structure.le64(40) <= structure.le64(48)
    guard found.isSound, let entries = entries(structure, sector) else { return [] }
    found.checksum = entries.checksum(
      "crc32", 0..<entries.stored.bytes.count, is: structure.stored.run(at: 88, count: 4))
    let size = Int(structure.le32(84))
    let used = stride(from: 0, to: entries.stored.bytes.count, by: size).count { entries.uuid($0) != nil }
    found.details.append(used == 1 ? "1 partition" : "\(used) partitions")
    if found.checksum != .valid { found.details.append("its list of partitions is damaged") }
    return structure.place.role == .primary ? [.backup(unit: structure.le64(32), of: sector)].compactMap(\.self) : []
  }

  /// The partition entries; nil when they are too many or not there.
  private func entries(_ structure: ProbedStructure, _ sector: UInt64) -> ProbedStructure? {
    let size = UInt64(structure.le32(84))
    guard size >= 128, size.isPowerOfTwo, let place = checkedMul(structure.le64(72), sector),
      let count = checkedMul(UInt64(structure.le32(80)), size), (1...Self.mostEntryBytes).contains(count),
      let bytes = structure.reader.bytes(at: place, count: Int(count)), bytes.count == count
    else { return nil }
    return ProbedStructure(bytes, place: .primary(place), reader: structure.reader)
  }
}

/// The partition table of PCs, which has no copy and no checksum.
struct MBRFormat: KnownFormat {
  let id = "mbr"
  let title = "MBR partition table"
  let category = Recognised.Category.partitionTable
  let structure = "boot sector"
  let magics = [Magic([0x55, 0xAA], at: 510)]
  let length = 512

  /// Bytes before the disk's signature and the table, which belong to a boot loader.
  static let bootCodeLength = 440

  func places(_ size: UInt64) -> [ProbePlace] { [.primary(0)] }

  func examine(_ structure: ProbedStructure, _ found: inout Recognised) -> [ProbePlace] {
    let entries = (0..<4).map { 446 + $0 * 16 }
    let used = entries.filter { structure.byte($0 + 4) != 0 }
    guard entries.allSatisfy({ structure.byte($0) & 0x7F == 0 }),
      used.allSatisfy({ structure.le32($0 + 8) > 0 && structure.le32($0 + 12) > 0 })
    else {
      found.title = "boot sector"
      return []
    }
    // Sectors count from 1 in the image, and the disk's signature is there once a tool has made a table.
    let signature = structure.le32(Self.bootCodeLength)
    found.uuid = signature == 0 ? nil : hexadecimal(UInt64(signature), 8).lowercased()
    found.isSound = !used.isEmpty || signature != 0
    if used.count == 1, structure.byte(used[0] + 4) == 0xEE {
      found.title = "protective MBR of a GPT"
    } else {
      found.details.append(used.count == 1 ? "1 partition" : "\(used.count) partitions")
    }
    return []
  }
}
