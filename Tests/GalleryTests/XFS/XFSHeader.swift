/// The format's own header, with which places are compared.
enum XFSHeader {
  static func program(_ gallery: Gallery) throws -> HeaderProgram {
    try HeaderProgram(
      gallery, headers: ["stdbool.h", "xfs/xfs.h", "xfs/xfs_types.h", "xfs/xfs_format.h"],
      [superblock, freeSpace, inodes, freeList])
  }

  private static let superblock = HeaderProgram.Pair(
    name: "superblock", type: "struct xfs_dsb",
    fields: [
      "sb_magicnum", "sb_blocksize", "sb_dblocks", "sb_rblocks", "sb_rextents", "sb_logstart", "sb_rootino",
      "sb_rbmino", "sb_rsumino", "sb_rextsize", "sb_agblocks", "sb_agcount", "sb_rbmblocks", "sb_logblocks",
      "sb_versionnum", "sb_sectsize", "sb_inodesize", "sb_inopblock", "sb_blocklog", "sb_sectlog", "sb_inodelog",
      "sb_inopblog", "sb_agblklog", "sb_rextslog", "sb_inprogress", "sb_imax_pct", "sb_icount", "sb_ifree",
      "sb_fdblocks", "sb_frextents", "sb_uquotino", "sb_gquotino", "sb_qflags", "sb_flags", "sb_shared_vn",
      "sb_inoalignmt", "sb_unit", "sb_width", "sb_dirblklog", "sb_logsectlog", "sb_logsectsize", "sb_logsunit",
      "sb_features2", "sb_bad_features2", "sb_features_compat", "sb_features_ro_compat", "sb_features_incompat",
      "sb_features_log_incompat", "sb_crc", "sb_spino_align", "sb_pquotino", "sb_lsn",
    ])

  private static let freeSpace = HeaderProgram.Pair(
    name: "agf", type: "struct xfs_agf",
    fields: [
      "agf_magicnum", "agf_versionnum", "agf_seqno", "agf_length", "agf_roots[]", "agf_levels[]", "agf_flfirst",
      "agf_fllast", "agf_flcount", "agf_freeblks", "agf_longest", "agf_btreeblks", "agf_rmap_blocks",
      "agf_refcount_blocks", "agf_refcount_root", "agf_refcount_level", "agf_lsn", "agf_crc",
    ])

  /// Without the blocks, which stand behind it.
  private static let freeList = HeaderProgram.Pair(
    name: "agfl", type: "struct xfs_agfl", fields: ["agfl_magicnum", "agfl_seqno", "agfl_lsn", "agfl_crc"],
    isWhole: false)

  private static let inodes = HeaderProgram.Pair(
    name: "agi", type: "struct xfs_agi",
    fields: [
      "agi_magicnum", "agi_versionnum", "agi_seqno", "agi_length", "agi_count", "agi_root", "agi_level",
      "agi_freecount", "agi_newino", "agi_dirino", "agi_unlinked[]", "agi_crc", "agi_lsn", "agi_free_root",
      "agi_free_level", "agi_iblocks", "agi_fblocks",
    ])
}
