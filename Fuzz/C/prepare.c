/*
 * Runs the preparation instead of a target. It is linked like one, since the library has counters that only an engine
 * can be linked with, and every engine calls this function first.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int vexfuzz_prepare(int argc, const char *const *argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	exit(vexfuzz_prepare(*argc, (const char *const *)*argv));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}
