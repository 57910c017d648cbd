// SPDX-License-Identifier: GPL-2.0-only
/*
 * Directories. The only one so far is the root, and rules see to it that it is
 * empty.
 */
#include <linux/fs.h>

#include "vexfs.h"

static struct dentry *vexfs_lookup(struct inode *dir, struct dentry *dentry,
				   unsigned int flags)
{
	if (dentry->d_name.len > NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	return d_splice_alias(NULL, dentry);
}

static int vexfs_readdir(struct file *file, struct dir_context *ctx)
{
	dir_emit_dots(file, ctx);
	return 0;
}

const struct inode_operations vexfs_dir_iops = {
	.lookup = vexfs_lookup,
};

const struct file_operations vexfs_dir_fops = {
	.iterate_shared = vexfs_readdir,
	.llseek = generic_file_llseek,
	.read = generic_read_dir,
	.unlocked_ioctl = vexfs_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
