/*
 * The entry of a target in Swift; TARGET is its name. MUTATES is defined for those that change inputs in their own way.
 */
#include <stddef.h>
#include <stdint.h>

int vexfuzz_run(const char *target, const uint8_t *data, ptrdiff_t size);
ptrdiff_t vexfuzz_mutate(const char *target, uint8_t *data, ptrdiff_t size, ptrdiff_t max_size, unsigned int seed,
			 ptrdiff_t (*engine)(uint8_t *, ptrdiff_t, ptrdiff_t));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#ifdef GENERATED
void vexfuzz_add_all_generated(void);
#endif

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
#ifdef GENERATED
	vexfuzz_add_all_generated();
#endif
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return vexfuzz_run(TARGET, data, (ptrdiff_t)size);
}

#ifdef MUTATES
static ptrdiff_t engine(uint8_t *data, ptrdiff_t size, ptrdiff_t max_size)
{
	return (ptrdiff_t)LLVMFuzzerMutate(data, (size_t)size, (size_t)max_size);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return (size_t)vexfuzz_mutate(TARGET, data, (ptrdiff_t)size, (ptrdiff_t)max_size, seed, engine);
}
#endif
