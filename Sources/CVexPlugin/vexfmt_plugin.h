/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plugin with checksum algorithms exports to vexfmt, version 1 of the interface.
 *
 * A plugin is a shared library that exports one function, vexfmt_plugin(). vexfmt calls it once, before anything else,
 * and never unloads the library. All functions may be called from several threads at the same time, each with states of
 * its own. None may fail: what cannot be computed here, as on a processor that lacks something, is not to be listed.
 */
#ifndef VEXFMT_PLUGIN_H
#define VEXFMT_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. A vexfmt that knows another one refuses the plugin. */
#define VEXFMT_PLUGIN_ABI 1u

/* The most bytes that a digest has. */
#define VEXFMT_DIGEST_MAX 32

/* The algorithm takes an initial register or a seed. Without it, `initial` is always NULL. */
#define VEXFMT_CHECKSUM_INITIAL 1u

/*
 * An algorithm.
 *
 * A digest that is defined as a byte string has its bytes in that order; one that is defined as an integer has its
 * lowest byte first, whatever the machine.
 */
struct vexfmt_checksum {
	/* sizeof(struct vexfmt_checksum), as the plugin was compiled. Later versions may add members behind the last. */
	uint32_t size;
	/* VEXFMT_CHECKSUM_*; other bits are zero. */
	uint32_t flags;
	/* The name in specifications: a lower-case letter, then such letters, digits, - and _, at most 64 bytes. */
	const char *name;
	/* Bytes of a digest, 1 to VEXFMT_DIGEST_MAX. */
	uint32_t width;
	/* Zero. */
	uint32_t reserved;
	/* The digest of the nine bytes "123456789", without `initial`; vexfmt computes it when it loads the plugin. */
	unsigned char check_value[VEXFMT_DIGEST_MAX];
	/* A new state; NULL if there is no memory. */
	void *(*begin)(const uint64_t *initial);
	/* A copy of a state, which from then on is a state of its own; NULL if there is no memory. */
	void *(*copy)(const void *state);
	/* Feeds bytes. `data` may be NULL if `size` is 0. */
	void (*update)(void *state, const void *data, size_t size);
	/* The digest of all that was fed, `width` bytes. More may be fed afterwards. */
	void (*finish)(const void *state, unsigned char *digest);
	/* Frees a state. */
	void (*end)(void *state);
	/* The same of one run of bytes, for small structures; NULL to do it by a state. */
	void (*digest)(const uint64_t *initial, const void *data, size_t size, unsigned char *digest);
};

/* What a plugin has. */
struct vexfmt_plugin {
	/* VEXFMT_PLUGIN_ABI. */
	uint32_t abi;
	/* Number of algorithms, at most 64. */
	uint32_t count;
	/* Each of them. */
	const struct vexfmt_checksum *const *checksums;
};

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const struct vexfmt_plugin *vexfmt_plugin(void);

#ifdef __cplusplus
}
#endif

#endif
