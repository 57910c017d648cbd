#include "step.h"

#include "attempt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

bool step_fails(struct step *step, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(step->text, sizeof(step->text), format, arguments);
	va_end(arguments);
	return false;
}

bool step_passes(struct step *step, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(step->text, sizeof(step->text), format, arguments);
	va_end(arguments);
	return true;
}

bool step_mounts(struct step *step)
{
	if (!mount(step->device->path, "/mnt", filesystem, 0, NULL))
		return true;
	return step_fails(step, "mount: %s", strerror(errno));
}

bool step_finds(struct step *step, const char *found)
{
	char expected[1024], padded[1024], word[256], *rest = NULL;

	snprintf(expected, sizeof(expected), "%s", step->argument);
	snprintf(padded, sizeof(padded), " %s ", found);
	for (char *next = strtok_r(expected, " ", &rest); next; next = strtok_r(NULL, " ", &rest)) {
		snprintf(word, sizeof(word), " %s ", next);
		if (!strstr(padded, word))
			return step_fails(step, "expected %s, found %s", next, found);
	}
	return step_passes(step, "%s", found);
}

bool step_unmounts(struct step *step)
{
	if (!umount2("/mnt", 0))
		return true;
	return step_fails(step, "umount: %s", strerror(errno));
}
