#include "internal.h"

#if defined(__aarch64__)

#include <arm_acle.h>
#include <string.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

int ccrc32c_arm_supported(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & (1 << 7)) != 0;  // HWCAP_CRC32
#elif defined(__ARM_FEATURE_CRC32)
  return 1;
#else
  return 0;
#endif
}

__attribute__((target("crc"))) uint32_t ccrc32c_armv8(uint32_t reg, const unsigned char *p, size_t length) {
  for (; length >= 8; p += 8, length -= 8) {
    uint64_t value;
    memcpy(&value, p, 8);
    reg = __crc32cd(reg, value);
  }
  for (; length > 0; p++, length--) reg = __crc32cb(reg, *p);
  return reg;
}

#endif
