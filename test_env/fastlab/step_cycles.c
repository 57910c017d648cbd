/* Mounting and unmounting many times. */
#include "step.h"

#include "answers.h"
#include "attempt.h"
#include "slabs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a command of busybox and keeps the end of what it says; returns its exit status. */
static int run(struct step *step, char *const arguments[])
{
	int pipes[2], status = -1;
	size_t used = 0;
	ssize_t length;
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	child = fork();
	if (!child) {
		dup2(pipes[1], 1);
		dup2(pipes[1], 2);
		execv("/bin/busybox", arguments);
		_exit(127);
	}
	close(pipes[1]);
	while ((length = read(pipes[0], step->text + used, sizeof(step->text) - 1 - used)) > 0)
		used += length;
	step->text[used] = 0;
	close(pipes[0]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool step_busybox(struct step *step)
{
	char *mount[] = {"mount", "-t", (char *)filesystem, step->device->path, "/mnt", NULL};
	char *list[] = {"ls", "-la", "/mnt", NULL};
	char *unmount[] = {"umount", "/mnt", NULL};
	char listing[sizeof(step->text)];

	for (unsigned long i = 0; i < step->number; i++) {
		if (run(step, mount))
			return false;
		if (run(step, list) || strncmp(step->text, "total ", 6) || !strstr(step->text, " ."))
			return false;
		snprintf(listing, sizeof(listing), "%s", step->text);
		if (run(step, unmount))
			return false;
	}
	return step_passes(step, "%s", listing);
}

static bool list_root(struct step *step)
{
	DIR *root = opendir("/mnt");
	struct dirent *entry;
	unsigned int dots = 0;
	struct stat status;

	if (!root)
		return step_fails(step, "opendir: %s", strerror(errno));
	while ((errno = 0, entry = readdir(root))) {
		if (fstatat(dirfd(root), entry->d_name, &status, AT_SYMLINK_NOFOLLOW)) {
			closedir(root);
			return step_fails(step, "stat of %s: %s", entry->d_name, strerror(errno));
		}
		dots += !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	}
	closedir(root);
	if (errno || dots != 2)
		return step_fails(step, "readdir: %s, %u of . and ..", strerror(errno), dots);
	return true;
}

/* Memory that nobody has, in KiB, with caches dropped. */
static long available(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	char line[128];
	long result = 0;
	FILE *file;

	/* What is freed by RCU or by a worker is free a little later. */
	usleep(200000);
	if (fd >= 0) {
		if (write(fd, "3", 1) != 1)
			result = -1;
		close(fd);
	}
	usleep(200000);
	file = fopen("/proc/meminfo", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemFree: %ld", &result) == 1)
			break;
	if (file)
		fclose(file);
	return result;
}

/* Of a slab that a processor has in hand every object counts as given out, 512 of the smallest: fewer mounts show no leak. */
enum { COUNTED_FROM = 2000 };

bool step_cycles(struct step *step)
{
	static struct slabs before, after;
	/* A page for each eight mounts is noise; what each mount loses is an object of some cache. */
	long memory, lost, grown, allowed = step->number / 2 + 256;
	const char *cache;
	bool counted;

	/* The first mounts fill caches. */
	for (int i = 0; i < 10; i++)
		if (!step_mounts(step) || !step_unmounts(step))
			return false;
	memory = available();
	/* Counting takes objects of its own when it is done first. */
	counted = step->number >= COUNTED_FROM && slabs_count(&before) && slabs_count(&before);
	for (unsigned long i = 0; i < step->number; i++) {
		if (!step_mounts(step) || !list_root(step) || !step_unmounts(step))
			return false;
		answers_tick();
	}
	lost = memory - available();
	if (lost > allowed)
		return step_fails(step, "%lu mounts lost %ld KiB of memory", step->number, lost);
	if (!counted || !slabs_count(&after))
		return step_passes(step, "%lu mounts; %ld KiB less memory; objects were not counted", step->number, lost);
	grown = slabs_growth(&before, &after, &cache);
	if (grown > (long)step->number / 2)
		return step_fails(step, "%lu mounts lost %ld objects of %s", step->number, grown, cache);
	return step_passes(step, "%lu mounts; %ld KiB less memory, %ld more of %s", step->number, lost, grown, cache);
}
