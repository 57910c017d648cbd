/* Checksums of zlib and xxhash, and a portable crc32c; see vexfmt_checksums.h. */
#include "vexfmt_checksums.h"

#include <stdint.h>
#include <string.h>
#include <xxhash.h>
#include <zlib.h>

static uint32_t crc32c_update(uint32_t crc, const uint8_t *p, size_t len)
{
	static uint32_t table[256];
	size_t i;

	if (!table[255]) {
		for (uint32_t n = 0; n < 256; n++) {
			uint32_t c = n;

			for (int bit = 0; bit < 8; bit++)
				c = c & 1 ? (c >> 1) ^ 0x82f63b78U : c >> 1;
			table[n] = c;
		}
	}
	for (i = 0; i < len; i++)
		crc = table[(crc ^ p[i]) & 0xff] ^ (crc >> 8);
	return crc;
}

/* zlib complements the register before and after; what is wanted is the register itself. */
static uint32_t crc32_update(uint32_t crc, const uint8_t *p, size_t len)
{
	return ~(uint32_t)crc32_z(~crc & 0xffffffffUL, p, len);
}

static int crc(uint32_t (*update)(uint32_t, const uint8_t *, size_t), const struct vexfmt_checksum_piece *pieces,
	       unsigned int count, const unsigned long long *initial, const unsigned long long *xorout,
	       unsigned long long digest[4])
{
	uint32_t value = initial ? (uint32_t)*initial : 0xffffffffU;

	for (unsigned int i = 0; i < count; i++) {
		/* zlib takes a null pointer for a wish to start over. */
		if (pieces[i].len)
			value = update(value, pieces[i].data, pieces[i].len);
	}
	digest[0] = value ^ (xorout ? (uint32_t)*xorout : 0xffffffffU);
	return 4;
}

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

int vexfmt_checksum(const char *algorithm, const struct vexfmt_checksum_piece *pieces, unsigned int count,
		    const unsigned long long *initial, const unsigned long long *xorout,
		    unsigned long long digest[4])
{
	unsigned long long seed = initial ? *initial : 0;
	int width;

	memset(digest, 0, 4 * sizeof(digest[0]));
	if (!strcmp(algorithm, "crc32c"))
		return crc(crc32c_update, pieces, count, initial, xorout, digest);
	if (!strcmp(algorithm, "crc32"))
		return crc(crc32_update, pieces, count, initial, xorout, digest);
	if (!strcmp(algorithm, "xxh32"))
		width = xxh32(pieces, count, seed, digest);
	else if (!strcmp(algorithm, "xxh64"))
		width = xxh64(pieces, count, seed, digest);
	else if (!strcmp(algorithm, "xxh3-64"))
		width = xxh3(pieces, count, seed, digest, 8);
	else if (!strcmp(algorithm, "xxh3-128"))
		width = xxh3(pieces, count, seed, digest, 16);
	else
		return 0;
	if (xorout)
		digest[0] ^= *xorout;
	return width;
}
