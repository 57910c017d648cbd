/// Images over the options of mkfs.f2fs that change the layout.
enum F2FSSpecimens {
  static let uuid = "11111111-2222-3333-4444-555555555555"

  private static func made(_ name: String, size: String = "64M", _ options: String) -> Specimen {
    Specimen(name, size: size, "mkfs.f2fs -q \(options) a.img")
  }

  static let all: [Specimen] = [
    made("as it comes", ""), made("larger", size: "300M", ""), made("odd", size: "77777777", ""),
    made("sectors of 4096 bytes", "-w 4096"), made("several segments in a section", size: "300M", "-s 2"),
    made("several sections in a zone", size: "300M", "-s 2 -z 2"), made("overprovision", "-o 30"),
    made("a UUID and extensions", "-U \(uuid) -e mp3,gif -E db"), made("a label", "-l data"),
    made("a label beyond ASCII", "-l 'Fläche 日本 😀'"), made("a checksum", "-O extra_attr,sb_checksum"),
    made("quotas", "-O extra_attr,quota,project_quota"),
    made("encryption", "-O encrypt,verity"), made("attributes", "-O extra_attr,inode_checksum,flexible_inline_xattr"),
    made("times and what was lost", "-O extra_attr,inode_crtime,lost_found"),
    made("case and compression", "-O extra_attr,casefold,compression -C utf8:strict"),
    made("large bitmaps", "-i"),
    made(
      "everything",
      "-i -l all -O extra_attr,sb_checksum,inode_checksum,quota,encrypt,verity,casefold,compression,inode_crtime,"
        + "project_quota,flexible_inline_xattr,lost_found -C utf8"),
  ]

  static func named(_ name: String) -> Specimen? { all.first { $0.name == name } }
}
