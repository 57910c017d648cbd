"""checks.rs: one function for each check, and one for each region whose elements a kernel finds."""

from .format import Names, camel, snake
from .liveness import Liveness, children, reachable
from .layout import use_line
from .operands import Operands
from .printer import Printer
from .steps import Steps

# What parameters cannot be called.
TAKEN = ["context", "buffer", "place", "index", "judge", "request", "digest", "value", "rules"]


def text(rust):
    """The file."""
    out = rust.banner(f"Checks of the structures of {rust.title}, in the order of trust.")
    body, used = Printer(), set()
    functions = function_names(rust)
    for check in rust.program["checks"]:
        body.separate()
        used |= print_check(rust, check, functions[check["structure"]], body)
    for place in rust.program["places"]:
        body.separate()
        used |= print_place(rust, place, body)
    if body.lines:
        types = {name for name in used if name[0].isupper()} | {"Context", "Finding", "Judge", "View"}
        helpers = used - types
        out.print("// What several branches set is prepared before them.\n#![allow(unused_assignments)]\n")
        out.print("use super::rules;")
        out.print(use_line(sorted(helpers | types, key=lambda name: (name[0].isupper(), name))))
        out.separate()
        out.lines += body.lines
    return out.text()


def function_names(rust):
    """The name of the function for each structure that has a check."""
    names = Names()
    return {check["structure"]: names.unique("check_" + snake(check["name"])) for check in rust.program["checks"]}


def arguments(program):
    """Names of the sources that the caller passes, and of the parameters."""
    names = Names(TAKEN)

    def given(name):
        name = snake(name)
        # `r0` and `v0` are registers and views.
        return names.unique(name + "_" if name[:1] in "rv" and name[1:].isdigit() else name)

    sources = [None if source["given"] is None else given(source["name"]) for source in program["sources"]]
    return sources, [given(parameter["name"]) for parameter in program.get("parameters", [])]


def untested(program):
    """Views of sources whose length no step tests, and the length that they need."""

    def tests(steps, view, length):
        for step in steps:
            if step["do"] == "requireLength" and step["view"] == view and int(step["value"].get("constant", 0)) >= length:
                return True
            if step["do"] in ("frame", "rule") and any(tests(inner, view, length) for inner in children(step)):
                return True
        return False

    lengths = [(view, source["length"]) for view, source in enumerate(program["sources"], start=1)]
    return [(view, length) for view, length in lengths if length and not tests(program["steps"], view, length)]


def print_check(rust, check, function, out):
    """The check of a structure; answers what it uses of support.rs."""
    sources, parameters = arguments(check)
    structure = rust.format["structures"][check["structure"]]
    out.doc(f"Checks a `{structure['name']}`, which lies at byte `place` of the image.")
    out.print("///")
    out.doc(
        "`buffer` holds its first bytes, which must not change meanwhile; `index` is its index in its region. An error "
        "is a finding with which nothing can be mounted; otherwise the gravest finding is answered."
    )
    types = ["context: &Context<'_>", "buffer: &[u8]", "place: u64", "index: u64"]
    types += [f"{name}: &[u8]" for name in sources if name] + [f"{name}: u64" for name in parameters]
    open_function(f"pub fn {function}", types, "Result<Finding, Finding>", out)
    inputs = {"imageSize": "context.image_size", "place": "place", "index": "index"} | dict(enumerate(parameters))
    return print_body(rust, check, sources, inputs, ("buffer", "place"), [], "Ok(judge.found())", out)


def place_function(place):
    """The name of the function that finds an element of a region."""
    return "place_" + snake(place["name"]).removeprefix("r#")


def place_results(place):
    """Name and register of each value that such a function finds besides the place."""
    names = Names(["place"])
    return [(names.unique(snake(result["name"])), result["register"]) for result in place["results"]]


def print_place(rust, place, out):
    """The function that finds an element of a region."""
    results = place_results(place)
    kind = camel(place["name"]) + "Place"
    out.doc(f"Where an element of `{place['name']}` begins in the image, and what its check is given.")
    out.print("#[derive(Clone, Copy, Debug, PartialEq, Eq)]")
    out.open(f"pub struct {kind} {{")
    out.print("/// The byte of the image at which it begins.\npub place: u64,")
    for name, _ in results:
        out.print(f"/// `{name.removeprefix('r#')}` of its check.\npub {name}: u64,")
    out.close()
    out.separate()
    out.doc(f"Finds element `index` of `{place['name']}`; an error if there is none, or none inside the image.")
    open_function(
        f"pub fn {place_function(place)}",
        ["context: &Context<'_>", "index: u64"], f"Result<{kind}, Finding>", out,
    )
    registers = [place["place"]] + [register for _, register in results]
    operands = Operands(place["registers"], {})
    values = [operands.integer({"register": register}) for register in registers]
    fields = [f"{name}: {value}" for (name, _), value in zip([("place", None)] + results, values)]
    sources = [None] * len(place["sources"])
    inputs = {"imageSize": "context.image_size", "place": "0", "index": "index"}
    tail = f"Ok({kind} {{ {', '.join(fields)} }})"
    # rustfmt breaks literals that are long.
    if len(", ".join(fields)) > 18:
        tail = "\n".join([f"Ok({kind} {{"] + [f"    {field}," for field in fields] + ["})"])
    return print_body(rust, place, sources, inputs, ("&[]", "0"), registers, tail, out)


def open_function(head, types, result, out):
    """The head of a function."""
    flat = f"{head}({', '.join(types)}) -> {result} {{"
    if len(flat) <= 100:
        out.open(flat)
        return
    out.open(f"{head}(")
    for kind in types:
        out.print(f"{kind},")
    out.depth -= 1
    out.open(f") -> {result} {{")


def print_body(rust, program, sources, inputs, own, results, tail, out):
    """Declares what the steps begin with, and prints them."""
    reached, ending = reachable(program["steps"])
    live = Liveness(reached, [] if ending else results)
    operands = Operands(program["registers"], inputs)
    body = Printer()
    body.depth = out.depth
    steps = Steps(rust, body, operands, live)
    steps.untested = untested(program)
    needed = live.read | {("v", view) for view, _ in steps.untested}
    steps.print(reached, False)
    out.print("let mut judge = Judge::new(context);")
    lines = "\n".join(body.lines)
    for view, name in enumerate([own[0]] + sources):
        if ("v", view) not in needed:
            if name and view:
                out.print(f"let _ = {name};")
            continue
        if view == 0:
            if "v0." in lines:
                out.print(f"let v0 = View::own({own[0]}, {own[1]});")
            continue
        region = program["sources"][view - 1]["region"]
        bytes_of = name or f"context.{rust.members[region]}"
        out.print(f"let v{view} = View::other({bytes_of}, {own[1]});")
    for name in [name for key, name in inputs.items() if key not in ("imageSize", "place")]:
        out.print(f"let _ = {name};")
    out.separate()
    out.lines += body.lines
    if not ending:
        out.separate()
        out.print(tail)
    out.close()
    return operands.used
