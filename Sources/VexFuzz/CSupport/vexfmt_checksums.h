/*
 * Checksums for generated C validators in user space, by registered name. Knows no format. The xxhash family is there
 * only with VEXFMT_XXHASH, and then needs libxxhash; what plugins have, with VEXFMT_PLUGIN_LIST; the rest needs nothing.
 */
#ifndef VEXFMT_CHECKSUMS_H
#define VEXFMT_CHECKSUMS_H

#include <stddef.h>

struct vexfmt_checksum_piece {
	const void *data;
	size_t len;
};

/*
 * The digest of all pieces, fed in order. @initial replaces the initial register of a CRC or is the seed of
 * an xxhash; @xorout replaces a CRC's final xor or is xored with the low 64 bits. NULL stands for the
 * algorithm's own. @digest gets four words, the lowest first. Returns the digest's size in bytes, 0 if the
 * algorithm is not known.
 */
int vexfmt_checksum(const char *algorithm, const struct vexfmt_checksum_piece *pieces, unsigned int count,
		    const unsigned long long *initial, const unsigned long long *xorout,
		    unsigned long long digest[4]);

#endif
