"""lib.rs, mod.rs and support.rs: what the other files are made of."""

from .printer import one_line, rust_text


def library(rust):
    """The root of a crate by itself; the kernel's code has `mod.rs` as a module instead."""
    out = rust.banner(f"The on-disk format of {rust.title}, as a crate.")
    out.print('#![no_std]\n\n#[path = "mod.rs"]\nmod format;\n\npub use format::*;')
    return out.text()


def module(rust):
    """The module that holds all others."""
    out = rust.banner(f"The on-disk format of {rust.title}: layout, values, rules and checks.")
    out.print("pub mod checks;\npub mod layout;\npub mod rules;\nmod support;\npub mod values;")
    out.separate()
    out.print(
        "pub use support::{Algorithm, Checksums, Context, Digest, Finding, FromBytes, Request, Severity};"
    )
    return out.text()


def text(rust):
    """What is the same for every format but for a few names."""
    out = rust.banner(f"What the layout and the checks of {rust.title} are made of.")
    out.print("// Not every format needs all of it.\n#![allow(dead_code)]\n\nuse super::rules;\n")
    print_integers(out)
    out.print(rust_text("view"))
    print_algorithms(rust, out)
    out.print(rust_text("checksums"))
    print_context(rust, out)
    out.print(rust_text("findings"))
    out.print(rust_text("arithmetic").rstrip())
    return out.text()


def print_integers(out):
    """Integers as they are stored."""
    out.print(rust_text("integers"))
    out.open("stored_integers! {")
    for order, word in (("Le", "le"), ("Be", "be")):
        for sign, base in (("", "u"), ("I", "i")):
            for bits in (16, 32, 64):
                out.print(f"{order}{sign}{bits}, {base}{bits}, {bits // 8}, from_{word}_bytes, to_{word}_bytes;")
    out.close()
    out.print()


def print_algorithms(rust, out):
    """The algorithms of checksums."""
    out.print("/// The algorithms of the format's checksums.")
    out.print("#[derive(Clone, Copy, Debug, PartialEq, Eq)]")
    if not rust.algorithms:
        out.print("pub enum Algorithm {}\n")
        return
    out.open("pub enum Algorithm {")
    for name, variant in zip(rust.program["algorithms"], rust.algorithms):
        out.print(f"/// `{one_line(name)}`.\n{variant},")
    out.close()
    out.separate()


def print_context(rust, out):
    """What checks take from outside."""
    out.print("/// What checks take from outside.\n#[derive(Clone, Copy, Default)]")
    out.open("pub struct Context<'a> {")
    out.print("/// The size of the image in bytes.\npub image_size: u64,")
    out.print("/// Computes checksums; what none can be computed for is not verified.")
    out.print("pub checksums: Option<&'a dyn Checksums>,")
    out.print("/// Is told of every rule that failed.\npub report: Option<&'a dyn Fn(&Finding)>,")
    for region, member in rust.members.items():
        name = rust.format["regions"][region]["name"]
        out.print(f"/// Verified bytes of `{one_line(name)}`; none while there are none.\npub {member}: &'a [u8],")
    out.close()
    out.separate()
