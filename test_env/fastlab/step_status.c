/* What the module tells of a mounted filesystem by the ioctl that the specification declares. */
#include "step.h"

#include "vexfs_format.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Reads the device's superblock and mounts it. */
static bool mounts(struct step *step, struct vexfs_superblock *superblock)
{
	if (pread(step->device->fd, superblock, sizeof(*superblock), 0) != sizeof(*superblock))
		return step_fails(step, "superblock: %s", strerror(errno));
	return step_mounts(step);
}

/* What the answer has, the superblock must have; version 1 ends in front of the rest. */
static const char *difference(const struct vexfs_status *status, const struct vexfs_superblock *superblock,
			      unsigned long findings)
{
	if (status->version != superblock->version)
		return "version";
	if (!(le32toh(status->flags) & VEXFS_STATUS_FLAGS_READ_ONLY))
		return "flags";
	if (status->block_size != superblock->block_size || status->total_blocks != superblock->total_blocks ||
	    status->free_blocks != superblock->free_blocks)
		return "blocks";
	if (memcmp(status->label, superblock->label, sizeof(status->label)))
		return "label";
	if (le32toh(status->findings) != findings || !status->last_rule != !findings)
		return "findings";
	if (le32toh(superblock->version) == VEXFS_VERSION_1)
		return NULL;
	if (memcmp(status->uuid, superblock->uuid, sizeof(status->uuid)))
		return "uuid";
	if (status->compat != superblock->compat || status->ro_compat != superblock->ro_compat ||
	    status->incompat != superblock->incompat)
		return "features";
	if (status->generation != superblock->generation || status->inodes_used != superblock->inodes_used ||
	    status->state != superblock->state)
		return "usage";
	return NULL;
}

bool step_status(struct step *step)
{
	struct vexfs_superblock superblock;
	struct vexfs_status status;
	const char *wrong = "the answer";
	int folder, unknown = 0;

	if (!mounts(step, &superblock))
		return false;
	memset(&status, 0xff, sizeof(status));
	folder = open("/mnt", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder >= 0) {
		if (!ioctl(folder, VEXFS_IOC_STATUS, &status))
			wrong = difference(&status, &superblock, step->number);
		unknown = ioctl(folder, VEXFS_IOC_STATUS + 1, &status) ? errno : 0;
		close(folder);
	}
	if (!step_unmounts(step))
		return false;
	if (wrong)
		return step_fails(step, "%s differs from the superblock", wrong);
	if (unknown != ENOTTY)
		return step_fails(step, "a request that is not known ended with errno %d", unknown);
	return step_passes(step, "version %u, %llu blocks", le32toh(status.version),
			   (unsigned long long)le64toh(status.total_blocks));
}
