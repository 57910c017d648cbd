#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const int vexfmt_temporary_file = O_TMPFILE;
const int vexfmt_empty_path = AT_EMPTY_PATH;
const int vexfmt_seek_data = SEEK_DATA;
const int vexfmt_seek_hole = SEEK_HOLE;

int vexfmt_punch_hole(int descriptor, long offset, long length)
{
	return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

const char *vexfmt_secure_getenv(const char *name)
{
	return secure_getenv(name);
}

int vexfmt_pipe(int descriptors[2])
{
	return pipe2(descriptors, O_CLOEXEC);
}

int vexfmt_spawn(const char *program, char *const arguments[], char *const variables[], const char *folder,
		 const int descriptors[3])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals;
	pid_t process;
	int error, i;

	error = posix_spawn_file_actions_init(&actions);
	if (error)
		return -error;
	error = posix_spawnattr_init(&attributes);
	if (error) {
		posix_spawn_file_actions_destroy(&actions);
		return -error;
	}
	for (i = 0; !error && i < 3; i++)
		error = posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	if (!error && folder)
		error = posix_spawn_file_actions_addchdir_np(&actions, folder);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attributes, &signals);
	sigfillset(&signals);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes,
				 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!error)
		error = posix_spawn(&process, program, &actions, &attributes, arguments,
				    variables ? variables : environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error ? -error : process;
}

int vexfmt_loop_file(int descriptor, unsigned long *device, unsigned long *inode)
{
	struct loop_info64 info = { 0 };

	if (ioctl(descriptor, LOOP_GET_STATUS64, &info) < 0)
		return -1;
	*device = info.lo_device;
	*inode = info.lo_inode;
	return 0;
}
