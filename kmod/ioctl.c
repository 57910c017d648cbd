// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a mounted filesystem tells of itself, through its root directory.
 */
#include <linux/fs.h>
#include <linux/uaccess.h>

#include "vexfs.h"

static void vexfs_fill_status(struct super_block *sb,
			      struct vexfs_status *status)
{
	const struct vexfs_sb_info *sbi = vexfs_sbi(sb);
	const struct vexfs_superblock *super = sbi->super;

	memset(status, 0, sizeof(*status));
	status->version = super->version;
	if (sb_rdonly(sb))
		status->flags = cpu_to_le32(VEXFS_STATUS_FLAGS_READ_ONLY);
	status->block_size = super->block_size;
	status->total_blocks = super->total_blocks;
	status->free_blocks = super->free_blocks;
	memcpy(status->label, super->label, sizeof(status->label));
	status->findings = cpu_to_le32(sbi->findings);
	status->last_rule = cpu_to_le32(sbi->last.rule);
	status->last_weight = cpu_to_le32(sbi->last.severity);
	status->last_offset = cpu_to_le64(sbi->last.offset);
	if (vexfs_is_v1(sbi))
		return;
	memcpy(status->uuid, super->uuid, sizeof(status->uuid));
	status->compat = super->compat;
	status->ro_compat = super->ro_compat;
	status->incompat = super->incompat;
	status->generation = super->generation;
	status->inodes_used = super->inodes_used;
	status->state = super->state;
}

/**
 * vexfs_ioctl - answer what the specification declares under ioctls
 * @file: the root directory
 * @command: what is asked
 * @argument: where the answer goes
 *
 * Return: 0, -EFAULT, or -ENOTTY for what is not known.
 */
long vexfs_ioctl(struct file *file, unsigned int command,
		 unsigned long argument)
{
	struct vexfs_status status;

	if (command != VEXFS_IOC_STATUS)
		return -ENOTTY;
	vexfs_fill_status(file_inode(file)->i_sb, &status);
	if (copy_to_user((void __user *)argument, &status, sizeof(status)))
		return -EFAULT;
	return 0;
}
