/* SPDX-License-Identifier: Apache-2.0 */
#include "direct.h"

#include <xxhash.h>
#include <zlib.h>

uint32_t direct_crc32(const void *bytes, size_t count, uint32_t initial)
{
	return (uint32_t)crc32_z(~initial, bytes, count);
}

uint32_t direct_xxh32(const void *bytes, size_t count, uint32_t seed)
{
	return XXH32(bytes, count, seed);
}

uint64_t direct_xxh64(const void *bytes, size_t count, uint64_t seed)
{
	return XXH64(bytes, count, seed);
}

uint64_t direct_xxh3_64(const void *bytes, size_t count, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes, count, seed);
}

uint64_t direct_xxh3_128(const void *bytes, size_t count, uint64_t seed)
{
	return XXH3_128bits_withSeed(bytes, count, seed).low64;
}
