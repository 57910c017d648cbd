/*
 * The cases of a run, as the host packed them on a disk.
 *
 * All integers are little-endian. At 0 the header, padded to 512 bytes:
 *
 *	char magic[8]		"VEXLAB1\n"
 *	u32 items, groups
 *	u64 group_table		place of the groups
 *	u64 largest		size of the largest device, in bytes
 *
 * A group is a device with a base image and the items that use it, 64 bytes:
 *
 *	u32 device		enum device_kind
 *	u32 first, count	numbers of its items
 *	u32 extents		number of its extents
 *	u64 size		of the device in bytes, a multiple of 512
 *	u64 extent_table	24 bytes each: u64 offset on the device, u64 length, u64 place in the pack
 *	u64 item_bytes		place of the items
 *	u64 item_length		bytes of all of them
 *
 * An item, without padding; with a name it is a step of that name, without one a mount of the patched image:
 *
 *	u32 length		of what follows
 *	u16 patches, name	number of patches; length of the name
 *	char name[]
 *	patches			u64 offset, u32 length, bytes
 */
#ifndef PACK_H
#define PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum device_kind {
	DEVICE_RAM = 1,
	DEVICE_LOOP = 2,
	DEVICE_DISK = 3,
	/* Disks on which some reads fail. */
	DEVICE_BROKEN_FIRST = 4,
	DEVICE_BROKEN_SECOND = 5,
};

struct group {
	uint32_t device, first, count, extents;
	uint64_t size, extent_table, item_bytes, item_length;
	uint64_t reserved;
};

struct extent {
	uint64_t offset, length, place;
};

struct patch {
	uint64_t offset;
	uint32_t length;
	const uint8_t *bytes;
};

struct item {
	uint32_t number;
	uint16_t patches;
	uint16_t name_length;
	const char *name;
	const uint8_t *bytes;
	const uint8_t *end;
};

struct pack {
	const uint8_t *bytes;
	uint64_t size;
	uint32_t items, groups;
	uint64_t group_table;
	uint64_t largest;
};

/* A walk over the items of a group. */
struct items {
	const uint8_t *at, *end;
	uint32_t number;
};

/* Maps a pack, on a disk or in a file. Each of these returns false when the pack is not well-formed. */
bool pack_open(struct pack *pack, const char *path);
bool pack_group(const struct pack *pack, uint32_t number, struct group *group, struct items *items);
bool pack_extent(const struct pack *pack, const struct group *group, uint32_t number, struct extent *extent);
/* Returns false behind the last. */
bool next_item(struct items *items, struct item *item);
/* Reads the patch at *at, which begins as item.bytes; returns false behind the last. */
bool next_patch(const struct item *item, const uint8_t **at, struct patch *patch);

#endif
