/* The pack is mapped, not read: the page cache reads ahead of us. */
#include "pack.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 32, GROUP = 64, EXTENT = 24, ITEM = 8, PATCH = 12 };

static uint64_t load(const uint8_t *bytes, int width)
{
	uint64_t value = 0;

	memcpy(&value, bytes, width);
	return value;
}

static bool inside(const struct pack *pack, uint64_t place, uint64_t length)
{
	return place <= pack->size && length <= pack->size - place;
}

bool pack_open(struct pack *pack, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status))
		return false;
	pack->size = status.st_size;
	if (S_ISBLK(status.st_mode) && ioctl(fd, BLKGETSIZE64, &pack->size))
		return false;
	if (pack->size < HEADER)
		return false;
	bytes = mmap(NULL, pack->size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return false;
	madvise(bytes, pack->size, MADV_SEQUENTIAL);
	pack->bytes = bytes;
	pack->items = load(pack->bytes + 8, 4);
	pack->groups = load(pack->bytes + 12, 4);
	pack->group_table = load(pack->bytes + 16, 8);
	pack->largest = load(pack->bytes + 24, 8);
	return !memcmp(bytes, "VEXLAB1\n", 8) && inside(pack, pack->group_table, (uint64_t)pack->groups * GROUP);
}

bool pack_group(const struct pack *pack, uint32_t number, struct group *group, struct items *items)
{
	if (number >= pack->groups)
		return false;
	memcpy(group, pack->bytes + pack->group_table + (uint64_t)number * GROUP, sizeof(*group));
	if (!inside(pack, group->extent_table, (uint64_t)group->extents * EXTENT) ||
	    !inside(pack, group->item_bytes, group->item_length))
		return false;
	items->at = pack->bytes + group->item_bytes;
	items->end = items->at + group->item_length;
	items->number = group->first;
	return true;
}

bool pack_extent(const struct pack *pack, const struct group *group, uint32_t number, struct extent *extent)
{
	if (number >= group->extents)
		return false;
	memcpy(extent, pack->bytes + group->extent_table + (uint64_t)number * EXTENT, sizeof(*extent));
	return inside(pack, extent->place, extent->length);
}

bool next_item(struct items *items, struct item *item)
{
	size_t left = items->end - items->at;
	uint32_t length;

	if (left < ITEM)
		return false;
	length = load(items->at, 4);
	if (length < ITEM - 4 || length > left - 4)
		return false;
	item->number = items->number++;
	item->patches = load(items->at + 4, 2);
	item->name_length = load(items->at + 6, 2);
	item->name = (const char *)items->at + ITEM;
	item->end = items->at + 4 + length;
	item->bytes = items->at + ITEM + item->name_length;
	items->at = item->end;
	return item->bytes <= item->end;
}

bool next_patch(const struct item *item, const uint8_t **at, struct patch *patch)
{
	size_t left = item->end - *at;

	if (left < PATCH)
		return false;
	patch->offset = load(*at, 8);
	patch->length = load(*at + 8, 4);
	if (patch->length > left - PATCH)
		return false;
	patch->bytes = *at + PATCH;
	*at = patch->bytes + patch->length;
	return true;
}
