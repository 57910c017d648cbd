"""rules.rs: the number of each rule, and the table of names and errors."""

from .printer import rust_text


def text(rust):
    """The file."""
    out = rust.banner(f"Rules of {rust.title}. Their numbers never change and are never given again.")
    rules = rust.format["rules"]
    for rule in rules:
        out.doc(rule["statement"] or rule["name"])
        out.print(f"pub const {rust.rules[rule['number']]}: u32 = {rule['number']};")
    out.separate()
    out.print("/// A rule, and the positive errno with which it refuses a mount.")
    out.open("struct Rule {")
    out.print("number: u32,\nerrno: i32,\nname: &'static str,")
    out.close()
    out.separate()
    out.print("/// Ascending by number; numbers have gaps where rules were removed.")
    out.open(f"static RULES: [Rule; {len(rules)}] = [")
    for rule in rules:
        out.open("Rule {")
        out.print(f"number: {rust.rules[rule['number']]},")
        out.print(f"errno: {rule['errno']['number']},")
        out.print(f"name: {string(rule['name'])},")
        out.close("},")
    out.close("];")
    out.separate()
    out.print(rust_text("find_rule").rstrip())
    return out.text()


def string(value):
    """A literal of text."""
    plain = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(plain.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in value) + '"'
