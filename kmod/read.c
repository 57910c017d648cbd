// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading metadata: the one way to bytes of the device.
 */
#include <linux/blkdev.h>
#include <linux/highmem.h>
#include <linux/pagemap.h>

#include "compat.h"
#include "vexfs.h"

/**
 * vexfs_read_bytes - copy bytes of the device into private memory
 * @sbi: the filesystem
 * @place: where they begin, in bytes
 * @buf: where to copy them to
 * @len: how many
 *
 * Whoever may write to the device can change its pages at any time. Therefore
 * bytes are copied once, and it is the copy that is checked and used.
 *
 * Return: 0, -ENOMEM, or -EIO when the device cannot give all of them.
 */
int vexfs_read_bytes(struct vexfs_sb_info *sbi, u64 place, void *buf,
		     size_t len)
{
	struct block_device *bdev = sbi->sb->s_bdev;
	u64 size = bdev_nr_bytes(bdev);

	if (place > size || len > size - place)
		return -EIO;
	while (len) {
		size_t part = min_t(size_t, len,
				    PAGE_SIZE - offset_in_page(place));
		struct folio *folio;
		void *bytes;

		folio = read_mapping_folio(vexfs_mapping(bdev),
					   place >> PAGE_SHIFT, NULL);
		if (IS_ERR(folio))
			return PTR_ERR(folio) == -ENOMEM ? -ENOMEM : -EIO;
		bytes = kmap_local_folio(folio,
					 offset_in_folio(folio, place));
		memcpy(buf, bytes, part);
		kunmap_local(bytes);
		folio_put(folio);
		buf += part;
		place += part;
		len -= part;
	}
	return 0;
}
