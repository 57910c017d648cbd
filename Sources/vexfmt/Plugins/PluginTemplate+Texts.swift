// The texts of a new bundle. `NAME` stands for its name; lines behind `+ ` are there with a checksum algorithm, those behind
// `- ` without one.
extension PluginTemplate {
  static let manifest = """
    # What this bundle has; `vexfmt plugins verify` looks whether it is so.
    plugin: NAME
    version: "0.1"
    license: CC0-1.0
    formats: [NAME.yaml]
    + checksums:
    +   - {library: NAME_sum.so, names: [NAME-sum32]}
    # samples: [{image: samples/small.img, format: NAME, verdict: clean}]
    """

  static let specification = """
    # The format NAME. The reference of the language is docs/LANGUAGE.md of vexfmt.
    format: NAME
    title: NAME
    endian: little
    license: CC0-1.0

    identify: {label: label, uuid: uuid}

    + # What computes it is in NAME_sum.c; without that it is not verified.
    + algorithms:
    +   NAME-sum32: {width: 4}
    + 
    structures:
      superblock:
        size: 512
        fields:
          magic:      {at: 0,   type: "text[32]", magic: "NAME filesystem"}
          total_size: {at: 32,  type: u64, unit: byte, range: 512 .., new: size(image)}
          uuid:       {at: 40,  type: uuid, new: random}
          label:      {at: 56,  type: "text[32]"}
          reserved:   {at: 88,  size: 420, unused: zero}
    -       checksum:   {at: 508, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
    +       checksum:   {at: 508, type: u32, checksum: {algorithm: NAME-sum32, over: [0 .. offset(this)]}}

    image:
      superblock: {of: superblock, at: 0}

    rules:
      inside: {valid: superblock.total_size <= size(image)}
    """

  static let library = #"""
    /* SPDX-License-Identifier: CC0-1.0 */
    /* NAME-sum32: the sum of all bytes, each times 31 to the power of how many follow it. Put your own in its place. */
    #include <stdlib.h>
    #include <string.h>
    #include <vexfmt_plugin.h>

    static void *begin(const uint64_t *initial)
    {
    	(void)initial;
    	return calloc(1, sizeof(uint32_t));
    }

    static void *copy(const void *state)
    {
    	void *other = malloc(sizeof(uint32_t));

    	return other ? memcpy(other, state, sizeof(uint32_t)) : NULL;
    }

    static void update(void *state, const void *data, size_t size)
    {
    	const unsigned char *bytes = data;
    	uint32_t sum = *(uint32_t *)state;

    	for (size_t at = 0; at < size; at++)
    		sum = sum * 31 + bytes[at];
    	*(uint32_t *)state = sum;
    }

    static void finish(const void *state, unsigned char *digest)
    {
    	uint32_t sum = *(const uint32_t *)state;

    	/* An integer: its lowest byte first, whatever the machine. */
    	for (int byte = 0; byte < 4; byte++)
    		digest[byte] = (unsigned char)(sum >> 8 * byte);
    }

    static const struct vexfmt_checksum sum32 = {
    	.size = sizeof(sum32),
    	.name = "NAME-sum32",
    	.width = 4,
    	/* The digest of "123456789", as finish() writes it. */
    	.check_value = { 0x35, 0x10, 0xb2, 0x90 },
    	.begin = begin,
    	.copy = copy,
    	.update = update,
    	.finish = finish,
    	.end = free,
    };

    static const struct vexfmt_checksum *const checksums[] = { &sum32 };
    static const struct vexfmt_plugin plugin = { VEXFMT_PLUGIN_ABI, 1, checksums };

    const struct vexfmt_plugin *vexfmt_plugin(void)
    {
    	return &plugin;
    }
    """#

  static let makefile = """
    # vexfmt_plugin.h is in PREFIX/include of vexfmt; say where with VEXFMT_INCLUDE.
    VEXFMT_INCLUDE ?= /usr/local/include
    CFLAGS ?= -O2 -Wall -Wextra

    NAME_sum.so: NAME_sum.c
    	$(CC) $(CFLAGS) -I$(VEXFMT_INCLUDE) -fPIC -shared -fvisibility=hidden -o $@ $<
    	chmod go-w $@
    """
}
