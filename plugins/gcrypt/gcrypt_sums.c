/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 and BLAKE2b with digests of 32 bytes, as btrfs has them, computed by libgcrypt.
 *
 * Neither takes a key or a seed here. The check values are the digests of "123456789" by FIPS 180-4 and RFC 7693.
 */
#include <gcrypt.h>
#include <vexfmt_plugin.h>

static void *begin(enum gcry_md_algos algorithm)
{
	gcry_md_hd_t state;

	/* It fails without memory alone: vexfmt_plugin() asked whether there is the algorithm. */
	return gcry_md_open(&state, algorithm, 0) ? NULL : state;
}

static void *begin_sha256(const uint64_t *initial)
{
	(void)initial;
	return begin(GCRY_MD_SHA256);
}

static void *begin_blake2b(const uint64_t *initial)
{
	(void)initial;
	return begin(GCRY_MD_BLAKE2B_256);
}

static void *copy(const void *state)
{
	gcry_md_hd_t other;

	return gcry_md_copy(&other, (gcry_md_hd_t)state) ? NULL : other;
}

static void update(void *state, const void *data, size_t size)
{
	if (size)
		gcry_md_write(state, data, size);
}

static void end(void *state)
{
	gcry_md_close(state);
}

/* Reading a digest ends it, and more may be fed afterwards: so a copy is read. */
static void finish(const void *state, unsigned char *digest)
{
	gcry_md_hd_t other = copy(state);
	const unsigned char *bytes = other ? gcry_md_read(other, 0) : NULL;

	for (int at = 0; at < 32; at++)
		digest[at] = bytes ? bytes[at] : 0;
	if (other)
		gcry_md_close(other);
}

static void digest_sha256(const uint64_t *initial, const void *data, size_t size, unsigned char *digest)
{
	(void)initial;
	gcry_md_hash_buffer(GCRY_MD_SHA256, digest, size ? data : "", size);
}

static void digest_blake2b(const uint64_t *initial, const void *data, size_t size, unsigned char *digest)
{
	(void)initial;
	gcry_md_hash_buffer(GCRY_MD_BLAKE2B_256, digest, size ? data : "", size);
}

static const struct vexfmt_checksum sha256 = {
	.size = sizeof(sha256),
	.name = "sha256",
	.width = 32,
	.check_value = {
		0x15, 0xe2, 0xb0, 0xd3, 0xc3, 0x38, 0x91, 0xeb,
		0xb0, 0xf1, 0xef, 0x60, 0x9e, 0xc4, 0x19, 0x42,
		0x0c, 0x20, 0xe3, 0x20, 0xce, 0x94, 0xc6, 0x5f,
		0xbc, 0x8c, 0x33, 0x12, 0x44, 0x8e, 0xb2, 0x25,
	},
	.begin = begin_sha256,
	.copy = copy,
	.update = update,
	.finish = finish,
	.end = end,
	.digest = digest_sha256,
};

static const struct vexfmt_checksum blake2b = {
	.size = sizeof(blake2b),
	.name = "blake2b-256",
	.width = 32,
	.check_value = {
		0x16, 0xe0, 0xbf, 0x1f, 0x85, 0x59, 0x4a, 0x11,
		0xe7, 0x50, 0x30, 0x98, 0x1c, 0x0b, 0x67, 0x03,
		0x70, 0xb3, 0xad, 0x83, 0xa4, 0x3f, 0x49, 0xae,
		0x58, 0xa2, 0xfd, 0x6f, 0x65, 0x13, 0xcd, 0xe9,
	},
	.begin = begin_blake2b,
	.copy = copy,
	.update = update,
	.finish = finish,
	.end = end,
	.digest = digest_blake2b,
};

static const struct vexfmt_checksum *const checksums[] = { &sha256, &blake2b };
static const struct vexfmt_plugin plugin = { VEXFMT_PLUGIN_ABI, 2, checksums };

const struct vexfmt_plugin *vexfmt_plugin(void)
{
	/* A program that uses the library itself has initialised it already. */
	if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
		if (!gcry_check_version(GCRYPT_VERSION))
			return NULL;
		gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
		gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	}
	/* Where only certified algorithms are allowed, BLAKE2 is none. */
	if (gcry_md_test_algo(GCRY_MD_SHA256) || gcry_md_test_algo(GCRY_MD_BLAKE2B_256))
		return NULL;
	return &plugin;
}
