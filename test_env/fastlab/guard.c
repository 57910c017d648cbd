#include "guard.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whether a line of a file that begins with a prefix contains a word of its own. */
static bool says(const char *path, const char *prefix, const char *word)
{
	static char line[1 << 14];
	size_t length = strlen(word);
	bool found = false;
	FILE *file = fopen(path, "re");

	while (file && !found && fgets(line, sizeof(line), file)) {
		if (strncmp(line, prefix, strlen(prefix)))
			continue;
		for (const char *at = line; !found && (at = strstr(at, word)); at += length)
			found = (at == line || strchr(" \t", at[-1])) && (!at[length] || strchr(" \t\n", at[length]));
	}
	if (file)
		fclose(file);
	return found;
}

const char *not_a_lab_guest(void)
{
	if (getpid() != 1)
		return "this is not the first process of a guest";
	if (!says("/proc/cmdline", "", "vexfs.lab=1"))
		return "the kernel's command line has no vexfs.lab=1, which the lab's scripts alone set";
	if (!says("/sys/class/dmi/id/sys_vendor", "", "QEMU"))
		return "DMI does not name QEMU as the maker of this machine";
	if (!says("/proc/cpuinfo", "flags", "hypervisor"))
		return "the processor does not say that it runs under a hypervisor";
	return NULL;
}
