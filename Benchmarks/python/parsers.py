#!/usr/bin/env python3
"""Python's construct and dissect.cstruct on a structure of a format.

As a generator (`vexfmt gen --plugin parsers.py --spec NAME --output DIR`) it writes the structure's fields to
DIR/fields.json. With arguments (`parsers.py DIR/fields.json BYTES`) it builds a parser of each kind from those fields, checks
that both read what is there, and prints for each its name and the nanoseconds that parsing takes, the least of some rounds.
"""
import json
import sys
import time

STRUCTURE = "inode"


def fields(document):
    """Name, offset, bytes of each stored field, and the signedness of integers: all others are bytes."""
    structures = document["format"]["structures"]
    structure = next(s for s in structures if s["name"] == STRUCTURE)
    result = []
    for field in structure["fields"]:
        place, kind = field["place"], field["type"] or {}
        if place["kind"] != "stored":
            continue
        is_number = kind.get("kind") in ("integer", "enumeration", "flags", "bitFields")
        sign = ("i" if kind["signed"] else "u") if is_number else None
        result.append({"name": field["name"], "offset": place["offset"], "size": place["size"], "sign": sign})
    return result


def generate():
    document = json.load(sys.stdin)
    json.dump({"files": [{"path": "fields.json", "contents": json.dumps(fields(document))}]}, sys.stdout)


def with_construct(layout):
    import construct

    def kind(field):
        if field["sign"] is None:
            return construct.Bytes(field["size"])
        return getattr(construct, f"Int{field['size'] * 8}{'u' if field['sign'] == 'u' else 's'}l")

    parser = construct.Struct(*[field["name"] / kind(field) for field in layout])
    return {"construct": parser.parse, "construct, compiled": parser.compile().parse}


def with_cstruct(layout):
    from dissect.cstruct import cstruct

    lines = []
    for field in layout:
        if field["sign"] is None:
            lines.append(f"char {field['name']}[{field['size']}];")
        else:
            lines.append(f"{'u' if field['sign'] == 'u' else ''}int{field['size'] * 8}_t {field['name']};")
    parser = cstruct(endian="<")
    parser.load("struct subject { " + " ".join(lines) + " };", compiled=True)
    return {"dissect.cstruct": parser.subject}


def least(parse, data):
    times = []
    for _ in range(7):
        start = time.perf_counter_ns()
        for _ in range(3000):
            parse(data)
        times.append((time.perf_counter_ns() - start) / 3000)
    return min(times)


def compare(layout_path, data_path):
    with open(layout_path, encoding="utf-8") as file:
        layout = json.load(file)
    with open(data_path, "rb") as file:
        data = file.read()
    end = 0
    for field in layout:
        if field["offset"] != end:
            sys.exit(f"parsers: {field['name']} begins at {field['offset']}; expected {end}, behind the field before it")
        end += field["size"]
    for name, parse in {**with_construct(layout), **with_cstruct(layout)}.items():
        parsed = parse(data)
        for field in layout:
            raw = data[field["offset"] : field["offset"] + field["size"]]
            found = getattr(parsed, field["name"])
            expected = raw if field["sign"] is None else int.from_bytes(raw, "little", signed=field["sign"] == "i")
            if found != expected:
                sys.exit(f"parsers: {name} reads {field['name']} as {found!r}; expected {expected!r}")
        print(f"{name}\t{least(parse, data):.1f}")


if len(sys.argv) == 3:
    compare(*sys.argv[1:])
elif len(sys.argv) == 1:
    generate()
else:
    sys.exit(__doc__)
