/* Block devices of any size with a base image on them, patched in place. */
#ifndef DEVICE_H
#define DEVICE_H

#include "pack.h"

struct device {
	/* For mount. */
	char path[32];
	/* Kept open, so that the page cache of the device stays. */
	int fd;
	int whole;
	uint64_t size;
	const struct pack *pack;
	struct group group;
};

/*
 * Brings a group's device into being: a partition of the ramdisk or of the scratch disk, or a loop device, or a broken disk
 * as it is. Returns NULL, or what could not be done, with errno.
 */
const char *device_open(struct device *device, const struct pack *pack, const struct group *group);

/* Puts an item's bytes over the base image. Returns false with errno. */
bool device_patch(struct device *device, const struct item *item);
/* Takes them back. */
bool device_unpatch(struct device *device);

/* Leaves zeroes behind and closes. */
void device_close(struct device *device);

#endif
