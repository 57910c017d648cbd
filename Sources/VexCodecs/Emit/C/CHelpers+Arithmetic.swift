// Comparisons and arithmetic whose operands are not bytes.
extension CHelpers {
  static let comparisons: [(String, String)] = [
    ("equal", "\treturn a == b;"), ("not_equal", "\treturn a != b;"), ("less", "\treturn a < b;"),
    ("less_or_equal", "\treturn a <= b;"), ("signed_less", "\treturn (s64)a < (s64)b;"),
    ("signed_less_or_equal", "\treturn (s64)a <= (s64)b;"), ("min", "\treturn a < b ? a : b;"),
    ("max", "\treturn a > b ? a : b;"), ("shift_down", "\treturn b < 64 ? a >> b : 0;"),
    (
      "is_power",
      """
      \tu64 power = 1;

      \tif (a == 0)
      \t\treturn b <= 1;
      \t/* At most 64 rounds, since the power at least doubles. */
      \twhile (a > 1 && power < b) {
      \t\tif (__builtin_mul_overflow(power, a, &power))
      \t\t\treturn 0;
      \t}
      \treturn power == b;
      """
    ),
    (
      "sign_extend",
      """
      \tu64 sign;

      \tif (b == 0 || b > 63)
      \t\treturn a;
      \tsign = 1ULL << (b - 1);
      \ta &= sign | (sign - 1);
      \treturn (a ^ sign) - sign;
      """
    ),
  ].map { ($0, "static inline u64 PREFIX_\($0)(u64 a, u64 b)\n{\n\($1)\n}") }

  static let arithmetic: [(String, String)] =
    [
      (
        "div_rem",
        """
        /* The caller has made sure that b is not 0. */
        static inline u64 PREFIX_div_rem(u64 a, u64 b, u64 *remainder)
        {
        #ifdef __KERNEL__
        \treturn div64_u64_rem(a, b, remainder);
        #else
        \t*remainder = a % b;
        \treturn a / b;
        #endif
        }
        """
      )
    ]
    + [
      ("divide", divisor("b") + "\t*out = PREFIX_div_rem(a, b, &rest);\n\treturn false;", true),
      ("remainder", divisor("b") + "\tPREFIX_div_rem(a, b, &rest);\n\t*out = rest;\n\treturn false;", true),
      (
        "divide_up",
        divisor("b")
          + "\t*out = PREFIX_div_rem(a, b, &rest);\n\tif (rest)\n\t\t*out += 1;\n\treturn false;", true
      ),
      ("divide_exactly", divisor("b") + "\t*out = PREFIX_div_rem(a, b, &rest);\n\treturn rest != 0;", true),
      (
        "round_down",
        divisor("a") + "\tPREFIX_div_rem(b, a, &rest);\n\t*out = b - rest;\n\treturn false;", true
      ),
      (
        "round_up",
        divisor("a") + """
          \tPREFIX_div_rem(b, a, &rest);
          \tif (!rest) {
          \t\t*out = b;
          \t\treturn false;
          \t}
          \treturn __builtin_add_overflow(b - rest, a, out);
          """, true
      ),
      (
        "shift_left",
        "\t*out = 0;\n\tif (b > 63)\n\t\treturn true;\n\t*out = a << b;\n\treturn *out >> b != a;", false
      ),
      ("shift_right", "\t*out = 0;\n\tif (b > 63)\n\t\treturn true;\n\t*out = a >> b;\n\treturn false;", false),
      (
        "power",
        """
        \tu64 result = 1;

        \t*out = 0;
        \t/* At most 64 rounds, one for each bit of the exponent. */
        \twhile (b) {
        \t\tif ((b & 1) && __builtin_mul_overflow(result, a, &result))
        \t\t\treturn true;
        \t\tb >>= 1;
        \t\tif (b && __builtin_mul_overflow(a, a, &a))
        \t\t\treturn true;
        \t}
        \t*out = result;
        \treturn false;
        """, false
      ),
    ].map { (name: String, body: String, dividing: Bool) in
      let head = "static inline bool PREFIX_\(name)(u64 a, u64 b, u64 *out)\n{\n"
      return (name, "\(head)\(dividing ? "\tu64 rest;\n\n" : "")\(body)\n}")
    }

  /// The beginning of a function that has no value when `name` is 0.
  private static func divisor(_ name: String) -> String {
    "\t*out = 0;\n\tif (!\(name))\n\t\treturn true;\n"
  }
}
