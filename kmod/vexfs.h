/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the module share. The format on disk is none of it: that
 * is in generated/, which comes from the specification.
 */
#ifndef _VEXFS_H
#define _VEXFS_H

#include <linux/fs.h>
#include <linux/types.h>

#include "generated/vexfs_format.h"
#include "generated/vexfs_validate.h"

struct fs_context;

/**
 * struct vexfs_options - what the user asked for
 * @validate: check all that a mount reads, report, and do not keep the mount
 * @debug: log every finding, not only the worst
 */
struct vexfs_options {
	bool validate;
	bool debug;
};

/**
 * struct vexfs_sb_info - a mounted filesystem
 * @sb: what the VFS knows of it
 * @super: private copy of the superblock, read once; checked when @ctx has it
 * @ctx: what the checks take from outside
 * @worst: the first of the gravest findings so far
 * @last: the finding of the rule that failed last
 * @findings: how many rules have failed
 * @options: of the mount
 */
struct vexfs_sb_info {
	struct super_block *sb;
	struct vexfs_superblock *super;
	struct vexfs_ctx ctx;
	struct vexfs_finding worst;
	struct vexfs_finding last;
	u32 findings;
	struct vexfs_options options;
};

static inline struct vexfs_sb_info *vexfs_sbi(const struct super_block *sb)
{
	return sb->s_fs_info;
}

/* Whether the superblock is of the first version, which describes nothing else. */
static inline bool vexfs_is_v1(const struct vexfs_sb_info *sbi)
{
	return le32_to_cpu(sbi->super->version) == VEXFS_VERSION_1;
}

/* mount.c */
int vexfs_init_fs_context(struct fs_context *fc);

/* super.c */
int vexfs_fill_super(struct super_block *sb, struct fs_context *fc);

/* verdict.c */
void vexfs_prepare_checks(struct vexfs_sb_info *sbi);
int vexfs_consider(struct vexfs_sb_info *sbi,
		   const struct vexfs_finding *finding, int error);
void vexfs_log_verdict(struct vexfs_sb_info *sbi, struct fs_context *fc,
		       int error);

/* read.c */
int vexfs_read_bytes(struct vexfs_sb_info *sbi, u64 place, void *buf,
		     size_t len);

/* checksum.c */
extern const struct vexfs_checksum_ops vexfs_checksums;

/* inode.c */
struct inode *vexfs_root_inode(struct super_block *sb);

/* ioctl.c */
long vexfs_ioctl(struct file *file, unsigned int command,
		 unsigned long argument);

/* dir.c */
extern const struct inode_operations vexfs_dir_iops;
extern const struct file_operations vexfs_dir_fops;

#endif /* _VEXFS_H */
