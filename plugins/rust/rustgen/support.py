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
    if rust.algorithms:
        out.open("pub enum Algorithm {")
        for name, variant in zip(rust.program["algorithms"], rust.algorithms):
            out.print(f"/// `{one_line(name)}`.\n{variant},")
        out.close()
        out.separate()
    else:
        out.print("pub enum Algorithm {}\n")
    print_crcs(rust, out)


def print_crcs(rust, out):
    """Digests of the CRCs that the format describes, for which nobody else is needed."""
    described = {a["name"]: a["crc"] for a in rust.format["algorithms"] if a["crc"]}
    names = rust.program["algorithms"]
    crcs = [(variant, described[name]) for name, variant in zip(names, rust.algorithms) if name in described]
    out.open("impl Algorithm {")
    out.print("/// The digest of a CRC that the format describes; none for other algorithms.")
    if not crcs:
        out.open("pub(super) fn described(self, _request: &Request<'_>) -> Option<Digest> {")
        out.print("None")
    else:
        out.open("pub(super) fn described(self, request: &Request<'_>) -> Option<Digest> {")
        out.open("let crc = match self {")
        for variant, crc in crcs:
            print_crc(variant, crc, out)
        if len(crcs) < len(names):
            out.print("_ => return None,")
        out.close("};")
        out.print("crc.digest(request)")
    out.close()
    out.close()
    out.separate()
    if crcs:
        out.print(rust_text("crc"))
        out.separate()


def print_crc(variant, crc, out):
    """The parameters of a CRC, turned as its register is shifted."""
    width = crc["width"]
    polynomial, initial = int(crc["polynomial"]), int(crc["initial"])
    if crc["reflected"]:
        polynomial, initial = (int(format(n, f"0{width}b")[::-1], 2) for n in (polynomial, initial))
    else:
        polynomial <<= 64 - width
    out.open(f"Self::{variant} => Crc {{")
    out.print(f"width: {width},\npolynomial: {polynomial:#x},\nreflected: {str(crc['reflected']).lower()},")
    out.print(f"initial: {initial:#x},\nxor_out: {int(crc['xorOut']):#x},")
    out.close("},")


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
