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

bool step_unmounts(struct step *step)
{
	if (!umount2("/mnt", 0))
		return true;
	return step_fails(step, "umount: %s", strerror(errno));
}
