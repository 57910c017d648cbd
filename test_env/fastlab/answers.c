/*
 * The memory is that of an ivshmem-plain device: a 64-bit count of bytes of text, a 64-bit count of ticks, and the text
 * from byte 64 on.
 */
#include "answers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 64, LINE = 4096 };

static volatile uint64_t *used;
static char *text;
static size_t room;

static unsigned long read_number(const char *device, const char *name)
{
	char path[300], digits[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", device, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (read(fd, digits, sizeof(digits) - 1) < 0)
		digits[0] = 0;
	close(fd);
	return strtoul(digits, NULL, 0);
}

static int map_device(const char *device)
{
	char path[300];
	struct stat status;
	void *memory;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/enable", device);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		return -1;
	close(fd);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource2", device);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status))
		return -1;
	memory = mmap(NULL, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (memory == MAP_FAILED)
		return -1;
	used = memory;
	text = (char *)memory + HEADER;
	room = status.st_size - HEADER;
	return 0;
}

int answers_open(void)
{
	DIR *devices = opendir("/sys/bus/pci/devices");
	struct dirent *entry;

	while (devices && (entry = readdir(devices))) {
		if (read_number(entry->d_name, "vendor") == 0x1af4 && read_number(entry->d_name, "device") == 0x1110) {
			int result = map_device(entry->d_name);

			closedir(devices);
			return result;
		}
	}
	if (devices)
		closedir(devices);
	errno = ENODEV;
	return -1;
}

void answer(const char *format, ...)
{
	char line[LINE];
	va_list arguments;
	size_t length, at = *used;
	int printed;

	va_start(arguments, format);
	printed = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	if (printed < 0)
		return;
	length = (size_t)printed < sizeof(line) - 2 ? (size_t)printed : sizeof(line) - 2;
	for (size_t i = 0; i < length; i++)
		if (line[i] == '\n' || line[i] == '\0')
			line[i] = ' ';
	line[length++] = '\n';
	/* Full memory ends the boot: the host sees that the guest did not finish. */
	if (at > room || length > room - at)
		_exit(1);
	memcpy(text + at, line, length);
	__atomic_store_n(used, at + length, __ATOMIC_RELEASE);
}

void answers_tick(void) { __atomic_fetch_add(used + 1, 1, __ATOMIC_RELEASE); }
