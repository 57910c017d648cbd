extension Specimen {
  /// An image of the ext4 family with some files, made by mke2fs.
  private static func ext(_ name: String, size: String = "8M", _ options: String, then command: String = "true")
    -> Specimen
  {
    let files = "mkdir -p d/e && head -c 5000 /dev/zero >d/a && ln -sf a d/l && echo text >d/e/b"
    return Specimen(
      name, "\(files) && mke2fs -q -F -N 128 -d d \(options) a.img \(size) >/dev/null 2>&1 && \(command)")
  }

  /// Over the options that change what is where.
  static let ext4: [Specimen] = [
    ext("blocks of 1024 bytes", "-t ext4 -b 1024"),
    ext("blocks of 2048 bytes", size: "16M", "-t ext4 -b 2048"),
    ext("blocks of 4096 bytes", size: "32M", "-t ext4 -b 4096 -L label"),
    ext("inodes of 128 bytes", "-t ext4 -I 128"),
    ext("inodes of 512 bytes", "-t ext4 -I 512"),
    ext("ext2", "-t ext2"),
    ext("ext2, revision 0", "-t ext2 -r 0"),
    ext("half a group", size: "12289k", "-t ext2 -b 1024"),
    ext("ext3", "-t ext3"),
    ext("crc16", size: "32M", "-t ext4 -b 1024 -O ^metadata_csum,^64bit,uninit_bg"),
    ext("crc16 of 64 bytes", size: "32M", "-t ext4 -b 1024 -O ^metadata_csum,uninit_bg,64bit"),
    ext("descriptors of 32 bytes", "-t ext4 -O ^64bit"),
    ext("descriptors of 128 bytes", "-t ext4 -b 1024 -E desc-size=128"),
    ext("bigalloc", size: "64M", "-t ext4 -O bigalloc -C 16384"),
    ext("without flexible groups", size: "32M", "-t ext4 -b 1024 -O ^flex_bg"),
    ext("groups of descriptors", size: "64M", "-t ext4 -b 1024 -O meta_bg,^resize_inode"),
    ext("two backups", size: "32M", "-t ext4 -b 1024 -O sparse_super2"),
    ext("a backup in each group", size: "32M", "-t ext4 -b 1024 -O ^sparse_super,^resize_inode"),
    ext("no journal", "-t ext4 -O ^has_journal"),
    ext("a seed that is kept", "-t ext4 -O metadata_csum_seed", then: "tune2fs -U random a.img >/dev/null"),
    ext("a changed UUID", "-t ext4", then: "tune2fs -f -U random a.img >/dev/null"),
    ext(
      "many features", size: "32M",
      "-t ext4 -b 1024 -O inline_data,mmp,quota,project,encrypt,casefold,ea_inode,large_dir,verity,orphan_file"),
    ext("Hurd", "-t ext2 -o hurd"),
  ]
}
