/* The option `debug`: what it logs, and where it is shown. */
#include "step.h"

#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* Whether a new line of the kernel's log has the text. */
static bool is_logged(int log, const char *text)
{
	char line[1 << 13];
	bool found = false;
	ssize_t length;

	/* One read is one line; EPIPE means that some were lost, and the next follows. */
	while ((length = read(log, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		line[length > 0 ? length : 0] = 0;
		found = found || strstr(line, text);
	}
	return found;
}

/* Whether the mount at /mnt is shown with the option. */
static bool is_shown(void)
{
	char line[1024];
	bool found = false;
	FILE *mounts = fopen("/proc/self/mounts", "re");

	while (mounts && fgets(line, sizeof(line), mounts))
		found = found || (strstr(line, " /mnt ") && strstr(line, ",debug"));
	if (mounts)
		fclose(mounts);
	return found;
}

static bool shows(struct step *step)
{
	if (mount(step->device->path, "/mnt", filesystem, MS_RDONLY, "debug"))
		return step_fails(step, "mount with debug: %s", strerror(errno));
	if (!is_shown())
		return step_fails(step, "/proc/self/mounts does not show the option");
	if (mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_RDONLY, NULL) || is_shown())
		return step_fails(step, "a remount without the option does not take it away");
	return step_unmounts(step);
}

bool step_debug(struct step *step)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool silent, loud;

	if (log < 0 || lseek(log, 0, SEEK_END) < 0)
		return step_fails(step, "cannot read the kernel's log: %s", strerror(errno));
	silent = step_mounts(step) && step_unmounts(step) && !is_logged(log, " finding ");
	loud = shows(step) && is_logged(log, step->argument);
	close(log);
	if (silent && loud)
		return step_passes(step, "%s", step->argument);
	if (step->text[0])
		return false;
	return step_fails(step, silent ? "'%s' is not logged" : "findings are logged without the option", step->argument);
}
