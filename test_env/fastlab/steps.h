/* What is tested besides the mounts of cases. */
#ifndef STEPS_H
#define STEPS_H

#include "device.h"

/* Runs the step that an item names, NAME or NAME:NUMBER, on a device with a sound image, and answers. */
void run_step(struct device *device, const struct item *item);

#endif
