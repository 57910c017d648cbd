// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inodes: from the inode table, checked, to what the VFS holds.
 */
#include <linux/fs.h>

#include "compat.h"
#include "vexfs.h"

/* Checks the header that says which slots of a chunk of the table are used. */
static int vexfs_check_chunk(struct vexfs_sb_info *sbi, u64 index)
{
	struct vexfs_finding finding;
	struct vexfs_inode_chunk chunk;
	u64 place, number, slots;
	int error;

	error = vexfs_inode_chunks_place(&sbi->ctx, index, &place, &number,
					 &slots, &finding);
	if (vexfs_consider(sbi, &finding, error))
		return error;
	error = vexfs_read_bytes(sbi, place, &chunk, sizeof(chunk));
	if (error)
		return error;
	error = vexfs_inode_chunk_check(&sbi->ctx, &chunk, sizeof(chunk),
					place, index, number, slots, &finding);
	return vexfs_consider(sbi, &finding, error);
}

/* Reads an inode into @inode, and checks that copy. */
static int vexfs_read_inode(struct vexfs_sb_info *sbi, u64 number,
			    struct vexfs_inode *inode)
{
	struct vexfs_finding finding;
	u64 place, slot;
	int error;

	error = vexfs_inodes_place(&sbi->ctx, number, &place, &slot, &finding);
	if (vexfs_consider(sbi, &finding, error))
		return error;
	error = vexfs_read_bytes(sbi, place, inode, sizeof(*inode));
	if (error)
		return error;
	error = vexfs_inode_check(&sbi->ctx, inode, sizeof(*inode), place,
				  number, slot, &finding);
	return vexfs_consider(sbi, &finding, error);
}

static struct timespec64 vexfs_time(__le64 nanoseconds)
{
	return ns_to_timespec64((s64)le64_to_cpu(nanoseconds));
}

static void vexfs_fill_inode(struct inode *inode,
			     const struct vexfs_inode *disk)
{
	u32 flags = le32_to_cpu(disk->flags);

	inode->i_mode = le16_to_cpu(disk->mode);
	i_uid_write(inode, le32_to_cpu(disk->uid));
	i_gid_write(inode, le32_to_cpu(disk->gid));
	set_nlink(inode, le32_to_cpu(disk->links));
	inode->i_size = le64_to_cpu(disk->size);
	inode->i_blocks = le64_to_cpu(disk->blocks) <<
			  (inode->i_blkbits - SECTOR_SHIFT);
	inode->i_generation = le32_to_cpu(disk->generation);
	inode_set_atime_to_ts(inode, vexfs_time(disk->atime));
	inode_set_mtime_to_ts(inode, vexfs_time(disk->mtime));
	inode_set_ctime_to_ts(inode, vexfs_time(disk->ctime));
	if (flags & VEXFS_INODE_FLAGS_IMMUTABLE)
		inode->i_flags |= S_IMMUTABLE;
	if (flags & VEXFS_INODE_FLAGS_APPEND)
		inode->i_flags |= S_APPEND;
	if (flags & VEXFS_INODE_FLAGS_NOATIME)
		inode->i_flags |= S_NOATIME;
}

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
 * vexfs_root_inode - read the root directory
 * @sb: the filesystem; its superblock is checked
 *
 * Return: the inode, or an ERR_PTR.
 */
struct inode *vexfs_root_inode(struct super_block *sb)
{
	struct vexfs_sb_info *sbi = vexfs_sbi(sb);
	struct vexfs_inode disk;
	struct inode *inode;
	int error;

	inode = iget_locked(sb, VEXFS_ROOT_INODE);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	if (!(inode->i_state & I_NEW))
		return inode;
	if (vexfs_is_v1(sbi)) {
		vexfs_synthetic_root(inode);
	} else {
		error = vexfs_check_chunk(sbi, VEXFS_ROOT_INODE /
					       VEXFS_SLOTS_PER_CHUNK);
		if (!error)
			error = vexfs_read_inode(sbi, VEXFS_ROOT_INODE, &disk);
		if (error) {
			iget_failed(inode);
			return ERR_PTR(error);
		}
		vexfs_fill_inode(inode, &disk);
	}
	inode->i_op = &vexfs_dir_iops;
	inode->i_fop = &vexfs_dir_fops;
	unlock_new_inode(inode);
	return inode;
}
