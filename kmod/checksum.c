// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checksum algorithms of the kernel, as the generated checks call them.
 */
#include <linux/crc32c.h>
#include <linux/xxhash.h>

#include "vexfs.h"

/*
 * The kernel's crc32c() works on the bare register, so the initial value and
 * the final xor are ours to apply.
 */
static int vexfs_crc32c(void *opaque,
			const struct vexfs_checksum_request *request,
			u64 digest[4])
{
	u32 crc = request->has_initial ? (u32)request->initial : ~0U;
	u32 xorout = request->has_xorout ? (u32)request->xorout : ~0U;
	unsigned int i;

	for (i = 0; i < request->count; i++) {
		const struct vexfs_checksum_piece *piece = &request->pieces[i];

		/* It takes an unsigned int; structures are far smaller. */
		if (piece->len > UINT_MAX)
			return 0;
		crc = crc32c(crc, piece->data, piece->len);
	}
	digest[0] = crc ^ xorout;
	return sizeof(crc);
}

#if IS_REACHABLE(CONFIG_XXHASH)
static int vexfs_xxh64(void *opaque,
		       const struct vexfs_checksum_request *request,
		       u64 digest[4])
{
	struct xxh64_state state;
	unsigned int i;

	xxh64_reset(&state, request->has_initial ? request->initial : 0);
	for (i = 0; i < request->count; i++) {
		const struct vexfs_checksum_piece *piece = &request->pieces[i];

		if (xxh64_update(&state, piece->data, piece->len))
			return 0;
	}
	digest[0] = xxh64_digest(&state);
	if (request->has_xorout)
		digest[0] ^= request->xorout;
	return sizeof(digest[0]);
}
#endif

/*
 * An algorithm that is not here counts as not verified, never as good. No
 * option of its own selects CONFIG_XXHASH, so a kernel may lack it.
 */
const struct vexfs_checksum_ops vexfs_checksums = {
	.crc32c = vexfs_crc32c,
#if IS_REACHABLE(CONFIG_XXHASH)
	.xxh64 = vexfs_xxh64,
#endif
};
