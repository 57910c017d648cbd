#include "internal.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define SSE42 __attribute__((target("sse4.2,pclmul")))
#define AVX512 __attribute__((target("sse4.2,pclmul,avx512f,avx512vl,avx512dq,vpclmulqdq")))

int ccrc32c_x86_supported(int level) {
  // What the compiler checks for AVX-512 includes that the system saves the registers.
  int sse42 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
  if (level == CCRC32C_SSE42) return sse42;
  return sse42 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("vpclmulqdq");
}

SSE42 static inline uint64_t word(const unsigned char *p) {
  uint64_t value;
  memcpy(&value, p, 8);
  return value;
}

// The register moved forward by `words` words of zeroes, as what to xor into the last of these words.
SSE42 static inline uint64_t moved(const uint32_t *powers, uint64_t reg, size_t words) {
  __m128i power = _mm_cvtsi32_si128((int)powers[words]);
  return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)reg), power, 0));
}

// The instruction takes three cycles and one can begin in each, so three independent streams keep it busy.
SSE42 uint32_t ccrc32c_sse42(const uint32_t *powers, uint32_t reg, const unsigned char *p, size_t length) {
  uint64_t a = reg;
  while (length >= 96) {
    size_t words = length / 24;
    if (words > CCRC32C_WORDS) words = CCRC32C_WORDS;
    uint64_t b = 0, c = 0;
    const unsigned char *q = p + 8 * words, *r = q + 8 * words;
    for (size_t i = 0; i + 1 < words; i++) {
      a = _mm_crc32_u64(a, word(p + 8 * i));
      b = _mm_crc32_u64(b, word(q + 8 * i));
      c = _mm_crc32_u64(c, word(r + 8 * i));
    }
    a = _mm_crc32_u64(a, word(q - 8));
    b = _mm_crc32_u64(b, word(r - 8));
    p = r + 8 * words;
    a = _mm_crc32_u64(c, word(p - 8) ^ moved(powers, a, 2 * words) ^ moved(powers, b, words));
    length -= 24 * words;
  }
  for (; length >= 8; p += 8, length -= 8) a = _mm_crc32_u64(a, word(p));
  uint32_t crc = (uint32_t)a;
  if (length & 4) {
    uint32_t value;
    memcpy(&value, p, 4);
    crc = _mm_crc32_u32(crc, value);
    p += 4;
  }
  if (length & 2) {
    uint16_t value;
    memcpy(&value, p, 2);
    crc = _mm_crc32_u16(crc, value);
    p += 2;
  }
  if (length & 1) crc = _mm_crc32_u8(crc, *p);
  return crc;
}

// What moves 128 bits forward by `words` words: the lower half, which comes first, by one word more.
AVX512 static inline __m128i distance(const uint32_t *powers, size_t words) {
  return _mm_set_epi64x(powers[words], powers[words + 1]);
}

AVX512 static inline __m512i fold(__m512i value, __m512i by, __m512i onto) {
  __m512i low = _mm512_clmulepi64_epi128(value, by, 0x00);
  __m512i high = _mm512_clmulepi64_epi128(value, by, 0x11);
  return _mm512_ternarylogic_epi64(low, high, onto, 0x96);
}

AVX512 uint32_t ccrc32c_avx512(const uint32_t *powers, uint32_t reg, const unsigned char *p, size_t length) {
  if (length < 320) return ccrc32c_sse42(powers, reg, p, length);

  __m512i x0 = _mm512_xor_si512(_mm512_loadu_si512(p), _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)reg)));
  __m512i x1 = _mm512_loadu_si512(p + 64);
  __m512i x2 = _mm512_loadu_si512(p + 128);
  __m512i x3 = _mm512_loadu_si512(p + 192);
  p += 256;
  length -= 256;

  __m512i by = _mm512_broadcast_i32x4(distance(powers, 32));
  for (; length >= 256; p += 256, length -= 256) {
    x0 = fold(x0, by, _mm512_loadu_si512(p));
    x1 = fold(x1, by, _mm512_loadu_si512(p + 64));
    x2 = fold(x2, by, _mm512_loadu_si512(p + 128));
    x3 = fold(x3, by, _mm512_loadu_si512(p + 192));
  }

  x3 = fold(x0, _mm512_broadcast_i32x4(distance(powers, 24)), x3);
  x3 = fold(x1, _mm512_broadcast_i32x4(distance(powers, 16)), x3);
  __m512i one = _mm512_broadcast_i32x4(distance(powers, 8));
  x3 = fold(x2, one, x3);
  for (; length >= 64; p += 64, length -= 64) x3 = fold(x3, one, _mm512_loadu_si512(p));

  // The four quarters onto the last one, and the 128 bits that remain through the instruction.
  __m512i quarters = _mm512_castsi128_si512(distance(powers, 6));
  quarters = _mm512_inserti64x2(quarters, distance(powers, 4), 1);
  quarters = _mm512_inserti64x2(quarters, distance(powers, 2), 2);
  quarters = _mm512_inserti64x2(quarters, _mm_setzero_si128(), 3);
  __m512i last = _mm512_maskz_mov_epi64(0xc0, x3);
  x3 = fold(x3, quarters, last);
  __m256i half = _mm256_xor_si256(_mm512_castsi512_si256(x3), _mm512_extracti64x4_epi64(x3, 1));
  __m128i rest = _mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
  uint64_t crc = _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(rest));
  crc = _mm_crc32_u64(crc, (uint64_t)_mm_extract_epi64(rest, 1));
  return ccrc32c_sse42(powers, (uint32_t)crc, p, length);
}

#endif
