extension Specimen {
  /// A Btrfs image of one device.
  private static func btrfs(_ name: String, size: String = "128M", _ options: String, then command: String = "true")
    -> Specimen
  {
    Specimen(name, size: size, "mkfs.btrfs -q \(options) a.img >/dev/null 2>&1 && \(command)")
  }

  /// Over the options that change what is where, with algorithms that are loaded.
  static let btrfs: [Specimen] = [
    btrfs("as it comes", "-L vexfmt"),
    btrfs("single profiles", "-m single -d single"),
    btrfs("two copies of all", size: "300M", "-m dup -d dup"),
    btrfs("mixed groups", size: "64M", "-M"),
    btrfs("xxhash", "--csum xxhash"),
    btrfs("nodes of 4096 bytes", "-n 4096"),
    btrfs("nodes of 65536 bytes", "-n 65536"),
    btrfs("sectors of 65536 bytes", "-s 65536 -n 65536"),
    btrfs("without anything new", "-O ^no-holes,^extref,^skinny-metadata -R ^free-space-tree"),
    btrfs("three copies are possible", "-O raid1c34,raid56"),
    btrfs("quotas", "-R quota"),
    btrfs("metadata UUID", "", then: "btrfstune -f -m a.img >/dev/null"),
    btrfs("three superblocks", size: "257G", ""),
  ]

  /// With algorithms that are not loaded.
  static let btrfsUnverified: [Specimen] = [btrfs("sha256", "--csum sha256"), btrfs("blake2", "--csum blake2")]

  /// Which others grow from.
  static let btrfsSeed = btrfs("a seed device", "", then: "btrfstune -f -S 1 a.img >/dev/null")
}
