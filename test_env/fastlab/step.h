/* The steps, and what they share. */
#ifndef STEP_H
#define STEP_H

#include "device.h"

struct step {
	struct device *device;
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
/* Two mounts of one device; one busy device. */
bool step_shared(struct step *step);
/* What is no block device is refused. */
bool step_source(struct step *step);
/* statfs tells the image's numbers. */
bool step_statfs(struct step *step);
/* The status ioctl tells what the superblock says, and others are not known. */
bool step_status(struct step *step);
/* The module can be unloaded, and loaded again. */
bool step_reload(struct step *step);
/* The kernel has warned of nothing and lost nothing. */
bool step_health(struct step *step);

#endif
