#ifndef CCRC32C_INTERNAL_H
#define CCRC32C_INTERNAL_H

#include "ccrc32c.h"

#if defined(__x86_64__)
int ccrc32c_x86_supported(int level);
uint32_t ccrc32c_sse42(const uint32_t *powers, uint32_t reg, const unsigned char *p, size_t length);
uint32_t ccrc32c_avx512(const uint32_t *powers, uint32_t reg, const unsigned char *p, size_t length);
#elif defined(__aarch64__)
int ccrc32c_arm_supported(void);
uint32_t ccrc32c_armv8(uint32_t reg, const unsigned char *p, size_t length);
#endif

#endif
