import TestSupport

/// The format's own header, by which fields are read.
enum Ext4Header {
  static func program(_ gallery: Gallery) throws -> HeaderProgram {
    try HeaderProgram(gallery, headers: ["ext2fs/ext2_fs.h"], [superblock, descriptor, inode])
  }

  private static let superblock = HeaderProgram.Pair(
    name: "superblock", type: "struct ext2_super_block",
    fields: [
      "s_inodes_count", "s_blocks_count=s_blocks_count_lo", "s_r_blocks_count=s_r_blocks_count_lo",
      "s_free_blocks_count=s_free_blocks_count_lo", "s_free_inodes_count", "s_first_data_block", "s_log_block_size",
      "s_log_cluster_size", "s_blocks_per_group", "s_clusters_per_group", "s_inodes_per_group", "s_mtime", "s_wtime",
      "s_mnt_count", "s_magic", "s_state", "s_errors", "s_minor_rev_level", "s_lastcheck", "s_checkinterval",
      "s_creator_os", "s_rev_level", "s_def_resuid", "s_def_resgid", "s_first_ino", "s_inode_size", "s_block_group_nr",
      "s_feature_compat", "s_feature_incompat", "s_feature_ro_compat", "s_algorithm_usage_bitmap", "s_prealloc_blocks",
      "s_prealloc_dir_blocks", "s_reserved_gdt_blocks", "s_journal_inum", "s_journal_dev", "s_last_orphan",
      "s_hash_seed[]", "s_def_hash_version", "s_jnl_backup_type", "s_desc_size", "s_default_mount_opts",
      "s_first_meta_bg", "s_mkfs_time", "s_jnl_blocks[]", "s_blocks_count_hi", "s_r_blocks_count_hi",
      "s_free_blocks_hi=s_free_blocks_count_hi", "s_min_extra_isize", "s_want_extra_isize", "s_flags", "s_raid_stride",
      "s_mmp_update_interval", "s_mmp_block", "s_raid_stripe_width", "s_log_groups_per_flex", "s_checksum_type",
      "s_encryption_level", "s_kbytes_written", "s_snapshot_inum", "s_snapshot_id", "s_snapshot_r_blocks_count",
      "s_snapshot_list", "s_error_count", "s_first_error_time", "s_first_error_ino", "s_first_error_block",
      "s_first_error_line", "s_last_error_time", "s_last_error_ino", "s_last_error_line", "s_last_error_block",
      "s_usr_quota_inum", "s_grp_quota_inum", "s_overhead_clusters", "s_backup_bgs[]", "s_encrypt_algos[]",
      "s_lpf_ino", "s_prj_quota_inum", "s_checksum_seed", "s_wtime_hi", "s_mtime_hi", "s_mkfs_time_hi",
      "s_lastcheck_hi", "s_first_error_time_hi", "s_last_error_time_hi", "s_first_error_errcode",
      "s_last_error_errcode", "s_encoding", "s_encoding_flags", "s_orphan_file_inum", "s_checksum",
    ])

  private static let descriptor = HeaderProgram.Pair(
    name: "group_desc", type: "struct ext4_group_desc",
    fields: [
      "bg_block_bitmap=bg_block_bitmap_lo", "bg_inode_bitmap=bg_inode_bitmap_lo",
      "bg_inode_table=bg_inode_table_lo", "bg_free_blocks_count=bg_free_blocks_count_lo",
      "bg_free_inodes_count=bg_free_inodes_count_lo", "bg_used_dirs_count=bg_used_dirs_count_lo",
      "bg_flags", "bg_exclude_bitmap_lo",
      "bg_block_bitmap_csum_lo", "bg_inode_bitmap_csum_lo",
      "bg_itable_unused=bg_itable_unused_lo", "bg_checksum", "bg_block_bitmap_hi",
      "bg_inode_bitmap_hi", "bg_inode_table_hi",
      "bg_free_blocks_count_hi", "bg_free_inodes_count_hi",
      "bg_used_dirs_count_hi", "bg_itable_unused_hi",
      "bg_exclude_bitmap_hi", "bg_block_bitmap_csum_hi",
      "bg_inode_bitmap_csum_hi",
    ], isWhole: false)

  /// Without what Linux and Hurd have in the same places, which the dumps compare.
  private static let inode = HeaderProgram.Pair(
    name: "inode", type: "struct ext2_inode_large",
    fields: [
      "i_mode", "i_uid", "i_size=i_size_lo", "i_atime", "i_ctime", "i_mtime", "i_dtime", "i_gid", "i_links_count",
      "i_blocks=i_blocks_lo", "i_flags", "osd1.linux1.l_i_version=l_i_version", "i_generation",
      "i_file_acl=i_file_acl_lo", "i_size_high", "i_faddr=i_obso_faddr", "osd2.linux2.l_i_blocks_hi=l_i_blocks_high",
      "osd2.linux2.l_i_file_acl_high=l_i_file_acl_high", "osd2.linux2.l_i_uid_high=l_i_uid_high",
      "osd2.linux2.l_i_gid_high=l_i_gid_high", "osd2.linux2.l_i_checksum_lo=l_i_checksum_lo", "i_extra_isize",
      "i_checksum_hi", "i_ctime_extra", "i_mtime_extra", "i_atime_extra", "i_crtime", "i_crtime_extra", "i_version_hi",
      "i_projid",
    ], isWhole: false)
}
