// Findings, loads, runs of bytes and digests.
extension CHelpers {
  static let findings: [(String, String)] = [
    (
      "record",
      """
      static void PREFIX_record(const struct PREFIX_ctx *ctx, struct PREFIX_finding *finding,
      \t\t\t  const struct PREFIX_finding *found)
      {
      \tbool unverified = finding->unverified || found->unverified;

      \tif (found->severity > finding->severity)
      \t\t*finding = *found;
      \tfinding->unverified = unverified;
      \tif (ctx->report)
      \t\tctx->report(ctx, found);
      }
      """
    ),
    (
      "fail",
      """
      static int PREFIX_fail(const struct PREFIX_ctx *ctx, struct PREFIX_finding *finding, u32 rule,
      \t\t       u64 offset)
      {
      \tstruct PREFIX_finding found = {
      \t\t.rule = rule,
      \t\t.severity = UPPER_SEVERITY_ERROR,
      \t\t.name = PREFIX_rule_name(rule),
      \t\t.offset = offset,
      \t};
      \tint error = PREFIX_rule_errno(rule);

      \tPREFIX_record(ctx, finding, &found);
      \treturn error ? -error : -EUCLEAN;
      }
      """
    ),
    (
      "note",
      """
      static void PREFIX_note(const struct PREFIX_ctx *ctx, struct PREFIX_finding *finding, u32 rule,
      \t\t\tenum PREFIX_severity severity, u64 offset)
      {
      \tstruct PREFIX_finding found = {
      \t\t.rule = rule,
      \t\t.severity = (u8)severity,
      \t\t.name = PREFIX_rule_name(rule),
      \t\t.offset = offset,
      \t};

      \tPREFIX_record(ctx, finding, &found);
      }
      """
    ),
    (
      "unverified",
      """
      static void PREFIX_unverified(const struct PREFIX_ctx *ctx, struct PREFIX_finding *finding,
      \t\t\t      u32 rule, u64 offset)
      {
      \tstruct PREFIX_finding found = {
      \t\t.rule = rule,
      \t\t.severity = UPPER_SEVERITY_WARNING,
      \t\t.unverified = true,
      \t\t.name = PREFIX_rule_name(rule),
      \t\t.offset = offset,
      \t};

      \tPREFIX_record(ctx, finding, &found);
      }
      """
    ),
  ]

  static let loads: [(String, String)] = [
    (2, "le", [0, 1]), (4, "le", [0, 1, 2, 3]), (8, "le", [0, 1, 2, 3, 4, 5, 6, 7]),
    (2, "be", [1, 0]), (4, "be", [3, 2, 1, 0]), (8, "be", [7, 6, 5, 4, 3, 2, 1, 0]),
  ].map { (width: Int, order: String, bytes: [Int]) in
    let terms = bytes.enumerated().map { "(u64)p[\($1)]" + ($0 == 0 ? "" : " << \($0 * 8)") }
    let lines = stride(from: 0, to: terms.count, by: 4).map {
      terms[$0..<min($0 + 4, terms.count)].joined(separator: " | ")
    }
    return (
      "get_\(order)\(width * 8)",
      """
      static inline u64 PREFIX_get_\(order)\(width * 8)(const u8 *p)
      {
      \treturn \(lines.joined(separator: " |\n\t       "));
      }
      """
    )
  }

  static let runs: [(String, String)] = [
    (
      "is_zero",
      """
      static inline bool PREFIX_is_zero(const u8 *p, size_t count)
      {
      #ifdef __KERNEL__
      \treturn !memchr_inv(p, 0, count);
      #else
      \t/* Every byte equals the one before it, and the first is zero. */
      \treturn !count || (!p[0] && !memcmp(p, p + 1, count - 1));
      #endif
      }
      """
    ),
    (
      "ones",
      """
      static u64 PREFIX_ones(const u8 *p, size_t count)
      {
      \tu64 ones = 0;
      \tunsigned int bits;
      \tsize_t i;

      \tfor (i = 0; i < count; i++) {
      \t\tfor (bits = p[i]; bits; bits &= bits - 1)
      \t\t\tones++;
      \t}
      \treturn ones;
      }
      """
    ),
    (
      "ones_in",
      """
      static u64 PREFIX_ones_in(const u8 *p, u64 from, u64 to)
      {
      \tu64 ones = 0;
      \tunsigned int bits;
      \tu64 count;

      \tfor (; from < to; from += count) {
      \t\tbits = (unsigned int)p[from >> 3] >> (from & 7);
      \t\tcount = 8 - (from & 7);
      \t\tif (count > to - from) {
      \t\t\tcount = to - from;
      \t\t\tbits &= (1U << count) - 1U;
      \t\t}
      \t\tfor (; bits; bits &= bits - 1)
      \t\t\tones++;
      \t}
      \treturn ones;
      }
      """
    ),
    (
      "bit",
      """
      static inline u64 PREFIX_bit(const u8 *p, u64 index)
      {
      \treturn (p[index >> 3] >> (index & 7)) & 1;
      }
      """
    ),
  ]

  static let digests: [(String, String)] = [
    (
      "put_le",
      """
      static inline void PREFIX_put_le(u8 *p, u64 value, size_t width)
      {
      \tsize_t i;

      \tfor (i = 0; i < width; i++)
      \t\tp[i] = (u8)(value >> (8 * i));
      }
      """
    ),
    (
      "put_be",
      """
      static inline void PREFIX_put_be(u8 *p, u64 value, size_t width)
      {
      \tsize_t i;

      \tfor (i = 0; i < width; i++)
      \t\tp[i] = (u8)(value >> (8 * (width - 1 - i)));
      }
      """
    ),
    (
      "digest",
      """
      /* Size of the digest in bytes; 0 if it could not be computed. */
      static size_t PREFIX_digest(const struct PREFIX_ctx *ctx, PREFIX_checksum_fn *fn,
      \t\t\t    const struct PREFIX_checksum_request *request, u64 digest[4])
      {
      \tint width;

      \tmemset(digest, 0, 4 * sizeof(digest[0]));
      \tif (!fn)
      \t\treturn 0;
      \twidth = fn(ctx->opaque, request, digest);
      \treturn width > 0 && width <= 32 ? (size_t)width : 0;
      }
      """
    ),
    (
      "digest_equal",
      """
      /* A byte string begins with the digest's bytes; what follows them is not compared. */
      static bool PREFIX_digest_equal(const u64 digest[4], size_t width, const u8 *p, size_t count)
      {
      \tsize_t i;

      \tfor (i = 0; i < width && i < count; i++) {
      \t\tif (p[i] != (u8)(digest[i / 8] >> (i % 8 * 8)))
      \t\t\treturn false;
      \t}
      \treturn count != 0;
      }
      """
    ),
  ]
}
