/* How many objects the kernel's allocator has given out, cache by cache. */
#ifndef SLABS_H
#define SLABS_H

#include <stdbool.h>

enum { SLABS = 512 };

struct slabs {
	unsigned int count;
	struct {
		char name[64];
		long objects;
	} caches[SLABS];
};

/* Counts; what processors keep in hand is given back first. Returns false where the kernel has no /sys/kernel/slab. */
bool slabs_count(struct slabs *slabs);

/* By how many objects a cache grew, and which: that which grew most. */
long slabs_growth(const struct slabs *before, const struct slabs *after, const char **name);

#endif
