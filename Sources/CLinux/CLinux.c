#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const int vexfmt_temporary_file = O_TMPFILE;
const int vexfmt_empty_path = AT_EMPTY_PATH;
const int vexfmt_seek_data = SEEK_DATA;
const int vexfmt_seek_hole = SEEK_HOLE;

int vexfmt_punch_hole(int descriptor, long offset, long length)
{
	return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

const char *vexfmt_secure_getenv(const char *name)
{
	return secure_getenv(name);
}

int vexfmt_loop_file(int descriptor, unsigned long *device, unsigned long *inode)
{
	struct loop_info64 info = { 0 };

	if (ioctl(descriptor, LOOP_GET_STATUS64, &info) < 0)
		return -1;
	*device = info.lo_device;
	*inode = info.lo_inode;
	return 0;
}
