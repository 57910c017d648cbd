/* The steps, and what they share. */
#ifndef STEP_H
#define STEP_H

#include "device.h"

struct step {
	struct device *device;
	/* What follows the step's name, empty if nothing does, and the number that it begins with. */
	const char *argument;
	unsigned long number;
	/* What was found, for the report. */
	char text[2048];
};

/* Sets the text and answers false; printf(3). */
bool step_fails(struct step *step, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sets the text and answers true. */
bool step_passes(struct step *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Mounts the device at /mnt with mount(2); false sets the text. */
bool step_mounts(struct step *step);
bool step_unmounts(struct step *step);

/* Whether each word that is expected is one of the words that were found; false sets the text. */
bool step_finds(struct step *step, const char *found);

/* mount, ls -la, umount by the programs that people use, so many times. */
bool step_busybox(struct step *step);
/* The same by system calls, and the memory that is lost by it. */
bool step_cycles(struct step *step);
/* An unknown option is refused by its name; known ones are taken. */
bool step_options(struct step *step);
/* The option `validate` reports and mounts nothing. */
bool step_validate(struct step *step);
/* What is mounted cannot be written to, nor remounted for writing. */
bool step_readonly(struct step *step);
/* Two mounts of one device; `validate` of a device that is mounted is refused. */
bool step_shared(struct step *step);
/* What is no block device is refused. */
bool step_source(struct step *step);
/* stat(2) of the root directory tells what the argument says. */
bool step_root(struct step *step);
/* statfs(2) does. */
bool step_statfs(struct step *step);
/* The option `debug` logs the finding that the argument tells, and no other mount does; it is shown while it holds. */
bool step_debug(struct step *step);
/* The status ioctl tells what the superblock says, and so many findings; other requests are not known. */
bool step_status(struct step *step);
/* The module can be unloaded, and loaded again. */
bool step_reload(struct step *step);
/* The kernel has warned of nothing and lost nothing. */
bool step_health(struct step *step);

#endif
