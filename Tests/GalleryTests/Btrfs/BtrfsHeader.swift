/// The format's own header, with which places are compared.
enum BtrfsHeader {
  static func program(_ gallery: Gallery) throws -> HeaderProgram {
    try HeaderProgram(
      gallery, headers: ["btrfs/ctree.h"],
      [
        superblock, device, backup, root,
        HeaderProgram.Pair(
          name: "inode_item", type: "struct btrfs_inode_item",
          fields: [
            "generation", "transid", "size", "nbytes", "block_group", "nlink", "uid", "gid", "mode", "rdev", "flags",
            "sequence", "atime.sec", "atime.nsec", "ctime.sec", "mtime.sec", "otime.sec",
          ]),
        HeaderProgram.Pair(name: "stripe", type: "struct btrfs_stripe", fields: ["devid", "offset", "dev_uuid[]"]),
        HeaderProgram.Pair(name: "disk_key", type: "struct btrfs_disk_key", fields: ["objectid", "type", "offset"]),
        HeaderProgram.Pair(
          name: "item", type: "struct btrfs_item", fields: ["key.objectid", "key.type", "key.offset", "offset", "size"]),
        HeaderProgram.Pair(
          name: "key_ptr", type: "struct btrfs_key_ptr",
          fields: ["key.objectid", "key.type", "key.offset", "blockptr", "generation"]),
        // There the header alone is one; here a node as large as it may ever be.
        HeaderProgram.Pair(
          name: "node", type: "struct btrfs_header",
          fields: [
            "csum[]", "fsid[]", "bytenr", "flags", "chunk_tree_uuid[]", "generation", "owner", "nritems", "level",
          ],
          isWhole: false),
        HeaderProgram.Pair(
          name: "chunk", type: "struct btrfs_chunk", fields: chunk + ["stripe.devid=stripe[0].devid"], isWhole: false),
      ])
  }

  private static let superblock = HeaderProgram.Pair(
    name: "superblock", type: "struct btrfs_super_block",
    fields: [
      "csum[]", "fsid[]", "bytenr", "flags", "magic", "generation", "root", "chunk_root", "log_root",
      "log_root_transid", "total_bytes", "bytes_used", "root_dir_objectid", "num_devices", "sectorsize", "nodesize",
      "__unused_leafsize", "stripesize", "sys_chunk_array_size", "chunk_root_generation", "compat_flags",
      "compat_ro_flags", "incompat_flags", "csum_type", "root_level", "chunk_root_level", "log_root_level",
      "dev_item.devid", "label[]", "cache_generation", "uuid_tree_generation", "metadata_uuid[]", "nr_global_roots",
      "block_group_root", "block_group_root_generation", "block_group_root_level", "sys_chunk_array[]",
      "super_roots[1].tree_root", "padding[]",
    ])

  private static let device = HeaderProgram.Pair(
    name: "dev_item", type: "struct btrfs_dev_item",
    fields: [
      "devid", "total_bytes", "bytes_used", "io_align", "io_width", "sector_size", "type", "generation",
      "start_offset", "dev_group", "seek_speed", "bandwidth", "uuid[]", "fsid[]",
    ])

  private static let backup = HeaderProgram.Pair(
    name: "root_backup", type: "struct btrfs_root_backup",
    fields: ["tree", "chunk", "extent", "fs", "dev", "csum"].flatMap {
      ["\($0)_root", "\($0)_root_gen", "\($0)_root_level"]
    } + ["total_bytes", "bytes_used", "num_devices"])

  private static let root = HeaderProgram.Pair(
    name: "root_item", type: "struct btrfs_root_item",
    fields: [
      "inode.generation", "generation", "root_dirid", "bytenr", "byte_limit", "bytes_used", "last_snapshot", "flags",
      "refs", "drop_progress.objectid", "drop_level", "level", "generation_v2", "uuid[]", "parent_uuid[]",
      "received_uuid[]", "ctransid", "otransid", "stransid", "rtransid", "ctime.sec", "otime.sec", "stime.sec",
      "rtime.sec",
    ])

  private static let chunk = [
    "length", "owner", "stripe_len", "type", "io_align", "io_width", "sector_size", "num_stripes", "sub_stripes",
  ]
}
