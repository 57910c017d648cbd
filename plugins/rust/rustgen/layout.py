"""layout.rs: the structures as they lie on the disk, with assertions of sizes and offsets."""

import textwrap

from .format import Names
from .printer import WIDTH


def text(rust):
    """The file."""
    out = rust.banner(f"Structures of {rust.title} as they are stored: bytes alone, at any address.")
    used = set()
    bodies = [(index, parts(rust, index, used)) for index in rust.format["innermostFirst"]]
    names = sorted(used | {"FromBytes"})
    if bodies:
        out.print(use_line(names))
    for index, layout in bodies:
        out.separate()
        print_structure(rust, index, layout, out)
    return out.text()


def use_line(names):
    """An import that is broken as rustfmt does."""
    if len(names) == 1:
        return f"use super::support::{names[0]};"
    flat = f"use super::support::{{{', '.join(names)}}};"
    if len(flat) <= WIDTH:
        return flat
    lines = textwrap.wrap(", ".join(names) + ",", WIDTH - 4)
    return "\n".join(["use super::support::{"] + ["    " + line for line in lines] + ["};"])


def parts(rust, index, used):
    """What lies between two offsets: (name, type, offset, field or None, variants)."""
    structure = rust.format["structures"][index]
    size = structure["size"]["maximum"]
    places = []
    for number, field in enumerate(structure["fields"]):
        place = field["place"]
        if place["kind"] == "stored" and 0 < place["size"] and place["offset"] + place["size"] <= size:
            places.append((place["offset"], place["offset"] + place["size"], number))
    places.sort()
    names = Names(rust.fields[index])
    result, position = [], 0
    while places:
        start, end, _ = places[0]
        cluster = []
        while places and places[0][0] < max(end, start + 1):
            end = max(end, places[0][1])
            cluster.append(places.pop(0))
        if start > position:
            result.append((names.unique(f"pad_{position}"), f"[u8; {start - position}]", position, None, []))
        if len(cluster) == 1:
            number = cluster[0][2]
            kind = field_type(rust, structure["fields"][number], used)
            result.append((rust.fields[index][number], kind, start, number, []))
        else:
            # Fields that share bytes are read through functions.
            variants = [(place, n, field_type(rust, structure["fields"][n], used)) for place, _, n in cluster]
            result.append((names.unique(f"variants_{start}"), f"[u8; {end - start}]", start, None, variants))
        position = end
    if position < size:
        result.append((names.unique(f"pad_{position}"), f"[u8; {size - position}]", position, None, []))
    return result


def field_type(rust, field, used):
    """The type of a field's bytes."""
    size = field["place"]["size"]
    kind = field["type"]
    # Bytes that mean nothing, and those whose places vary, are bytes.
    if kind is None or kind["size"] != size:
        return f"[u8; {size}]"
    return type_name(rust, kind, used)


def type_name(rust, kind, used):
    """A type of so many bytes."""
    if kind["kind"] in ("integer", "enumeration", "flags", "bitFields"):
        sign, width = kind["signed"], kind["width"]
        if width == 1:
            return "i8" if sign else "u8"
        name = ("Le" if kind["order"] == "little" else "Be") + ("I" if sign else "") + str(width * 8)
        used.add(name)
        return name
    if kind["kind"] == "text16":
        name = "Le16" if kind["order"] == "little" else "Be16"
        used.add(name)
        return f"[{name}; {kind['units']}]"
    if kind["kind"] == "structure":
        return rust.structures[kind["structure"]]
    if kind["kind"] == "array" and kind["count"]["kind"] != "packed":
        return f"[{type_name(rust, kind['element'], used)}; {kind['count']['maximum']}]"
    return f"[u8; {kind['size']}]"


def notes(rust, field):
    """What the type of a field does not say."""
    kind = field["type"] or {"kind": "reserved"}
    said = [field["doc"]]
    if kind["kind"] == "enumeration":
        said.append(f"A `{rust.enumerations[kind['enumeration']]}`.")
    if kind["kind"] == "flags":
        said.append(f"`{rust.flag_sets[kind['flags']]}`.")
    if field["unit"]:
        said.append(f"In {field['unit']}.")
    if field["versions"]:
        said.append(f"Versions {', '.join(field['versions'])}.")
    if field["when"]:
        said.append("Conditional.")
    return " ".join(filter(None, said)) or ("Reserved." if kind["kind"] == "reserved" else f"`{field['name']}`.")


def print_structure(rust, index, layout, out):
    """A structure, its functions and its assertions."""
    structure = rust.format["structures"][index]
    name = rust.structures[index]
    out.doc(structure["doc"] or f"`{structure['name']}`.")
    out.print("#[derive(Clone, Copy)]\n#[repr(C)]")
    out.open(f"pub struct {name} {{")
    for part, kind, _, number, variants in layout:
        if number is not None:
            out.doc(notes(rust, structure["fields"][number]))
            out.print(f"pub {part}: {kind},")
        else:
            out.doc("Fields that share bytes." if variants else "Bytes that no field describes.")
            out.print(f"pub {part}: {kind},")
    out.close()
    out.separate()
    out.print(f"// SAFETY: All its fields are bytes.\nunsafe impl FromBytes for {name} {{}}")
    out.separate()
    print_functions(rust, index, layout, out)
    out.separate()
    print_assertions(name, structure["size"]["maximum"], layout, out)


def print_functions(rust, index, layout, out):
    """The size, and what reads fields that share bytes."""
    structure = rust.format["structures"][index]
    size = structure["size"]
    taken = Names(["SIZE", "SIZE_MIN"])
    out.open(f"impl {rust.structures[index]} {{")
    out.doc("Number of bytes" + ("." if size["minimum"] == size["maximum"] else " at most."))
    out.print(f"pub const SIZE: usize = {size['maximum']};")
    if size["minimum"] != size["maximum"]:
        out.doc("Number of bytes at least.")
        out.print(f"pub const SIZE_MIN: usize = {size['minimum']};")
    for entry in size["byVersion"]:
        out.doc(f"Number of bytes in version {entry['version']}.")
        out.print(f"pub const {taken.unique('SIZE_V' + entry['version'])}: usize = {entry['bytes']};")
    for part, _, start, _, variants in layout:
        for place, number, kind in variants:
            out.separate()
            out.doc(notes(rust, structure["fields"][number]))
            out.open(f"pub fn {rust.fields[index][number]}(&self) -> Option<&{kind}> {{")
            if place == start:
                out.print(f"FromBytes::from_bytes(&self.{part})")
            else:
                out.chain(f"self.{part}", [f"get({place - start}..)", "and_then(FromBytes::from_bytes)"])
            out.close()
    out.close()


def print_assertions(name, size, layout, out):
    """That the compiler lays out the structure as the specification does.

    With `repr(C)` and no alignment, a field lies behind those before it and nowhere else.
    """
    out.open("const _: () = {")
    out.print(f"assert!(core::mem::align_of::<{name}>() == 1);")
    out.print(f"assert!(core::mem::size_of::<{name}>() == {size});")
    sizes = [f"core::mem::size_of::<{kind}>()" for _, kind, _, _, _ in layout]
    if len(layout) > 1:
        out.print(f"let at = {sizes[0]};")
    for number, (part, _, offset, _, _) in enumerate(layout[1:], start=1):
        out.print(f'assert!(at == {offset}, "offset of {part}");')
        if number < len(layout) - 1:
            out.print(f"let at = at + {sizes[number]};")
    out.close("};")
