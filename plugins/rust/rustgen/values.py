"""values.rs: versions, constants, magic numbers, enumerations and flags."""

from .format import Names, upper


def text(rust):
    """The file."""
    out = rust.banner(f"Versions, constants, enumerations and flags of {rust.title}.")
    names = Names()
    print_constants(rust, out, names)
    for enumeration, name in zip(rust.format["enumerations"], rust.enumerations):
        out.separate()
        print_enumeration(enumeration, name, out)
    for flags, name in zip(rust.format["flagSets"], rust.flag_sets):
        out.separate()
        print_flags(flags, name, out)
    return out.text()


def print_constants(rust, out, names):
    """Versions, constants and magic numbers."""
    versions = rust.format["versions"]
    if versions:
        for number in versions["known"]:
            out.doc(f"Version {number} of the format.")
            out.print(f"pub const {names.unique('VERSION_' + number)}: u64 = {number};")
        out.doc("The version that is written unless somebody asks for another.")
        out.print(f"pub const {names.unique('VERSION_WRITTEN')}: u64 = {versions['written']};")
    for constant in rust.format["constants"]:
        unit = f"In {constant['unit']}." if constant["unit"] else ""
        out.doc(" ".join(filter(None, [constant["doc"], unit])) or f"`{constant['name']}`.")
        out.print(f"pub const {names.unique(upper(constant['name']))}: u64 = {constant['value']};")
    for structure in rust.format["structures"]:
        for field in structure["fields"]:
            magic = field["magic"]
            if not magic:
                continue
            name = names.unique(upper(structure["name"], field["name"], "VALUE"))
            out.doc(f"What `{field['name']}` of `{structure['name']}` holds.")
            if "integer" in magic:
                out.print(f"pub const {name}: u64 = {hexadecimal(magic['integer'])};")
            else:
                out.print(f"pub const {name}: &[u8] = {byte_string(bytes.fromhex(magic['bytes']))};")


def print_enumeration(enumeration, name, out):
    """A Rust enumeration, or numbers with names where other numbers are values too."""
    cases = enumeration["cases"]
    base = f"u{8 * enumeration['stored']['width']}"
    numbers = [case["value"] for case in cases]
    is_closed = not enumeration["open"] and cases and len(set(numbers)) == len(numbers)
    out.doc(enumeration["doc"] or f"`{enumeration['name']}`.")
    names = Names()
    if is_closed:
        out.print("#[derive(Clone, Copy, Debug, PartialEq, Eq)]")
        out.print(f"#[repr({base})]")
        out.open(f"pub enum {name} {{")
        variants = [names.unique(upper_camel(case["name"])) for case in cases]
        for case, variant in zip(cases, variants):
            out.doc(f"`{case['name']}`.")
            out.print(f"{variant} = {case['value']},")
        out.close()
        out.separate()
        out.open(f"impl TryFrom<{base}> for {name} {{")
        out.print(f"type Error = {base};")
        out.separate()
        out.doc("The case of a number; the number itself if it has none.")
        out.open(f"fn try_from(number: {base}) -> Result<Self, {base}> {{")
        out.open("match number {")
        for case, variant in zip(cases, variants):
            out.print(f"{case['value']} => Ok(Self::{variant}),")
        out.print("other => Err(other),")
        out.close()
        out.close()
        out.close()
        return
    print_numbers(name, base, out)
    out.open(f"impl {name} {{")
    for case in cases:
        out.doc(f"`{case['name']}`.")
        out.print(f"pub const {names.unique(upper(case['name']))}: Self = Self({case['value']});")
    out.close()


def print_flags(flags, name, out):
    """A word of bits with names."""
    names = Names(["KNOWN", "REFUSE", "READONLY"])
    base = f"u{8 * flags['stored']['width']}"
    out.doc(flags["doc"] or f"`{flags['name']}`.")
    print_numbers(name, base, out)
    known, masks = 0, {"error": 0, "readonly": 0}
    out.open(f"impl {name} {{")
    for flag in flags["flags"]:
        mask = int(flag["mask"])
        known |= mask
        if flag["severity"] in masks:
            masks[flag["severity"]] |= mask
        for alias in flag["names"]:
            out.doc(flag["doc"] or f"`{alias}`.")
            out.print(f"pub const {names.unique(upper(alias))}: Self = Self({mask:#x});")
    if flags["unknown"] in masks:
        masks[flags["unknown"]] |= ~known & ((1 << flags["bits"]) - 1)
    for constant, mask, doc in (
        ("KNOWN", known, "Every bit with a name."),
        ("REFUSE", masks["error"], "Bits that refuse a mount."),
        ("READONLY", masks["readonly"], "Bits that refuse writing."),
    ):
        out.doc(doc)
        out.print(f"pub const {constant}: Self = Self({mask:#x});")
    out.separate()
    out.doc("Whether all bits of the other are set.")
    out.open("pub const fn contains(self, other: Self) -> bool {")
    out.print("self.0 & other.0 == other.0")
    out.close()
    out.separate()
    out.doc("Whether any bit of the other is set.")
    out.open("pub const fn intersects(self, other: Self) -> bool {")
    out.print("self.0 & other.0 != 0")
    out.close()
    out.close()


def print_numbers(name, base, out):
    """A type of numbers of which some have names."""
    out.print("#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]")
    out.print("#[repr(transparent)]")
    out.print(f"pub struct {name}(pub {base});")
    out.separate()


def upper_camel(name):
    """The name of a case."""
    words = "".join(c if c.isascii() and c.isalnum() else "_" for c in name).split("_")
    joined = "".join(word[:1].upper() + word[1:] for word in words) or "None_"
    return "N" + joined if joined[0].isdigit() else joined + "_" if joined == "Self" else joined


def hexadecimal(digits):
    """A number in hexadecimal."""
    return f"{int(digits):#x}"


def byte_string(data):
    """A literal of bytes."""
    plain = {0x22: '\\"', 0x5C: "\\\\"}
    return 'b"' + "".join(plain.get(b) or (chr(b) if 0x20 <= b < 0x7F else f"\\x{b:02x}") for b in data) + '"'


