// SPDX-License-Identifier: GPL-2.0-only
/*
 * The superblock: reading it once, trusting it as far as the checks say, and
 * telling the VFS what it holds.
 */
#include <linux/blkdev.h>
#include <linux/fs_context.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/statfs.h>

#include "compat.h"
#include "vexfs.h"

static int vexfs_statfs(struct dentry *dentry, struct kstatfs *buf)
{
	struct super_block *sb = dentry->d_sb;
	const struct vexfs_superblock *super = vexfs_sbi(sb)->super;

	buf->f_type = sb->s_magic;
	buf->f_bsize = sb->s_blocksize;
	buf->f_blocks = le64_to_cpu(super->total_blocks);
	/* In version 1 more free blocks than blocks are a warning only. */
	buf->f_bfree = min(le64_to_cpu(super->free_blocks), buf->f_blocks);
	buf->f_bavail = buf->f_bfree;
	buf->f_namelen = NAME_MAX;
	if (vexfs_is_v1(vexfs_sbi(sb))) {
		buf->f_fsid = u64_to_fsid(huge_encode_dev(sb->s_bdev->bd_dev));
	} else {
		buf->f_files = le64_to_cpu(super->inodes_used);
		buf->f_fsid = uuid_to_fsid((__u8 *)super->uuid);
	}
	return 0;
}

static int vexfs_show_options(struct seq_file *seq, struct dentry *root)
{
	if (vexfs_sbi(root->d_sb)->options.debug)
		seq_puts(seq, ",debug");
	return 0;
}

static const struct super_operations vexfs_super_ops = {
	.statfs = vexfs_statfs,
	.show_options = vexfs_show_options,
};

/* Reads the superblock into private memory, once, and checks that copy. */
static int vexfs_read_super(struct vexfs_sb_info *sbi)
{
	size_t len = min_t(u64, sizeof(*sbi->super), sbi->ctx.image_size);
	struct vexfs_finding finding;
	int error;

	error = vexfs_read_bytes(sbi, 0, sbi->super, len);
	if (error)
		return error;
	error = vexfs_superblock_check(&sbi->ctx, sbi->super, len, 0, 0,
				       &finding);
	if (vexfs_consider(sbi, &finding, error))
		return error;
	sbi->ctx.superblock = sbi->super;
	sbi->ctx.superblock_len = len;
	return 0;
}

/* Tells the VFS what the checked superblock says. */
static void vexfs_describe(struct super_block *sb)
{
	const struct vexfs_superblock *super = vexfs_sbi(sb)->super;
	__le32 magic;

	memcpy(&magic, super->magic, sizeof(magic));
	sb->s_magic = le32_to_cpu(magic);
	sb->s_blocksize = VEXFS_BLOCK_BYTES;
	sb->s_blocksize_bits = ilog2(VEXFS_BLOCK_BYTES);
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	/* Times are 64-bit nanoseconds. */
	sb->s_time_gran = 1;
	sb->s_time_min = div_s64(S64_MIN, NSEC_PER_SEC);
	sb->s_time_max = div_s64(S64_MAX, NSEC_PER_SEC);
	sb->s_op = &vexfs_super_ops;
	if (!vexfs_is_v1(vexfs_sbi(sb)))
		super_set_uuid(sb, super->uuid, sizeof(super->uuid));
}

static int vexfs_read_root(struct super_block *sb)
{
	struct inode *root = vexfs_root_inode(sb);

	if (IS_ERR(root))
		return PTR_ERR(root);
	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

/* What the option "validate" ends with: the mount is not kept in any case. */
static int vexfs_validated(const struct vexfs_sb_info *sbi)
{
	return sbi->worst.rule ? -vexfs_rule_errno(sbi->worst.rule) : -ECANCELED;
}

/**
 * vexfs_fill_super - read and check what a mount needs
 * @sb: a new superblock, with its device
 * @fc: the mount
 *
 * Return: 0, or the negative errno that refuses the mount.
 */
int vexfs_fill_super(struct super_block *sb, struct fs_context *fc)
{
	const struct vexfs_options *options = fc->fs_private;
	struct vexfs_sb_info *sbi;
	int error;

	/* vexfs_kill_sb() frees them. */
	sbi = kzalloc(sizeof(*sbi), GFP_KERNEL);
	if (!sbi)
		return -ENOMEM;
	sb->s_fs_info = sbi;
	sbi->sb = sb;
	sbi->options = *options;
	sbi->super = kzalloc(sizeof(*sbi->super), GFP_KERNEL);
	if (!sbi->super)
		return -ENOMEM;

	vexfs_prepare_checks(sbi);
	error = vexfs_read_super(sbi);
	if (!error) {
		vexfs_describe(sb);
		error = vexfs_read_root(sb);
	}
	vexfs_log_verdict(sbi, fc, error);
	if (!error && options->validate)
		error = vexfs_validated(sbi);
	return error;
}

static void vexfs_kill_sb(struct super_block *sb)
{
	struct vexfs_sb_info *sbi = vexfs_sbi(sb);

	kill_block_super(sb);
	if (sbi)
		kfree(sbi->super);
	kfree(sbi);
}

static struct file_system_type vexfs_type = {
	.owner = THIS_MODULE,
	.name = "vexfs",
	.init_fs_context = vexfs_init_fs_context,
	.kill_sb = vexfs_kill_sb,
	.fs_flags = FS_REQUIRES_DEV,
};
MODULE_ALIAS_FS("vexfs");

static int __init vexfs_init(void)
{
	return register_filesystem(&vexfs_type);
}

static void __exit vexfs_exit(void)
{
	unregister_filesystem(&vexfs_type);
}

module_init(vexfs_init);
module_exit(vexfs_exit);

MODULE_AUTHOR("The vexfmt authors");
MODULE_DESCRIPTION("VexFS, the vector-extended filesystem (read-only)");
MODULE_LICENSE("GPL");
