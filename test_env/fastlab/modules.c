#include "modules.h"

#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int load(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return -1;
	result = syscall(SYS_finit_module, fd, parameters, 0);
	if (result && errno == EEXIST)
		result = 0;
	close(fd);
	return result;
}

const char *load_modules(const char *list)
{
	static char problem[300];
	char line[256];
	FILE *file = fopen(list, "re");

	if (!file)
		return "read the list of modules";
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (load(line, strstr(line, "/loop.ko") ? "max_loop=2" : "")) {
			snprintf(problem, sizeof(problem), "load %s", line);
			fclose(file);
			return problem;
		}
	}
	fclose(file);
	return NULL;
}

const char *load_ramdisk(uint64_t largest)
{
	char parameters[64];

	/* Memory is taken where something is written. A kernel that has it built in got the size on its command line. */
	snprintf(parameters, sizeof(parameters), "rd_nr=1 max_part=4 rd_size=%llu", (unsigned long long)(largest / 1024 + 4));
	if (access("/dev/ram0", F_OK) && load("/lib/modules/brd.ko", parameters))
		return "load the ramdisk driver";
	return NULL;
}

const char *load_tested(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/lib/modules/%s.ko", filesystem);
	return load(path, "") ? "load the module that is tested" : NULL;
}

const char *unload_tested(void)
{
	return syscall(SYS_delete_module, filesystem, O_NONBLOCK) ? "unload the module that is tested" : NULL;
}
