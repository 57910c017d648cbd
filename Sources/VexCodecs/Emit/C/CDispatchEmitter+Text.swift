extension CDispatchEmitter {
  static let adapter = """
    static int checksum(const char *name, const struct PREFIX_checksum_request *request, u64 digest[4])
    {
    \tunsigned long long initial = request->initial, xorout = request->xorout, words[4] = { 0 };
    \tstruct vexfmt_checksum_piece *pieces;
    \tunsigned int i;
    \tint width;

    \tpieces = calloc(request->count + 1U, sizeof(*pieces));
    \tif (!pieces)
    \t\treturn -1;
    \tfor (i = 0; i < request->count; i++) {
    \t\tpieces[i].data = request->pieces[i].data;
    \t\tpieces[i].len = request->pieces[i].len;
    \t}
    \twidth = vexfmt_checksum(name, pieces, request->count,
    \t\t\t\trequest->has_initial ? &initial : NULL,
    \t\t\t\trequest->has_xorout ? &xorout : NULL, words);
    \tfree(pieces);
    \tfor (i = 0; i < 4; i++)
    \t\tdigest[i] = words[i];
    \treturn width;
    }
    """

  static let input = """
    /* Bytes at an address of their own; what is after them belongs to nobody. */
    struct bytes {
    \tvoid *block;
    \tconst void *start;
    \tsize_t len;
    };

    struct cursor {
    \tconst u8 *next;
    \tsize_t left;
    \tint failed;
    };

    static u64 get(struct cursor *c, size_t width)
    {
    \tu64 value = 0;
    \tsize_t i;

    \tif (c->left < width) {
    \t\tc->failed = 1;
    \t\tc->left = 0;
    \t\treturn 0;
    \t}
    \tfor (i = 0; i < width; i++)
    \t\tvalue |= (u64)c->next[i] << (8 * i);
    \tc->next += width;
    \tc->left -= width;
    \treturn value;
    }

    static void get_bytes(struct cursor *c, size_t skew, struct bytes *out)
    {
    \tsize_t len = (size_t)get(c, 4);

    \tmemset(out, 0, sizeof(*out));
    \tif (c->failed || len == 0xffffffff)
    \t\treturn;
    \tif (c->left < len) {
    \t\tc->failed = 1;
    \t\treturn;
    \t}
    \tif (len + skew == 0)
    \t\tskew = 1;
    \tout->block = malloc(len + skew);
    \tif (!out->block)
    \t\tabort();
    \tmemcpy((u8 *)out->block + skew, c->next, len);
    \tout->start = (u8 *)out->block + skew;
    \tout->len = len;
    \tc->next += len;
    \tc->left -= len;
    }

    static void put(u8 *p, u64 value, size_t width)
    {
    \tsize_t i;

    \tfor (i = 0; i < width; i++)
    \t\tp[i] = (u8)(value >> (8 * i));
    }

    static unsigned int report_count;

    static void count_report(const struct PREFIX_ctx *ctx, const struct PREFIX_finding *finding)
    {
    \t(void)ctx;
    \t(void)finding;
    \treport_count++;
    }
    """

  static let main = """
    static void answer(struct cursor *c, size_t skew, u8 result[24])
    {
    \tstruct PREFIX_finding finding = { 0 };
    \tu32 structure, flags, sources, parameters, known_sources, known_parameters, i;
    \tstruct job job;
    \tint error;

    \tmemset(&job, 0, sizeof(job));
    \tmemset(result, 0, 24);
    \tstructure = (u32)get(c, 4);
    \tflags = (u32)get(c, 4);
    \tjob.place = get(c, 8);
    \tjob.index = get(c, 8);
    \tjob.ctx.image_size = get(c, 8);
    \tjob.ctx.checksum = flags & 1 ? NULL : &ops;
    \tjob.ctx.report = count_report;
    \tsources = (u32)get(c, 4);
    \tparameters = (u32)get(c, 4);
    \tif (c->failed || (flags & ~1U)) {
    \t\tput(result + 18, 2, 2);
    \t\treturn;
    \t}
    \tif (counts(structure, &known_sources, &known_parameters)) {
    \t\tput(result + 18, 1, 2);
    \t\treturn;
    \t}
    \tif (sources != known_sources || parameters != known_parameters) {
    \t\tput(result + 18, 2, 2);
    \t\treturn;
    \t}
    \tfor (i = 0; i < parameters; i++)
    \t\tjob.parameters[i] = get(c, 8);
    \tfor (i = 0; i < sources; i++)
    \t\tget_bytes(c, skew, &job.sources[i]);
    \tget_bytes(c, skew, &job.buf);
    \tif (c->failed || c->left) {
    \t\tput(result + 18, 2, 2);
    \t} else {
    \t\treport_count = 0;
    \t\terror = run(structure, &job, &finding);
    \t\tput(result, finding.rule, 4);
    \t\tput(result + 4, (u64)(s64)error, 4);
    \t\tput(result + 8, finding.offset, 8);
    \t\tput(result + 16, finding.severity, 1);
    \t\tput(result + 17, finding.unverified, 1);
    \t\tput(result + 20, report_count, 4);
    \t}
    \tfor (i = 0; i < sources; i++)
    \t\tfree(job.sources[i].block);
    \tfree(job.buf.block);
    }

    int main(void)
    {
    \tsize_t number = 0;
    \tu8 head[4];

    \t/* When a sanitizer ends the program, the results so far tell which case it was. */
    \tsetvbuf(stdout, NULL, _IONBF, 0);
    \tfor (;;) {
    \t\tsize_t got = fread(head, 1, sizeof(head), stdin);
    \t\tstruct cursor size = { head, sizeof(head), 0 };
    \t\tstruct cursor c = { 0 };
    \t\tu8 result[24];
    \t\tu8 *raw;

    \t\tif (got == 0)
    \t\t\tbreak;
    \t\tif (got < sizeof(head))
    \t\t\treturn 2;
    \t\tc.left = (size_t)get(&size, 4);
    \t\tif (c.left > 1UL << 28)
    \t\t\treturn 2;
    \t\traw = malloc(c.left + 1);
    \t\tif (!raw)
    \t\t\treturn 2;
    \t\tc.next = raw;
    \t\tif (fread(raw, 1, c.left, stdin) != c.left) {
    \t\t\tfree(raw);
    \t\t\treturn 2;
    \t\t}
    \t\tanswer(&c, number++ % 8, result);
    \t\tfree(raw);
    \t\tif (fwrite(result, 1, sizeof(result), stdout) != sizeof(result))
    \t\t\treturn 2;
    \t}
    \treturn 0;
    }
    """
}
