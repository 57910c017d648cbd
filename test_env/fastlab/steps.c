#include "steps.h"

#include "answers.h"
#include "step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static const struct {
	const char *name;
	bool (*run)(struct step *step);
} steps[] = {
	{"busybox", step_busybox}, {"cycles", step_cycles}, {"options", step_options}, {"validate", step_validate},
	{"readonly", step_readonly}, {"shared", step_shared}, {"source", step_source}, {"statfs", step_statfs},
	{"status", step_status}, {"root", step_root}, {"debug", step_debug},
	{"reload", step_reload}, {"health", step_health},
};

/* Unmounts what a step left; a step that fails spoils none behind it. Returns how many mounts there were. */
static unsigned int unmount_all(void)
{
	static const char *const places[] = {"/mnt", "/mnt2"};
	unsigned int count = 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		while (!umount2(places[i], 0) || !umount2(places[i], MNT_DETACH))
			count++;
	return count;
}

void run_step(struct device *device, const struct item *item)
{
	struct step step = {.device = device, .argument = ""};
	char name[1024];
	char *colon;

	snprintf(name, sizeof(name), "%.*s", item->name_length, item->name);
	colon = strchr(name, ':');
	if (colon) {
		*colon = 0;
		step.argument = colon + 1;
		step.number = strtoul(step.argument, NULL, 10);
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		if (!strcmp(steps[i].name, name)) {
			bool passes = steps[i].run(&step);

			if (unmount_all() && passes)
				passes = step_fails(&step, "it left a mount behind");
			answer("= %u %s %s", item->number, passes ? "ok" : "FAIL", step.text);
			return;
		}
	}
	answer("= %u FAIL there is no step '%s'", item->number, name);
}
