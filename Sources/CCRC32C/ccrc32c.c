#include "internal.h"

int ccrc32c_supported(int level) {
  switch (level) {
#if defined(__x86_64__)
    case CCRC32C_SSE42:
    case CCRC32C_AVX512: return ccrc32c_x86_supported(level);
#elif defined(__aarch64__)
    case CCRC32C_ARMV8: return ccrc32c_arm_supported();
#endif
    default: return level == CCRC32C_NONE;
  }
}

static uint32_t bitwise(uint32_t reg, const unsigned char *p, size_t length) {
  while (length-- > 0) {
    reg ^= *p++;
    for (int i = 0; i < 8; i++) reg = (reg >> 1) ^ (0x82f63b78u & (0u - (reg & 1)));
  }
  return reg;
}

uint32_t ccrc32c_update(int level, const uint32_t *powers, uint32_t reg, const void *bytes, size_t length) {
  (void)powers;  // not every processor needs them
  switch (level) {
#if defined(__x86_64__)
    case CCRC32C_SSE42: return ccrc32c_sse42(powers, reg, bytes, length);
    case CCRC32C_AVX512: return ccrc32c_avx512(powers, reg, bytes, length);
#elif defined(__aarch64__)
    case CCRC32C_ARMV8: return ccrc32c_armv8(reg, bytes, length);
#endif
    default: return bitwise(reg, bytes, length);
  }
}
