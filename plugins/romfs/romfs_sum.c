/* SPDX-License-Identifier: Apache-2.0 */
/*
 * romfs-sum32: the negative sum of big-endian words of 32 bits, as Linux's fs/romfs has it of the first 512 bytes.
 *
 * A stored sum is what brings the sum of all words to zero. The last word counts as if zeroes followed it. Nobody
 * publishes a check value; this one follows from the definition.
 */
#include <stdlib.h>
#include <string.h>
#include <vexfmt_plugin.h>

struct state {
	uint32_t sum;
	/* How many bytes of a word were fed. */
	unsigned int filled;
};

static void *begin(const uint64_t *initial)
{
	(void)initial;
	return calloc(1, sizeof(struct state));
}

static void *copy(const void *state)
{
	void *other = malloc(sizeof(struct state));

	return other ? memcpy(other, state, sizeof(struct state)) : NULL;
}

static void update(void *state, const void *data, size_t size)
{
	struct state *s = state;
	const unsigned char *bytes = data;

	for (size_t at = 0; at < size; at++) {
		s->sum += (uint32_t)bytes[at] << (24 - 8 * s->filled);
		s->filled = (s->filled + 1) % 4;
	}
}

static void finish(const void *state, unsigned char *digest)
{
	uint32_t value = 0U - ((const struct state *)state)->sum;

	for (int byte = 0; byte < 4; byte++)
		digest[byte] = (unsigned char)(value >> 8 * byte);
}

static const struct vexfmt_checksum sum32 = {
	.size = sizeof(sum32),
	.name = "romfs-sum32",
	.width = 4,
	.check_value = { 0x94, 0x95, 0x97, 0x60 },
	.begin = begin,
	.copy = copy,
	.update = update,
	.finish = finish,
	.end = free,
};

static const struct vexfmt_checksum *const checksums[] = { &sum32 };
static const struct vexfmt_plugin plugin = { VEXFMT_PLUGIN_ABI, 1, checksums };

const struct vexfmt_plugin *vexfmt_plugin(void)
{
	return &plugin;
}
