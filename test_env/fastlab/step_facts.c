/* What the system calls tell of an image; the plan of the run says what that must be, since it wrote the image. */
#include "step.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

bool step_root(struct step *step)
{
	struct stat status;
	char text[512];
	int result;

	if (!step_mounts(step))
		return false;
	result = stat("/mnt", &status);
	if (!step_unmounts(step))
		return false;
	if (result)
		return step_fails(step, "stat: %s", strerror(errno));
	snprintf(text, sizeof(text),
		 "inode=%lu mode=%o uid=%u gid=%u links=%lu size=%lu blocks=%lu atime=%ld.%09ld mtime=%ld.%09ld ctime=%ld.%09ld",
		 status.st_ino, status.st_mode, status.st_uid, status.st_gid, status.st_nlink, status.st_size, status.st_blocks,
		 status.st_atim.tv_sec, status.st_atim.tv_nsec, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
		 status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
	return step_finds(step, text);
}

bool step_statfs(struct step *step)
{
	struct statfs status;
	char text[512];
	int result;

	if (!step_mounts(step))
		return false;
	result = statfs("/mnt", &status);
	if (!step_unmounts(step))
		return false;
	if (result)
		return step_fails(step, "statfs: %s", strerror(errno));
	snprintf(text, sizeof(text),
		 "type=%lx size=%ld blocks=%lu free=%lu available=%lu files=%lu name=%ld id=%08x%08x",
		 (long)status.f_type, (long)status.f_bsize, status.f_blocks, status.f_bfree, status.f_bavail, status.f_files,
		 (long)status.f_namelen, status.f_fsid.__val[1], status.f_fsid.__val[0]);
	return step_finds(step, text);
}
