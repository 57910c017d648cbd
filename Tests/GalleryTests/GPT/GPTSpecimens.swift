/// Tables over the options of sgdisk, sfdisk and fdisk that change the layout.
enum GPTSpecimens {
  static let all = [
    Specimen("empty", size: "4M", "sgdisk -o a.img"),
    Specimen(
      "partitions", size: "16M",
      "sgdisk -n 1:2048:+1M -t 1:ef00 -c 1:boot -n 2:0:+2M -c 2:'data é' -A 2:set:2 -A 2:set:60 -n 5:0:0 a.img"),
    Specimen("16 entries", size: "4M", "sgdisk -S 16 -a 1 -n 1:0:0 a.img"),
    Specimen("256 entries", size: "8M", "sgdisk -S 256 -n 200:2048:0 a.img"),
    Specimen("hybrid MBR", size: "8M", "sgdisk -n 1:2048:+1M -n 2:0:+1M -h 1:2 a.img"),
    Specimen("sfdisk", size: "8M", "printf 'label: gpt\\ntable-length: 64\\n- 1M U\\n- 1M L\\n' | sfdisk -q a.img"),
    large,
  ]

  /// Sectors of 4096 bytes, which only fdisk can be told.
  static let large = Specimen(
    "large sectors", size: "32M",
    "printf 'g\\nn\\n1\\n\\n+1M\\nn\\n3\\n\\n\\nx\\nn\\n1\\nfirst\\nr\\nw\\n' | fdisk -b 4096 a.img")
}
