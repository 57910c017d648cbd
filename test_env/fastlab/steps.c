#include "steps.h"

#include "answers.h"
#include "step.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	bool (*run)(struct step *step);
} steps[] = {
	{"busybox", step_busybox}, {"cycles", step_cycles}, {"options", step_options}, {"validate", step_validate},
	{"readonly", step_readonly}, {"shared", step_shared}, {"source", step_source}, {"statfs", step_statfs},
	{"status", step_status},
	{"reload", step_reload}, {"health", step_health},
};

void run_step(struct device *device, const struct item *item)
{
	struct step step = {.device = device};
	char name[64];
	char *colon;

	snprintf(name, sizeof(name), "%.*s", item->name_length, item->name);
	colon = strchr(name, ':');
	if (colon) {
		*colon = 0;
		step.number = strtoul(colon + 1, NULL, 10);
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		if (!strcmp(steps[i].name, name)) {
			const char *result = steps[i].run(&step) ? "ok" : "FAIL";

			answer("= %u %s %s", item->number, result, step.text);
			return;
		}
	}
	answer("= %u FAIL there is no step '%s'", item->number, name);
}
