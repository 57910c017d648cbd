/* One attempt at mounting, by the system calls of fsopen(2). */
#ifndef ATTEMPT_H
#define ATTEMPT_H

struct attempt {
	/* 0, or the errno of the call that failed. */
	int error;
	/* The call that failed. */
	const char *call;
	/* What the kernel said of it, one message behind the other. */
	char messages[1024];
	/* Entries of the root directory without the dots; -1 when it could not be read. */
	int entries;
};

/* The filesystem that is tested. */
extern const char *filesystem;

/*
 * Mounts a device nowhere (the mount has no place in the tree), reads the root directory, and unmounts.
 *
 * option: NAME or NAME=VALUE, or NULL.
 */
void attempt_mount(struct attempt *attempt, const char *source, const char *option);

#endif
