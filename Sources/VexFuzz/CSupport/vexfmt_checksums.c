/*
 * CRCs by a table, exFAT's sum, what xxhash offers when VEXFMT_XXHASH is defined, and what plugins have when
 * VEXFMT_PLUGIN_LIST names a file with their paths; see vexfmt_checksums.h.
 */
#include "vexfmt_checksums.h"

#include <stdint.h>
#include <string.h>

/* Feeds a CRC of 32 bits whose bits are reflected; the register is neither complemented before nor after. */
static uint32_t crc_update(uint32_t polynomial, uint32_t value, const uint8_t *p, size_t len)
{
	static uint32_t table[256], made_for;
	size_t i;

	for (uint32_t n = 0; made_for != polynomial && n < 256; n++) {
		uint32_t c = n;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? (c >> 1) ^ polynomial : c >> 1;
		table[n] = c;
	}
	made_for = polynomial;
	for (i = 0; i < len; i++)
		value = table[(value ^ p[i]) & 0xff] ^ (value >> 8);
	return value;
}

static int crc(uint32_t polynomial, const struct vexfmt_checksum_piece *pieces, unsigned int count,
	       const unsigned long long *initial, const unsigned long long *xorout, unsigned long long digest[4])
{
	uint32_t value = initial ? (uint32_t)*initial : 0xffffffffU;

	for (unsigned int i = 0; i < count; i++)
		value = crc_update(polynomial, value, pieces[i].data, pieces[i].len);
	digest[0] = value ^ (xorout ? (uint32_t)*xorout : 0xffffffffU);
	return 4;
}

/* A CRC of 16 bits, bit by bit. */
static int crc16(const struct vexfmt_checksum_piece *pieces, unsigned int count, const unsigned long long *initial,
		 const unsigned long long *xorout, unsigned long long digest[4])
{
	uint16_t value = initial ? (uint16_t)*initial : 0xffffU;

	for (unsigned int i = 0; i < count; i++) {
		const uint8_t *p = pieces[i].data;

		for (size_t at = 0; at < pieces[i].len; at++) {
			value ^= p[at];
			for (int bit = 0; bit < 8; bit++)
				value = (uint16_t)(value & 1 ? (value >> 1) ^ 0xa001U : value >> 1);
		}
	}
	digest[0] = value ^ (xorout ? (uint16_t)*xorout : 0U);
	return 2;
}

/* exFAT's sum of 32 bits. */
static int exfat_sum32(const struct vexfmt_checksum_piece *pieces, unsigned int count, const unsigned long long *initial,
		       const unsigned long long *xorout, unsigned long long digest[4])
{
	uint32_t value = initial ? (uint32_t)*initial : 0U;

	for (unsigned int i = 0; i < count; i++) {
		const uint8_t *p = pieces[i].data;

		for (size_t at = 0; at < pieces[i].len; at++)
			value = (value << 31 | value >> 1) + p[at];
	}
	digest[0] = value ^ (xorout ? (uint32_t)*xorout : 0U);
	return 4;
}

#ifdef VEXFMT_XXHASH
#include <xxhash.h>

static int xxh32(const struct vexfmt_checksum_piece *pieces, unsigned int count, unsigned long long seed,
		 unsigned long long digest[4])
{
	XXH32_state_t *state = XXH32_createState();

	XXH32_reset(state, (XXH32_hash_t)seed);
	for (unsigned int i = 0; i < count; i++)
		XXH32_update(state, pieces[i].data, pieces[i].len);
	digest[0] = XXH32_digest(state);
	XXH32_freeState(state);
	return 4;
}

static int xxh64(const struct vexfmt_checksum_piece *pieces, unsigned int count, unsigned long long seed,
		 unsigned long long digest[4])
{
	XXH64_state_t *state = XXH64_createState();

	XXH64_reset(state, seed);
	for (unsigned int i = 0; i < count; i++)
		XXH64_update(state, pieces[i].data, pieces[i].len);
	digest[0] = XXH64_digest(state);
	XXH64_freeState(state);
	return 8;
}

static int xxh3(const struct vexfmt_checksum_piece *pieces, unsigned int count, unsigned long long seed,
		unsigned long long digest[4], int width)
{
	XXH3_state_t *state = XXH3_createState();

	if (width == 8)
		XXH3_64bits_reset_withSeed(state, seed);
	else
		XXH3_128bits_reset_withSeed(state, seed);
	for (unsigned int i = 0; i < count; i++) {
		if (width == 8)
			XXH3_64bits_update(state, pieces[i].data, pieces[i].len);
		else
			XXH3_128bits_update(state, pieces[i].data, pieces[i].len);
	}
	if (width == 8) {
		digest[0] = XXH3_64bits_digest(state);
	} else {
		XXH128_hash_t hash = XXH3_128bits_digest(state);

		digest[0] = hash.low64;
		digest[1] = hash.high64;
	}
	XXH3_freeState(state);
	return width;
}
#endif

#ifdef VEXFMT_PLUGIN_LIST
#include <dlfcn.h>

#include "vexfmt_plugin.h"

/* Paths of libraries, each a string literal with a comma behind it. */
static const char *const plugin_paths[] = {
#include VEXFMT_PLUGIN_LIST
};

/* The algorithm of a plugin; NULL where none has it. */
static const struct vexfmt_checksum *plugged(const char *algorithm)
{
	static const struct vexfmt_plugin *loaded[sizeof(plugin_paths) / sizeof(plugin_paths[0])];

	for (size_t i = 0; i < sizeof(plugin_paths) / sizeof(plugin_paths[0]); i++) {
		if (!loaded[i]) {
			void *library = dlopen(plugin_paths[i], RTLD_NOW | RTLD_LOCAL);
			const struct vexfmt_plugin *(*entry)(void) = NULL;

			/* ISO C knows no way from a data pointer to a function. */
			if (library)
				*(void **)&entry = dlsym(library, "vexfmt_plugin");
			if (!entry || !(loaded[i] = entry()) || loaded[i]->abi != VEXFMT_PLUGIN_ABI)
				return NULL;
		}
		for (uint32_t n = 0; n < loaded[i]->count; n++) {
			if (!strcmp(loaded[i]->checksums[n]->name, algorithm))
				return loaded[i]->checksums[n];
		}
	}
	return NULL;
}

static int plugin_checksum(const char *algorithm, const struct vexfmt_checksum_piece *pieces, unsigned int count,
			   const unsigned long long *initial, const unsigned long long *xorout,
			   unsigned long long digest[4])
{
	const struct vexfmt_checksum *found = plugged(algorithm);
	unsigned char bytes[VEXFMT_DIGEST_MAX] = { 0 };
	uint64_t seed = initial ? *initial : 0;
	void *state = found ? found->begin(initial ? &seed : NULL) : NULL;

	if (!state)
		return 0;
	for (unsigned int i = 0; i < count; i++)
		found->update(state, pieces[i].data, pieces[i].len);
	found->finish(state, bytes);
	found->end(state);
	for (uint32_t at = 0; at < found->width && at < VEXFMT_DIGEST_MAX; at++)
		digest[at / 8] |= (unsigned long long)bytes[at] << 8 * (at % 8);
	if (xorout)
		digest[0] ^= found->width < 8 ? *xorout & ((1ULL << 8 * found->width) - 1) : *xorout;
	return (int)found->width;
}
#endif

int vexfmt_checksum(const char *algorithm, const struct vexfmt_checksum_piece *pieces, unsigned int count,
		    const unsigned long long *initial, const unsigned long long *xorout,
		    unsigned long long digest[4])
{
	int width = 0;

	memset(digest, 0, 4 * sizeof(digest[0]));
	if (!strcmp(algorithm, "crc32c"))
		return crc(0x82f63b78U, pieces, count, initial, xorout, digest);
	if (!strcmp(algorithm, "crc32"))
		return crc(0xedb88320U, pieces, count, initial, xorout, digest);
	if (!strcmp(algorithm, "crc16"))
		return crc16(pieces, count, initial, xorout, digest);
	if (!strcmp(algorithm, "exfat-sum32"))
		return exfat_sum32(pieces, count, initial, xorout, digest);
#ifdef VEXFMT_XXHASH
	unsigned long long seed = initial ? *initial : 0;

	if (!strcmp(algorithm, "xxh32"))
		width = xxh32(pieces, count, seed, digest);
	else if (!strcmp(algorithm, "xxh64"))
		width = xxh64(pieces, count, seed, digest);
	else if (!strcmp(algorithm, "xxh3-64"))
		width = xxh3(pieces, count, seed, digest, 8);
	else if (!strcmp(algorithm, "xxh3-128"))
		width = xxh3(pieces, count, seed, digest, 16);
	if (width && xorout)
		digest[0] ^= *xorout;
#endif
#ifdef VEXFMT_PLUGIN_LIST
	if (!width)
		width = plugin_checksum(algorithm, pieces, count, initial, xorout, digest);
#endif
	return width;
}
