// CRC-32C by processor instructions. Swift has no intrinsics for them; everything else about the algorithm is in Swift.
//
// A register is the reflected CRC without the final xor. `powers[i]` is x^(64 i - 33) modulo the polynomial, reflected,
// for i from 1 to CCRC32C_POWERS - 1; entry 0 is not used. The functions keep no state.

#ifndef CCRC32C_H
#define CCRC32C_H

#include <stddef.h>
#include <stdint.h>

// How many words each of the three streams has at most, and so how far the powers must reach.
enum { CCRC32C_WORDS = 128, CCRC32C_POWERS = 2 * CCRC32C_WORDS + 1 };

enum ccrc32c_level {
  CCRC32C_NONE = 0,    // one bit at a time; needs nothing
  CCRC32C_SSE42 = 1,   // x86-64: crc32 in three streams, joined by pclmulqdq
  CCRC32C_AVX512 = 2,  // x86-64: folding of 256 bytes by vpclmulqdq
  CCRC32C_ARMV8 = 3,   // AArch64: crc32c
};

// Whether this processor and this system have what `level` needs.
int ccrc32c_supported(int level);

// The register after `length` more bytes. `level` must be supported; one that this build does not know runs as NONE.
uint32_t ccrc32c_update(int level, const uint32_t *powers, uint32_t reg, const void *bytes, size_t length);

#endif
