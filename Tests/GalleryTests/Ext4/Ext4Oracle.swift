/// What the format's own header says of elements, and what follows from that.
enum Ext4Oracle {
  /// Fields that are there only under a condition, or only in larger structures.
  private static let conditional: Set<String> = [
    "s_first_ino", "s_inode_size", "s_block_group_nr", "s_journal_inum", "s_journal_dev", "s_desc_size",
    "s_first_meta_bg", "s_blocks_count_hi", "s_r_blocks_count_hi", "s_free_blocks_count_hi", "s_mmp_block",
    "s_usr_quota_inum", "s_grp_quota_inum", "s_backup_bgs[0]", "s_backup_bgs[1]", "s_prj_quota_inum",
    "s_checksum_seed", "s_encoding", "s_encoding_flags", "s_orphan_file_inum", "bg_block_bitmap_hi",
    "bg_inode_bitmap_hi", "bg_inode_table_hi", "bg_free_blocks_count_hi", "bg_free_inodes_count_hi",
    "bg_used_dirs_count_hi", "bg_itable_unused_hi", "bg_exclude_bitmap_hi", "bg_block_bitmap_csum_hi",
    "bg_inode_bitmap_csum_hi", "l_i_version", "l_i_blocks_high", "l_i_file_acl_high", "l_i_uid_high", "l_i_gid_high",
    "l_i_checksum_lo", "i_extra_isize", "i_checksum_hi", "i_ctime_extra", "i_mtime_extra", "i_atime_extra", "i_crtime",
    "i_crtime_extra", "i_version_hi", "i_projid",
  ]

  /// Leaves out what is not there; what is there without a condition stays, so that it must be decoded.
  private static func present(_ values: [String: String], in decoded: [String: String]) -> [String: String] {
    values.filter { decoded[$0.key] != nil || !conditional.contains($0.key) }
  }

  /// A superblock, as far as it is made of integers.
  static func superblock(_ read: [String: String], _ decoded: [String: String]) -> FieldOracle {
    var oracle = FieldOracle(values: present(read, in: decoded))
    let value = { (name: String) in decoded[name] == nil ? 0 : UInt64(read[name] ?? "") ?? 0 }
    for (name, low) in [
      ("blocks_count", "s_blocks_count"), ("r_blocks_count", "s_r_blocks_count"),
      ("free_blocks_count", "s_free_blocks_count"),
    ] {
      oracle.values[name] = "\(value("\(low)_lo") | value("\(low)_hi") << 32)"
    }
    for name in ["mtime", "wtime", "mkfs_time", "lastcheck", "first_error_time", "last_error_time"] {
      oracle.values[name] = "\(value("s_\(name)") | value("s_\(name)_hi") << 32)"
    }
    let blockSize = UInt64(1024) << value("s_log_block_size")
    let descriptorSize = decoded["s_desc_size"] == nil ? 32 : value("s_desc_size")
    let count = value("s_blocks_count_lo") | value("s_blocks_count_hi") << 32
    let perGroup = value("s_blocks_per_group")
    oracle.values["block_size"] = "\(blockSize)"
    oracle.values["cluster_size"] = "\(UInt64(1024) << value("s_log_cluster_size"))"
    oracle.values["inode_size"] = "\(value("s_rev_level") == 0 ? 128 : value("s_inode_size"))"
    oracle.values["desc_size"] = "\(descriptorSize)"
    oracle.values["descs_per_block"] = "\(blockSize / descriptorSize)"
    oracle.values["bits_per_block"] = "\(blockSize * 8)"
    oracle.values["block_map_bytes"] = "\(value("s_clusters_per_group") / 8)"
    oracle.values["inode_map_bytes"] = "\(value("s_inodes_per_group") / 8)"
    oracle.values["groups"] = "\((count - value("s_first_data_block") + perGroup - 1) / perGroup)"
    if let seed = oracle.values["s_checksum_seed"] { oracle.values["seed"] = seed }
    oracle.unprinted = [
      "s_uuid", "s_journal_uuid", "s_volume_name", "s_last_mounted", "s_first_error_func", "s_last_error_func",
      "s_mount_opts", "s_encrypt_pw_salt", "s_max_mnt_count", "s_state.names", "s_errors.names", "s_creator_os.names",
      "s_feature_compat.names", "s_feature_incompat.names", "s_feature_ro_compat.names", "s_def_hash_version.names",
      "s_flags.names", "s_checksum_type.names", "s_encoding.names",
    ]
    // Made of the UUID where none is stored; every checksum begins with it.
    if oracle.values["seed"] == nil { oracle.unprinted.insert("seed") }
    return oracle
  }

  /// A group's descriptor.
  static func descriptor(_ read: [String: String], _ decoded: [String: String]) -> FieldOracle {
    var oracle = FieldOracle(values: present(read, in: decoded))
    let value = { (name: String) in decoded[name] == nil ? 0 : UInt64(read[name] ?? "") ?? 0 }
    for (name, low, high, bits) in [
      ("block_bitmap", "bg_block_bitmap_lo", "bg_block_bitmap_hi", 32),
      ("inode_bitmap", "bg_inode_bitmap_lo", "bg_inode_bitmap_hi", 32),
      ("inode_table", "bg_inode_table_lo", "bg_inode_table_hi", 32),
      ("free_clusters", "bg_free_blocks_count_lo", "bg_free_blocks_count_hi", 16),
      ("free_inodes", "bg_free_inodes_count_lo", "bg_free_inodes_count_hi", 16),
      ("used_dirs", "bg_used_dirs_count_lo", "bg_used_dirs_count_hi", 16),
      ("itable_unused", "bg_itable_unused_lo", "bg_itable_unused_hi", 16),
      ("block_bitmap_csum", "bg_block_bitmap_csum_lo", "bg_block_bitmap_csum_hi", 16),
      ("inode_bitmap_csum", "bg_inode_bitmap_csum_lo", "bg_inode_bitmap_csum_hi", 16),
    ] {
      oracle.values[name] = "\(value(low) | value(high) << UInt64(bits))"
    }
    oracle.unprinted = ["bg_flags.names"]
    return oracle
  }

  /// An inode; its block map is compared by nobody.
  static func inode(_ read: [String: String], _ decoded: [String: String]) -> FieldOracle {
    var oracle = FieldOracle(values: present(read, in: decoded))
    let value = { (name: String) in decoded[name] == nil ? 0 : UInt64(read[name] ?? "") ?? 0 }
    oracle.values["i_mode.permissions"] = "\(value("i_mode") & 0xfff)"
    oracle.values["i_mode.kind"] = "\(value("i_mode") >> 12)"
    for name in ["i_ctime_extra", "i_mtime_extra", "i_atime_extra", "i_crtime_extra"] where decoded[name] != nil {
      oracle.values[name + ".epoch"] = "\(value(name) & 3)"
      oracle.values[name + ".nsec"] = "\(value(name) >> 2)"
    }
    oracle.values["size"] = "\(value("i_size_lo") | value("i_size_high") << 32)"
    oracle.values["uid"] = "\(value("i_uid") | value("l_i_uid_high") << 16)"
    oracle.values["gid"] = "\(value("i_gid") | value("l_i_gid_high") << 16)"
    oracle.values["file_acl"] = "\(value("i_file_acl_lo") | value("l_i_file_acl_high") << 32)"
    if decoded["i_checksum_hi"] != nil {
      oracle.values["checksum"] = "\(value("l_i_checksum_lo") | value("i_checksum_hi") << 16)"
    }
    oracle.unprinted = [
      "i_mode.kind.names", "i_flags.names", "i_block", "i_extents", "i_rest", "h_i_translator", "h_i_frag", "h_i_fsize",
      "h_i_mode_high", "h_i_uid_high", "h_i_gid_high", "h_i_author",
    ]
    return oracle
  }
}
