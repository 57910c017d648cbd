/*
 * Runs one case in the generated C of a format, for targets in Swift: FORMAT is its name, DISPATCHER the file in quotes.
 */
#include <stddef.h>
#include <stdint.h>

#define JOIN(a, b) a##b
#define NAME(a, format) JOIN(a, format)

#define main NAME(unused_main_, FORMAT)
#include DISPATCHER
#undef main

void NAME(vexfuzz_answer_, FORMAT)(const uint8_t *data, ptrdiff_t size, uint8_t *result);

void NAME(vexfuzz_answer_, FORMAT)(const uint8_t *data, ptrdiff_t size, uint8_t *result)
{
	struct cursor c = { data, (size_t)size, 0 };

	answer(&c, (size_t)size % 8, result);
}
