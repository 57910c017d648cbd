"""dispatch.rs: a program that runs the checks on cases from its standard input, for tests and for fuzzing.

Cases and results are those of the C dispatcher; Tests/Harness/README.md says where they are described.
"""

from .checks import arguments, function_names, place_function, place_results
from .printer import CALL_WIDTH, WIDTH, rust_text
from .rules import string


def text(rust):
    """The file."""
    out = rust.banner(f"Runs the checks of {rust.title} on cases from the standard input.")
    crate = "disk_format"
    out.print(f"use {crate}::{{checks, Algorithm, Checksums, Context, Digest, Finding, Request, Severity}};")
    out.print("use std::cell::Cell;\nuse std::io::{self, Read, Write};\nuse std::os::raw::{c_char, c_int, c_ulonglong};")
    out.separate()
    print_algorithms(rust, out)
    out.print(rust_text("dispatch_checksums"))
    print_counts(rust, out)
    print_run(rust, out)
    print_places(rust, out)
    out.print(rust_text("dispatch_main").rstrip())
    return out.text()


def print_algorithms(rust, out):
    """The registered name of each algorithm, for C."""
    out.print("/// The registered name of an algorithm, as C has it.")
    out.open("fn name(algorithm: Algorithm) -> &'static str {")
    if not rust.algorithms:
        out.print("match algorithm {}")
    else:
        out.open("match algorithm {")
        for name, variant in zip(rust.program["algorithms"], rust.algorithms):
            out.print(f"Algorithm::{variant} => {string(name)[:-1]}\\0\",")
        out.close()
    out.close()
    out.separate()


def print_counts(rust, out):
    """How many sources and parameters a check has."""
    out.print("/// How many sources and parameters the check of a structure has.")
    out.open("fn counts(structure: u32) -> Option<(usize, usize)> {")
    out.open("match structure {")
    for check in rust.program["checks"]:
        out.print(f"{check['structure']} => Some(({len(check['sources'])}, {len(check['parameters'])})),")
    out.print("_ => None,")
    out.close()
    out.close()
    out.separate()


def print_run(rust, out):
    """Calls the check of a structure."""
    functions = function_names(rust)
    out.print("/// Checks a case.")
    out.open("fn run<'a>(job: &Job<'a>, context: &mut Context<'a>) -> Result<Finding, Finding> {")
    out.open("match job.structure {")
    for check in rust.program["checks"]:
        given, members = [], []
        for number, (name, source) in enumerate(zip(arguments(check)[0], check["sources"])):
            if name:
                given.append(f"job.sources[{number}]")
            else:
                members.append(f"context.{rust.members[source['region']]} = job.sources[{number}];")
        given += [f"job.parameters[{number}]" for number in range(len(check["parameters"]))]
        every = ["context", "job.buffer", "job.place", "job.index"] + given
        call = f"checks::{functions[check['structure']]}"
        arm = f"{check['structure']} => {call}({', '.join(every)}),"
        if not members and len(", ".join(every)) <= CALL_WIDTH and len(arm) + 4 * out.depth <= WIDTH:
            out.print(arm)
            continue
        out.open(f"{check['structure']} => {{")
        for member in members:
            out.print(member)
        out.call(call, every, "")
        out.close()
    out.print("_ => unreachable!(\"counts() knows every check\"),")
    out.close()
    out.close()
    out.separate()


def print_places(rust, out):
    """Prints where the first elements of regions are, when the bytes of the first region are known."""
    places, member = rust.program["places"], rust.members.get(0)
    out.print("/// Prints where elements are, in an image of some size with such a first structure.")
    out.open("fn print_places(image_size: u64, first: &[u8]) {")
    out.open("let context = Context {")
    out.print("image_size," + (f"\n{member}: first," if member else "") + "\n..Context::default()")
    out.close("};")
    if not member:
        out.print("let _ = first;")
    out.open("for index in 0..40 {")
    if not places:
        out.print("let _ = (index, context.image_size);")
    for place in places:
        names = ["place"] + [name for name, _ in place_results(place)]
        out.print(f"print!({string(place['name'] + ' {}')}, index);")
        out.open(f"match checks::{place_function(place)}(&context, index) {{")
        out.open("Ok(found) => {")
        out.print('print!(" 0 0");')
        for name in names:
            out.print(f'print!(" {{}}", found.{name});')
        out.close()
        out.open("Err(found) => {")
        out.print(f"print!({string(' {} {}' + ' 0' * len(names))}, -found.errno(), found.rule);")
        out.close()
        out.close()
        out.print("println!();")
    out.close()
    out.close()
    out.separate()
