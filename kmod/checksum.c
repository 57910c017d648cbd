// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checksum algorithms of the kernel, as the generated checks call them.
 */
#include <linux/crc32c.h>

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

/* An algorithm that is not here counts as not verified, never as good. */
const struct vexfs_checksum_ops vexfs_checksums = {
	.crc32c = vexfs_crc32c,
};
