/* What a kernel remembers of its troubles. */
#include "step.h"

#include "attempt.h"
#include "modules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether a line of a file contains a word. */
static bool contains(const char *path, const char *word)
{
	char line[1024];
	bool found = false;
	FILE *file = fopen(path, "re");

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, word);
	if (file)
		fclose(file);
	return found;
}

bool step_reload(struct step *step)
{
	for (int i = 0; i < 3; i++) {
		const char *problem = unload_tested();

		if (problem)
			return step_fails(step, "cannot %s: %s", problem, strerror(errno));
		if (contains("/proc/modules", filesystem) || contains("/proc/filesystems", filesystem) ||
		    contains("/proc/slabinfo", filesystem))
			return step_fails(step, "something of %s is left after unloading it", filesystem);
		problem = load_tested();
		if (problem)
			return step_fails(step, "cannot %s again: %s", problem, strerror(errno));
	}
	return step_mounts(step) && step_unmounts(step);
}

/* Asks kmemleak, in kernels that have it: two scans, since a first one may see what is on its way. */
static bool leaks(struct step *step)
{
	static const char path[] = "/sys/kernel/debug/kmemleak";
	int fd = open(path, O_RDWR | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return false;
	for (int i = 0; i < 2; i++) {
		sleep(i ? 6 : 1);
		if (write(fd, "scan", 4) != 4)
			break;
	}
	length = read(fd, step->text, sizeof(step->text) - 1);
	close(fd);
	if (length > 0)
		step->text[length] = 0;
	return length > 0;
}

bool step_health(struct step *step)
{
	/* Out-of-tree and unsigned are what the module is; every other bit is trouble. */
	const unsigned long expected = 1 << 12 | 1 << 13;
	char digits[32] = "";
	int fd = open("/proc/sys/kernel/tainted", O_RDONLY | O_CLOEXEC);
	unsigned long taints;

	if (fd < 0 || read(fd, digits, sizeof(digits) - 1) < 1)
		return step_fails(step, "cannot read the kernel's taints: %s", strerror(errno));
	close(fd);
	taints = strtoul(digits, NULL, 10);
	if (taints & ~expected)
		return step_fails(step, "the kernel is tainted: %lu; see the console's log", taints);
	if (leaks(step))
		return false;
	return step_passes(step, "taints %lu", taints);
}
