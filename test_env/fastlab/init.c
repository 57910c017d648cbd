/*
 * The first and only program of the lab's guest: loads modules, runs the cases of the pack from the one that the kernel's
 * command line names (first=N), answers, and powers off.
 *
 * Answers, one a line:
 *
 *	boot RELEASE		the guest runs
 *	fail TEXT		the run cannot go on
 *	> N			item N begins
 *	< N ERRNO ENTRIES CALL: MESSAGES	what became of mounting case N
 *	= N ok|FAIL TEXT	what became of step N
 *	time DEVICE N MICROSECONDS	how long N cases on a kind of device took
 *	done			everything was run
 */
#include "answers.h"
#include "attempt.h"
#include "device.h"
#include "guard.h"
#include "modules.h"
#include "steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* The emulator ends when the guest restarts (-no-reboot); powering off needs ACPI, which not every kernel here has. */
static void end_machine(void)
{
	reboot(RB_AUTOBOOT);
}

static void give_up(const char *what)
{
	answer("fail cannot %s: %s", what, strerror(errno));
	end_machine();
}

static long microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void mount_system_folders(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("tmpfs", "/tmp", "tmpfs", 0, "size=90%");
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
}

static void run_case(struct device *device, const struct item *item)
{
	static struct attempt attempt;

	if (!device_patch(device, item))
		give_up("patch a device");
	answer("> %u", item->number);
	attempt_mount(&attempt, device->path, NULL);
	answer("< %u %d %d %s: %s", item->number, attempt.error, attempt.entries, attempt.call, attempt.messages);
	if (!device_unpatch(device))
		give_up("take a patch back");
}

static void run_group(const struct pack *pack, uint32_t number, uint32_t first)
{
	struct device device;
	struct group group;
	struct items items;
	struct item item;
	const char *problem;
	uint32_t cases = 0;
	long begin;

	if (!pack_group(pack, number, &group, &items)) {
		errno = EINVAL;
		give_up("read a group");
	}
	if (group.first + group.count <= first)
		return;
	problem = device_open(&device, pack, &group);
	if (problem)
		give_up(problem);
	begin = microseconds();
	while (next_item(&items, &item)) {
		if (item.number < first)
			continue;
		if (item.name_length) {
			answer("> %u", item.number);
			run_step(&device, &item);
		} else {
			run_case(&device, &item);
			cases++;
		}
	}
	if (cases)
		answer("time %u %u %ld", group.device, cases, microseconds() - begin);
	device_close(&device);
}

int main(void)
{
	struct utsname name;
	struct pack pack;
	const char *first = getenv("first"), *problem;

	/* On a machine that works, nothing may happen at all. */
	if (getpid() == 1)
		mount_system_folders();
	problem = not_a_lab_guest();
	if (problem) {
		fprintf(stderr, "fastlab: refused: this loads a kernel module and mounts VexFS: %s\n", problem);
		if (getpid() != 1)
			return 77;
		end_machine();
	}
	if (answers_open()) {
		perror("fastlab: there is no shared memory");
		end_machine();
	}
	uname(&name);
	answer("boot %s", name.release);
	problem = load_modules("/lib/modules/list");
	if (problem)
		give_up(problem);
	if (!pack_open(&pack, "/dev/vda"))
		give_up("read the pack on /dev/vda");
	problem = load_ramdisk(pack.largest);
	if (problem)
		give_up(problem);
	problem = load_tested();
	if (problem)
		give_up(problem);
	for (uint32_t number = 0; number < pack.groups; number++)
		run_group(&pack, number, first ? strtoul(first, NULL, 10) : 0);
	answer("done");
	end_machine();
	return 0;
}
