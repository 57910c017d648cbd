#include "slabs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool count(int folder, const char *name, long *objects)
{
	char path[300], digits[32] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/shrink", name);
	fd = openat(folder, path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* A cache that cannot be shrunk is counted as it is. */
	(void)!write(fd, "1", 1);
	close(fd);
	snprintf(path, sizeof(path), "%s/objects", name);
	fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	(void)!read(fd, digits, sizeof(digits) - 1);
	close(fd);
	*objects = strtol(digits, NULL, 10);
	return true;
}

bool slabs_count(struct slabs *slabs)
{
	DIR *folder = opendir("/sys/kernel/slab");
	struct dirent *entry;

	slabs->count = 0;
	if (!folder)
		return false;
	while (slabs->count < SLABS && (entry = readdir(folder))) {
		/* Links are further names of caches that are there. */
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		snprintf(slabs->caches[slabs->count].name, sizeof(slabs->caches->name), "%.63s", entry->d_name);
		if (count(dirfd(folder), entry->d_name, &slabs->caches[slabs->count].objects))
			slabs->count++;
	}
	closedir(folder);
	return slabs->count;
}

static long objects(const struct slabs *slabs, const char *name)
{
	for (unsigned int i = 0; i < slabs->count; i++)
		if (!strcmp(slabs->caches[i].name, name))
			return slabs->caches[i].objects;
	return 0;
}

long slabs_growth(const struct slabs *before, const struct slabs *after, const char **name)
{
	long most = 0;

	*name = "none";
	for (unsigned int i = 0; i < after->count; i++) {
		long growth = after->caches[i].objects - objects(before, after->caches[i].name);

		if (growth > most) {
			most = growth;
			*name = after->caches[i].name;
		}
	}
	return most;
}
