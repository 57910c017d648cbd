/*
 * Why a ramdisk: its I/O is a copy in the caller's context, where a loop device wakes a worker for each request; and the base
 * stays in the page cache of the device, so that a mount reads nothing at all.
 */
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SAVED_BYTES = 1 << 20, SAVED_RANGES = 4096 };

/* What the patches of an item cover, to be written back. */
static uint8_t saved[SAVED_BYTES];
static struct {
	uint64_t offset;
	uint32_t length;
	uint32_t at;
} ranges[SAVED_RANGES];
static unsigned int range_count;
static uint32_t saved_length;

static bool write_all(int fd, const uint8_t *bytes, uint64_t length, uint64_t offset)
{
	while (length) {
		ssize_t done = pwrite(fd, bytes, length, offset);

		if (done <= 0)
			return false;
		bytes += done;
		length -= done;
		offset += done;
	}
	return true;
}

static uint64_t clipped(const struct device *device, uint64_t offset, uint64_t length)
{
	if (offset >= device->size)
		return 0;
	return length < device->size - offset ? length : device->size - offset;
}

/* Writes the base image, or zeroes where it was. */
static bool write_base(struct device *device, bool zeroes)
{
	static const uint8_t nothing[1 << 16];
	struct extent extent;

	for (uint32_t i = 0; pack_extent(device->pack, &device->group, i, &extent); i++) {
		const uint8_t *bytes = device->pack->bytes + extent.place;
		uint64_t length = clipped(device, extent.offset, extent.length);

		for (uint64_t done = 0; done < length;) {
			uint64_t part = length - done < sizeof(nothing) ? length - done : sizeof(nothing);

			if (!write_all(device->fd, zeroes ? nothing : bytes + done, part, extent.offset + done))
				return false;
			done += part;
		}
	}
	return true;
}

static const char *add_partition(struct device *device, const char *whole, const char *part)
{
	struct blkpg_partition partition = {.pno = 1, .length = device->size};
	struct blkpg_ioctl_arg argument = {.op = BLKPG_ADD_PARTITION, .datalen = sizeof(partition), .data = &partition};

	device->whole = open(whole, O_RDWR | O_CLOEXEC);
	if (device->whole < 0)
		return "open a disk";
	if (ioctl(device->whole, BLKPG, &argument))
		return "add a partition";
	snprintf(device->path, sizeof(device->path), "%s", part);
	return NULL;
}

static const char *add_loop(struct device *device)
{
	int backing = open("/tmp/loop.img", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct loop_config configuration = {.fd = backing};

	snprintf(device->path, sizeof(device->path), "/dev/loop0");
	device->whole = open(device->path, O_RDWR | O_CLOEXEC);
	if (backing < 0 || ftruncate(backing, device->size) || device->whole < 0)
		return "make the file of a loop device";
	if (ioctl(device->whole, LOOP_CONFIGURE, &configuration))
		return "set up a loop device";
	close(backing);
	return NULL;
}

const char *device_open(struct device *device, const struct pack *pack, const struct group *group)
{
	const char *problem = NULL;

	*device = (struct device){.fd = -1, .whole = -1, .size = group->size, .pack = pack, .group = *group};
	switch (group->device) {
	case DEVICE_RAM:
		problem = add_partition(device, "/dev/ram0", "/dev/ram0p1");
		break;
	case DEVICE_LOOP:
		problem = add_loop(device);
		break;
	case DEVICE_DISK:
		problem = add_partition(device, "/dev/vdb", "/dev/vdb1");
		break;
	case DEVICE_BROKEN_FIRST:
	case DEVICE_BROKEN_SECOND:
		snprintf(device->path, sizeof(device->path), "/dev/vd%c", 'c' + (group->device - DEVICE_BROKEN_FIRST));
		return NULL;
	default:
		errno = EINVAL;
		return "know the kind of a device";
	}
	if (problem)
		return problem;
	device->fd = open(device->path, O_RDWR | O_CLOEXEC);
	if (device->fd < 0)
		return "open a device";
	if (!write_base(device, false))
		return "write a base image";
	return NULL;
}

bool device_patch(struct device *device, const struct item *item)
{
	const uint8_t *at = item->bytes;
	struct patch patch;

	range_count = 0;
	saved_length = 0;
	while (next_patch(item, &at, &patch)) {
		uint32_t length = clipped(device, patch.offset, patch.length);

		if (!length)
			continue;
		if (range_count == SAVED_RANGES || length > SAVED_BYTES - saved_length) {
			errno = E2BIG;
			return false;
		}
		if (pread(device->fd, saved + saved_length, length, patch.offset) != length ||
		    !write_all(device->fd, patch.bytes, length, patch.offset))
			return false;
		ranges[range_count].offset = patch.offset;
		ranges[range_count].length = length;
		ranges[range_count++].at = saved_length;
		saved_length += length;
	}
	return true;
}

bool device_unpatch(struct device *device)
{
	while (range_count) {
		range_count--;
		if (!write_all(device->fd, saved + ranges[range_count].at, ranges[range_count].length,
			       ranges[range_count].offset))
			return false;
	}
	return true;
}

void device_close(struct device *device)
{
	struct blkpg_partition partition = {.pno = 1};
	struct blkpg_ioctl_arg argument = {.op = BLKPG_DEL_PARTITION, .datalen = sizeof(partition), .data = &partition};

	if (device->fd >= 0) {
		write_base(device, true);
		close(device->fd);
	}
	if (device->whole >= 0) {
		ioctl(device->whole, device->group.device == DEVICE_LOOP ? LOOP_CLR_FD : BLKPG, &argument);
		close(device->whole);
	}
	device->fd = device->whole = -1;
}
