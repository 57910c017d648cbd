#include "attempt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *filesystem = "vexfs";

/* glibc 2.36 has wrappers of these; an older one has not. */
static int open_context(void) { return syscall(SYS_fsopen, filesystem, 1 /* FSOPEN_CLOEXEC */); }

static int configure(int context, unsigned int command, const char *key, const char *value)
{
	return syscall(SYS_fsconfig, context, command, key, value, 0);
}

enum { SET_FLAG = 0, SET_STRING = 1, CREATE = 6 };

static void fail(struct attempt *attempt, const char *call)
{
	attempt->error = errno;
	attempt->call = call;
}

static bool set_option(int context, const char *option)
{
	char name[64];
	const char *equals = strchr(option, '=');

	if (!equals)
		return !configure(context, SET_FLAG, option, NULL);
	snprintf(name, sizeof(name), "%.*s", (int)(equals - option), option);
	return !configure(context, SET_STRING, name, equals + 1);
}

/* Counts the entries of the root by getdents64 and looks at each. */
static void read_root(struct attempt *attempt, int root)
{
	static char buffer[1 << 15];
	struct stat status;
	long length;

	if (fstat(root, &status) || !S_ISDIR(status.st_mode))
		return;
	attempt->entries = 0;
	while ((length = syscall(SYS_getdents64, root, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < length;) {
			struct dirent64 *entry = (struct dirent64 *)(buffer + at);

			if (fstatat(root, entry->d_name, &status, AT_SYMLINK_NOFOLLOW)) {
				attempt->entries = -1;
				return;
			}
			if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
				attempt->entries++;
			at += entry->d_reclen;
		}
	}
	if (length < 0)
		attempt->entries = -1;
}

static void read_messages(struct attempt *attempt, int context)
{
	size_t used = 0;
	ssize_t length;

	while (used < sizeof(attempt->messages) - 2 &&
	       (length = read(context, attempt->messages + used, sizeof(attempt->messages) - 2 - used)) > 0) {
		used += length;
		attempt->messages[used++] = ' ';
	}
	attempt->messages[used] = 0;
}

void attempt_mount(struct attempt *attempt, const char *source, const char *option)
{
	int context = open_context(), tree, root;

	attempt->error = 0;
	attempt->call = "";
	attempt->messages[0] = 0;
	attempt->entries = -1;
	if (context < 0) {
		fail(attempt, "fsopen");
		return;
	}
	if (configure(context, SET_STRING, "source", source)) {
		fail(attempt, "source");
	} else if (option && !set_option(context, option)) {
		fail(attempt, "option");
	} else if (configure(context, CREATE, NULL, NULL)) {
		fail(attempt, "mount");
	} else {
		tree = syscall(SYS_fsmount, context, 1 /* FSMOUNT_CLOEXEC */, 0);
		if (tree < 0)
			fail(attempt, "fsmount");
		root = openat(tree, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (root >= 0) {
			read_root(attempt, root);
			close(root);
		}
		if (tree >= 0)
			close(tree);
	}
	read_messages(attempt, context);
	close(context);
}
