/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DIRECT_H
#define DIRECT_H

#include <stddef.h>
#include <stdint.h>

/* Calls of zlib and xxhash without anything in between, to be measured against. */
uint32_t direct_crc32(const void *bytes, size_t count, uint32_t initial);
uint32_t direct_xxh32(const void *bytes, size_t count, uint32_t seed);
uint64_t direct_xxh64(const void *bytes, size_t count, uint64_t seed);
uint64_t direct_xxh3_64(const void *bytes, size_t count, uint64_t seed);
uint64_t direct_xxh3_128(const void *bytes, size_t count, uint64_t seed);

#endif
