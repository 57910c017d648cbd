/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs among the kernels that the module builds for. The rest of the
 * module is written against the newest of them; Kbuild finds out which of its
 * functions a kernel has.
 */
#ifndef _VEXFS_COMPAT_H
#define _VEXFS_COMPAT_H

#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/string.h>

#ifndef VEXFS_HAS_inode_set_ctime_to_ts
static inline void inode_set_ctime_to_ts(struct inode *inode,
					 struct timespec64 time)
{
	inode->i_ctime = time;
}
#endif

#ifndef VEXFS_HAS_inode_set_atime_to_ts
static inline void inode_set_atime_to_ts(struct inode *inode,
					 struct timespec64 time)
{
	inode->i_atime = time;
}
#endif

#ifndef VEXFS_HAS_inode_set_mtime_to_ts
static inline void inode_set_mtime_to_ts(struct inode *inode,
					 struct timespec64 time)
{
	inode->i_mtime = time;
}
#endif

#ifndef VEXFS_HAS_super_set_uuid
static inline void super_set_uuid(struct super_block *sb, const u8 *uuid,
				  unsigned int len)
{
	memcpy(&sb->s_uuid, uuid, len);
}
#endif

/* The page cache of a block device. */
static inline struct address_space *vexfs_mapping(struct block_device *bdev)
{
#ifdef VEXFS_HAS_bd_mapping
	return bdev->bd_mapping;
#else
	return bdev->bd_inode->i_mapping;
#endif
}

#endif /* _VEXFS_COMPAT_H */
