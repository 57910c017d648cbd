/* What the module promises besides verdicts: its options, reading only, one superblock for a device. */
#include "step.h"

#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

bool step_options(struct step *step)
{
	static const char *const known[] = {"ro", "debug"};
	struct attempt attempt;

	attempt_mount(&attempt, step->device->path, "nonsense");
	if (attempt.error != EINVAL || !strstr(attempt.messages, "nonsense"))
		return step_fails(step, "option nonsense: errno %d, '%s'", attempt.error, attempt.messages);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		attempt_mount(&attempt, step->device->path, known[i]);
		if (attempt.error)
			return step_fails(step, "option %s: errno %d, '%s'", known[i], attempt.error, attempt.messages);
	}
	return true;
}

bool step_validate(struct step *step)
{
	struct attempt attempt;

	attempt_mount(&attempt, step->device->path, "validate");
	if (attempt.error != ECANCELED)
		return step_fails(step, "errno %d, '%s'", attempt.error, attempt.messages);
	return step_passes(step, "%s", attempt.messages);
}

bool step_readonly(struct step *step)
{
	bool passes;

	if (!step_mounts(step))
		return false;
	if (!mount(NULL, "/mnt", NULL, MS_REMOUNT, NULL) || errno != EROFS)
		passes = step_fails(step, "remount for writing: %s", strerror(errno));
	else if (mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL))
		passes = step_fails(step, "remount for reading: %s", strerror(errno));
	else if (!mkdir("/mnt/folder", 0700) || errno != EROFS)
		passes = step_fails(step, "mkdir: %s", strerror(errno));
	else if (open("/mnt/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600) >= 0 || errno != EROFS)
		passes = step_fails(step, "open: %s", strerror(errno));
	else if (!access("/mnt/missing", F_OK) || errno != ENOENT)
		passes = step_fails(step, "lookup of a name that is not there: %s", strerror(errno));
	else
		passes = true;
	return step_unmounts(step) && passes;
}

bool step_shared(struct step *step)
{
	struct attempt attempt;
	struct stat first, second;

	if (!step_mounts(step))
		return false;
	mkdir("/mnt2", 0700);
	if (mount(step->device->path, "/mnt2", filesystem, 0, NULL))
		return step_fails(step, "second mount: %s", strerror(errno));
	if (stat("/mnt", &first) || stat("/mnt2", &second) || first.st_dev != second.st_dev || first.st_ino != second.st_ino)
		return step_fails(step, "the mounts of one device are different filesystems");
	attempt_mount(&attempt, step->device->path, "validate");
	if (attempt.error != EBUSY || !strstr(attempt.messages, "mounted already"))
		return step_fails(step, "validating what is mounted: errno %d, '%s'", attempt.error, attempt.messages);
	if (umount2("/mnt2", 0))
		return step_fails(step, "second umount: %s", strerror(errno));
	if (stat("/mnt", &second) || first.st_dev != second.st_dev)
		return step_fails(step, "the first mount went with the others");
	return step_unmounts(step);
}

bool step_source(struct step *step)
{
	static const char *const sources[] = {"/tmp/file", "/tmp", "/dev/null", "/dev/missing"};
	static const int errors[] = {ENOTBLK, ENOTBLK, ENOTBLK, ENOENT};
	struct attempt attempt;
	int fd = open("/tmp/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, 1 << 20))
		return step_fails(step, "a file in /tmp: %s", strerror(errno));
	close(fd);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		attempt_mount(&attempt, sources[i], NULL);
		if (attempt.error != errors[i])
			return step_fails(step, "%s: errno %d, '%s'", sources[i], attempt.error, attempt.messages);
	}
	return true;
}
