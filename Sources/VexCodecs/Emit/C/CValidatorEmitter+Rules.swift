import VexFormatSpec

extension CValidatorEmitter {
  /// Prints the table of rules and the functions that look into it.
  func printRuleTable(_ code: inout CodePrinter) {
    let p = names.prefix
    let format = program.format
    guard !format.rules.isEmpty else {
      code.print("const char *\(p)_rule_name(u32 rule)\n{\n\t(void)rule;\n\treturn NULL;\n}\n")
      code.print("int \(p)_rule_errno(u32 rule)\n{\n\t(void)rule;\n\treturn 0;\n}\n")
      return
    }
    code.print("struct \(p)_rule_info {\n\tu32 number;\n\tint error;\n\tconst char *name;\n};\n")
    code.print("/* Ascending by number; numbers have gaps where rules were removed. */")
    code.block("static const struct \(p)_rule_info \(p)_rules[] = {", "};") { code in
      for (rule, macro) in zip(format.rules, names.rules) {
        let name = CText.string(rule.name.utf8)
        let line = "{ \(macro), \(rule.errno.rawValue), \(name) },"
        if line.count + 8 <= 100 {
          code.print(line)
        } else {
          code.print("{ \(macro), \(rule.errno.rawValue),\n  \(name) },")
        }
      }
    }
    code.print(
      """

      static const struct \(p)_rule_info *\(p)_find_rule(u32 rule)
      {
      \tsize_t low = 0;
      \tsize_t high = sizeof(\(p)_rules) / sizeof(\(p)_rules[0]);

      \twhile (low < high) {
      \t\tsize_t middle = low + (high - low) / 2;

      \t\tif (\(p)_rules[middle].number == rule)
      \t\t\treturn &\(p)_rules[middle];
      \t\tif (\(p)_rules[middle].number < rule)
      \t\t\tlow = middle + 1;
      \t\telse
      \t\t\thigh = middle;
      \t}
      \treturn NULL;
      }

      const char *\(p)_rule_name(u32 rule)
      {
      \tconst struct \(p)_rule_info *info = \(p)_find_rule(rule);

      \treturn info ? info->name : NULL;
      }

      int \(p)_rule_errno(u32 rule)
      {
      \tconst struct \(p)_rule_info *info = \(p)_find_rule(rule);

      \treturn info ? info->error : 0;
      }

      """)
  }
}
