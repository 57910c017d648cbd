/*
 * The target of a format's generated C, and what changes its inputs: DISPATCHER is the file in quotes. No Swift is needed.
 *
 * Whatever the bytes are, a check ends, reads nothing outside of them (the sanitizers see to that), says the same when it is
 * asked twice, and does not contradict itself.
 */
#include "vexfmt_checksums.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The digest that a check computed last, the lowest byte first, so that a mutant can be given what it lacks; no bytes: none. */
static struct {
	unsigned char bytes[32];
	unsigned int width;
} last_digest;

static int noted_checksum(const char *algorithm, const struct vexfmt_checksum_piece *pieces, unsigned int count,
			  const unsigned long long *initial, const unsigned long long *xorout,
			  unsigned long long digest[4])
{
	int width = vexfmt_checksum(algorithm, pieces, count, initial, xorout, digest);

	last_digest.width = width > 0 && width <= 32 ? (unsigned int)width : 0;
	for (int i = 0; i < 32; i++)
		last_digest.bytes[i] = (unsigned char)(digest[i / 8] >> (8 * (i % 8)));
	return width;
}

#define vexfmt_checksum noted_checksum
#define main unused_main
#include DISPATCHER
#undef main
#undef vexfmt_checksum

static void fail(const char *what)
{
	fprintf(stderr, "fuzzing found: %s\n", what);
	abort();
}

static void run_case(const u8 *data, size_t size, u8 result[24])
{
	struct cursor c = { data, size, 0 };

	last_digest.width = 0;
	answer(&c, size % 8, result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u8 first[24], second[24];
	struct cursor c = { first, sizeof(first), 0 };
	u64 rule, status;
	int32_t error;
	unsigned int severity;

	run_case(data, size, first);
	run_case(data, size, second);
	if (memcmp(first, second, sizeof(first)))
		fail("a check says something else when it is asked twice");
	rule = get(&c, 4);
	error = (int32_t)get(&c, 4);
	get(&c, 8);
	severity = (unsigned int)get(&c, 1);
	get(&c, 1);
	status = get(&c, 2);
	if (status)
		return -1;
	if (severity > 3 || (severity == 3) != (error != 0) || (severity != 0) != (rule != 0))
		fail("rule, severity and error of a check contradict each other");
	return 0;
}

/* Where the length of the structure is in a case, before its bytes, whether or not it is right; 0 if nothing is there. */
static size_t length_place(const u8 *data, size_t size, u64 *place)
{
	struct cursor c = { data, size, 0 };
	u64 sources, parameters, i;

	get(&c, 8);
	*place = get(&c, 8);
	get(&c, 8);
	get(&c, 8);
	sources = get(&c, 4);
	parameters = get(&c, 4);
	for (i = 0; i < parameters && !c.failed; i++)
		get(&c, 8);
	for (i = 0; i < sources && !c.failed; i++) {
		size_t len = (size_t)get(&c, 4);

		if (len == 0xffffffff)
			continue;
		if (len > c.left)
			return 0;
		c.next += len;
		c.left -= len;
	}
	return c.failed || c.left < 4 ? 0 : size - c.left;
}

/* Makes the length of the structure agree with the size of the case. */
static void mend_length(u8 *data, size_t size)
{
	u64 place;
	size_t at = length_place(data, size, &place);

	if (at)
		put(data + at, size - at - 4, 4);
}

/* Tries the digest that a check computed last at a place of the case; 1 if the check then says something else. */
static int try_digest(u8 *data, size_t size, size_t at, const u8 before[24])
{
	unsigned int known = last_digest.width, width, i;
	u8 digest[32], saved[32], after[24];
	int swapped;

	memcpy(digest, last_digest.bytes, sizeof(digest));
	for (width = 32; width; width /= 2) {
		if (width > known || width > size - at)
			continue;
		memcpy(saved, data + at, width);
		for (swapped = 0; swapped < 2; swapped++) {
			for (i = 0; i < width; i++)
				data[at + i] = digest[swapped ? width - 1 - i : i];
			run_case(data, size, after);
			if (memcmp(before, after, 16))
				return 1;
		}
		memcpy(data + at, saved, width);
	}
	return 0;
}

/*
 * Repairs checksums without knowing the format: a check that a digest fails points at the place where it should be, and has
 * just computed it. What the check says then tells whether a guess was right.
 */
static void repair(u8 *data, size_t size)
{
	u64 place;
	size_t at = length_place(data, size, &place);
	int round;

	for (round = 0; at && round < 8; round++) {
		u8 before[24];
		struct cursor c = { before, sizeof(before), 0 };
		u64 offset;

		run_case(data, size, before);
		get(&c, 8);
		offset = get(&c, 8) - place;
		if (before[16] != 3 || !last_digest.width || offset >= size - at - 4)
			return;
		if (!try_digest(data, size, at + 4 + (size_t)offset, before))
			return;
	}
}

#ifdef AFL_MUTATOR

/* A library for AFL_CUSTOM_MUTATOR_LIBRARY: AFL++ mutates, and every mutant is made a case with right checksums. */
struct state {
	u8 *room;
	size_t size;
	u64 count;
};

void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_post_process(void *data, unsigned char *buf, size_t size, unsigned char **out);
void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned int seed)
{
	(void)afl;
	(void)seed;
	return calloc(1, sizeof(struct state));
}

size_t afl_custom_post_process(void *data, unsigned char *buf, size_t size, unsigned char **out)
{
	struct state *state = data;

	if (state->size < size) {
		free(state->room);
		state->room = malloc(size);
		state->size = state->room ? size : 0;
	}
	if (!state->room) {
		*out = buf;
		return size;
	}
	memcpy(state->room, buf, size);
	mend_length(state->room, size);
	/* Some keep their wrong checksums: that is to be found, too. */
	if (state->count++ % 8)
		repair(state->room, size);
	*out = state->room;
	return size;
}

void afl_custom_deinit(void *data)
{
	struct state *state = data;

	free(state->room);
	free(state);
}
#else

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	u64 place;
	size_t at = length_place(data, size, &place);

	/* Mostly the structure, and now and then what surrounds it. */
	if (at && seed % 8)
		size = at + 4 + LLVMFuzzerMutate(data + at + 4, size - at - 4, max_size - at - 4);
	else
		size = LLVMFuzzerMutate(data, size, max_size);
	mend_length(data, size);
	/* Some keep their wrong checksums: that is to be found, too. */
	if (seed / 8 % 8)
		repair(data, size);
	return size;
}
#endif
