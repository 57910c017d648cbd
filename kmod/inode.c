// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inodes: from checked bytes to what the VFS holds.
 */
#include <linux/fs.h>

#include "compat.h"
#include "vexfs.h"

/* Version 1 has no root directory on disk: an empty one stands in for it. */
static void vexfs_synthetic_root(struct inode *inode)
{
	const struct timespec64 epoch = {};

	inode->i_mode = S_IFDIR | 0755;
	set_nlink(inode, 2);
	inode_set_atime_to_ts(inode, epoch);
	inode_set_mtime_to_ts(inode, epoch);
	inode_set_ctime_to_ts(inode, epoch);
}

/**
 * vexfs_root_inode - the root directory
 * @sb: the filesystem; its superblock is checked
 *
 * Return: the inode, or an ERR_PTR.
 */
struct inode *vexfs_root_inode(struct super_block *sb)
{
	struct vexfs_sb_info *sbi = vexfs_sbi(sb);
	struct inode *inode;

	if (!vexfs_is_v1(sbi))
		return ERR_PTR(-EOPNOTSUPP);
	inode = iget_locked(sb, VEXFS_ROOT_INODE);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (!(inode->i_state & I_NEW))
		return inode;
	vexfs_synthetic_root(inode);
	inode->i_op = &vexfs_dir_iops;
	inode->i_fop = &vexfs_dir_fops;
	unlock_new_inode(inode);
	return inode;
}
