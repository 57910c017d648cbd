/* SPDX-License-Identifier: Apache-2.0 */
#include "handwritten.h"

#include <string.h>

#include "vexfs_format.h"

/* The reference is for little-endian hosts; a load is then a plain one. */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "measure on a little-endian host"
#endif

#define FAIL() return __LINE__
#define REQUIRE(condition)      \
	do {                    \
		if (!(condition)) \
			FAIL(); \
	} while (0)

static int is_zero(const void *bytes, size_t count)
{
	const unsigned char *next = bytes;
	uint64_t word;

	for (; count >= sizeof(word); count -= sizeof(word), next += sizeof(word)) {
		memcpy(&word, next, sizeof(word));
		if (word)
			return 0;
	}
	while (count--)
		if (*next++)
			return 0;
	return 1;
}

static uint64_t word(const unsigned char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static int extent(const struct vexfs_extent *e, uint64_t total)
{
	uint64_t start = e->start & ((1ULL << 48) - 1);

	REQUIRE(e->length >= 1);
	REQUIRE(!(e->start >> 49));
	REQUIRE((uint64_t)e->logical + e->length <= 1ULL << 32);
	REQUIRE(start >= 1 && start + e->length <= total - 1);
	return 0;
}

static int inode(const struct vexfs_inode *i, uint64_t total, int extended, uint64_t slot)
{
	unsigned int kind = i->mode >> VEXFS_INODE_MODE_KIND_SHIFT & VEXFS_INODE_MODE_KIND_MASK;
	uint64_t blocks = 0;
	unsigned int n;
	int error, fits;

	REQUIRE(!memcmp(i->magic, VEXFS_INODE_MAGIC_VALUE, sizeof(i->magic)));
	REQUIRE(!(i->flags & ~(uint32_t)VEXFS_INODE_FLAGS_KNOWN));
	switch (kind) {
	case VEXFS_FILE_KIND_NONE:
	case VEXFS_FILE_KIND_FIFO:
	case VEXFS_FILE_KIND_CHARACTER:
	case VEXFS_FILE_KIND_DIRECTORY:
	case VEXFS_FILE_KIND_BLOCK:
	case VEXFS_FILE_KIND_FILE:
	case VEXFS_FILE_KIND_SYMLINK:
	case VEXFS_FILE_KIND_SOCKET:
		break;
	default:
		FAIL();
	}
	REQUIRE(i->layout <= VEXFS_LAYOUT_DEVICE);
	REQUIRE(!i->depth);
	REQUIRE(i->links >= 1 && i->links <= INT32_MAX);
	REQUIRE(i->size <= 1ULL << 44);
	REQUIRE(i->blocks <= 1ULL << 32);
	REQUIRE(!i->xattr && !i->project);
	REQUIRE(i->split <= 8);
	REQUIRE(!i->xattrs);
	REQUIRE(extended || is_zero(i->reserved, sizeof(i->reserved)));
	REQUIRE(i->entries <= sizeof(i->extents) / sizeof(i->extents[0]));
	REQUIRE(is_zero(i->extents + i->entries, sizeof(i->extents) - i->entries * sizeof(i->extents[0])));
	for (n = 0; n < i->entries; n++) {
		error = extent(&i->extents[n], total);
		if (error)
			return error;
		blocks += i->extents[n].length;
	}
	REQUIRE(!i->tail);
	REQUIRE(i->number == slot);
	REQUIRE(i->blocks == blocks);
	REQUIRE(i->entries <= i->split);
	REQUIRE((i->mode == 0) == (slot == 0 || slot == 2 || slot == 3 || slot == 4));
	REQUIRE(!i->entries || i->layout == VEXFS_LAYOUT_EXTENTS);
	switch (kind) {
	case VEXFS_FILE_KIND_FIFO:
	case VEXFS_FILE_KIND_SOCKET:
		fits = i->layout == VEXFS_LAYOUT_NONE;
		break;
	case VEXFS_FILE_KIND_CHARACTER:
	case VEXFS_FILE_KIND_BLOCK:
		fits = i->layout == VEXFS_LAYOUT_DEVICE;
		break;
	case VEXFS_FILE_KIND_NONE:
		fits = i->layout == VEXFS_LAYOUT_EXTENTS;
		break;
	default:
		fits = i->layout != VEXFS_LAYOUT_DEVICE;
	}
	REQUIRE(fits);
	if (slot == VEXFS_ROOT_INODE) {
		REQUIRE(kind == VEXFS_FILE_KIND_DIRECTORY && i->parent == VEXFS_ROOT_INODE && i->links >= 2);
		REQUIRE(!i->size);
	}
	return 0;
}

static int region(const struct vexfs_region *r, uint64_t total, int extended)
{
	REQUIRE(extended || is_zero(r->flags, sizeof(r->flags)));
	switch (r->type) {
	case VEXFS_REGION_TYPE_SPACE_MAP:
	case VEXFS_REGION_TYPE_BITMAP:
	case VEXFS_REGION_TYPE_JOURNAL:
		REQUIRE(r->element_size == VEXFS_BLOCK_BYTES);
		break;
	case VEXFS_REGION_TYPE_UNUSED:
	case VEXFS_REGION_TYPE_KEEP:
		REQUIRE(!r->element_size);
		break;
	}
	if (r->type == VEXFS_REGION_TYPE_UNUSED) {
		REQUIRE(!r->start && !r->blocks && !r->first);
	} else {
		uint64_t end;

		REQUIRE(r->start >= 1 && r->blocks >= 1);
		REQUIRE(!__builtin_add_overflow(r->start, r->blocks, &end) && end <= total - 1);
	}
	return 0;
}

static int regions(const struct vexfs_superblock *s, uint64_t bitmap_blocks, uint64_t map_blocks)
{
	uint64_t bitmap = 0, map = 0, end = 0;
	unsigned int n;

	for (n = 0; n < sizeof(s->regions) / sizeof(s->regions[0]); n++) {
		const struct vexfs_region *r = &s->regions[n];

		REQUIRE((n < s->region_count) == (r->type != VEXFS_REGION_TYPE_UNUSED));
		if (n < s->region_count) {
			REQUIRE(n == 0 || r->start >= end);
			end = r->start + r->blocks;
		}
		if (r->type == VEXFS_REGION_TYPE_BITMAP) {
			REQUIRE(r->first == bitmap);
			bitmap += r->blocks;
		} else if (r->type == VEXFS_REGION_TYPE_SPACE_MAP) {
			REQUIRE(r->first == map);
			map += r->blocks;
		}
	}
	REQUIRE(bitmap == bitmap_blocks && map == map_blocks);
	return 0;
}

static int version_2(const struct vexfs_superblock *s, uint64_t place)
{
	const struct vexfs_migration *m = &s->migration;
	uint64_t total = s->total_blocks, bitmap_blocks, map_blocks, logical = 0;
	int extended = (s->compat & ~VEXFS_COMPAT_KNOWN) || (s->ro_compat & ~VEXFS_RO_COMPAT_KNOWN);
	unsigned int n;
	int error;

	REQUIRE(!is_zero(s->uuid, sizeof(s->uuid)) && !is_zero(s->meta_uuid, sizeof(s->meta_uuid)));
	REQUIRE(s->generation >= 1);
	REQUIRE(place % VEXFS_BLOCK_BYTES == 0 && s->block == place / VEXFS_BLOCK_BYTES);
	REQUIRE(s->checksum_kind == VEXFS_CHECKSUM_KIND_CRC32C);
	REQUIRE(s->hash_kind == VEXFS_HASH_KIND_SIPHASH_2_4);
	REQUIRE(s->region_count >= 2 && s->region_count <= sizeof(s->regions) / sizeof(s->regions[0]));
	error = inode(&s->inode_table, total, extended, 0);
	if (error)
		return error;
	REQUIRE(!m->from && !m->to && !m->phase && !m->from_kind && !m->to_kind && !m->cursor && !m->started);
	REQUIRE(is_zero(m->plan, sizeof(m->plan)));
	REQUIRE(extended || (is_zero(m->reserved, sizeof(m->reserved)) && is_zero(m->reserved2, sizeof(m->reserved2))));
	REQUIRE(!s->collections);
	REQUIRE(extended || is_zero(s->reserved1, sizeof(s->reserved1)));
	for (n = 0; n < sizeof(s->regions) / sizeof(s->regions[0]); n++) {
		error = region(&s->regions[n], total, extended);
		if (error)
			return error;
	}
	REQUIRE(extended || is_zero(s->reserved2, sizeof(s->reserved2)));
	REQUIRE(s->free_blocks <= total);
	REQUIRE(s->backup_block == total - 1);
	REQUIRE(s->checksum_seed == (word(s->meta_uuid) ^ word(s->meta_uuid + sizeof(uint64_t))));
	REQUIRE((s->state & VEXFS_STATE_ERRORS) || !s->error_time);
	bitmap_blocks = (total + VEXFS_BITS_PER_BLOCK - 1) / VEXFS_BITS_PER_BLOCK;
	map_blocks = (bitmap_blocks + VEXFS_RECORDS_PER_MAP - 1) / VEXFS_RECORDS_PER_MAP;
	error = regions(s, bitmap_blocks, map_blocks);
	if (error)
		return error;
	REQUIRE(s->inode_table.entries >= 1);
	REQUIRE(s->inode_table.blocks * VEXFS_BLOCK_BYTES == s->inode_table.size);
	for (n = 0; n < s->inode_table.entries; n++) {
		REQUIRE(s->inode_table.extents[n].logical == logical);
		logical += s->inode_table.extents[n].length;
	}
	return 0;
}

int handwritten_superblock(const void *buf, size_t len, uint64_t place, uint64_t image_size)
{
	const struct vexfs_superblock *s = buf;

	REQUIRE(len >= VEXFS_SUPERBLOCK_SIZE_MIN);
	REQUIRE(!memcmp(s->magic, VEXFS_SUPERBLOCK_MAGIC_VALUE, sizeof(s->magic)));
	REQUIRE(s->version == 1 || s->version == 2);
	REQUIRE(s->block_size == VEXFS_BLOCK_BYTES);
	if (s->version == 2) {
		REQUIRE(len >= VEXFS_SUPERBLOCK_SIZE_V2);
		REQUIRE(!(s->ro_compat & ~VEXFS_RO_COMPAT_KNOWN) && !(s->ro_compat & VEXFS_RO_COMPAT_SEALED));
		REQUIRE(!(s->ro_compat & VEXFS_RO_COMPAT_ORPHANS_PENDING) || (s->compat & VEXFS_COMPAT_ORPHANS));
		REQUIRE(!(s->incompat & ~VEXFS_INCOMPAT_KNOWN));
		REQUIRE(!(s->incompat & (VEXFS_INCOMPAT_MIGRATING | VEXFS_INCOMPAT_JOURNAL_DIRTY)));
		REQUIRE(!(s->state & ~VEXFS_STATE_KNOWN));
	}
	REQUIRE(s->total_blocks >= (s->version == 1 ? 1 : 5) && s->total_blocks <= 1ULL << 32);
	REQUIRE(s->version != 1 || is_zero(s->reserved_v1, sizeof(s->reserved_v1)));
	REQUIRE(s->total_blocks * VEXFS_BLOCK_BYTES <= image_size);
	return s->version == 2 ? version_2(s, place) : 0;
}

int handwritten_inode(const void *buf, size_t len, const void *superblock, uint64_t slot)
{
	const struct vexfs_superblock *s = superblock;
	int extended = (s->compat & ~VEXFS_COMPAT_KNOWN) || (s->ro_compat & ~VEXFS_RO_COMPAT_KNOWN);

	REQUIRE(len >= VEXFS_INODE_SIZE);
	return inode(buf, s->total_blocks, extended, slot);
}
