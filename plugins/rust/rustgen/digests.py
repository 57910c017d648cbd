"""The steps that compute checksums as statements."""

from .printer import CALL_WIDTH


class Digests:
    """Prints such steps, for those that print the others."""

    def request(self, digest):
        """Declares what a digest is computed of; answers the call that computes it."""
        pieces = []
        for piece in digest["pieces"]:
            if piece["kind"] == "bytes":
                ends = f"{self.operands.integer(piece['from'])}, {self.operands.integer(piece['end'])}"
                pieces.append(f"v{piece['view']}.range({ends})")
            elif piece["kind"] == "zeroes":
                pieces.append(f"&[0; {piece['count']}]")
            else:
                width = piece["type"]["width"]
                value = self.operands.integer(piece["value"], typed=True)
                cut = f"to_le_bytes()[..{width}]" if piece["type"]["order"] == "little" else f"to_be_bytes()[{8 - width}..]"
                pieces.append(f"&{value}.{cut}")
        self.operands.use("Request")
        self.out.open("let request = Request {")
        flat = ", ".join(pieces)
        if len(flat) <= CALL_WIDTH:
            self.out.print(f"pieces: &[{flat}],")
        else:
            self.out.open("pieces: &[")
            for piece in pieces:
                self.out.print(f"{piece},")
            self.out.close("],")
        for name, key in (("initial", "initial"), ("xor_out", "xorOut")):
            value = digest[key]
            self.out.print(f"{name}: {'None' if value is None else f'Some({self.operands.integer(value)})'},")
        self.out.close("};")
        self.operands.use("Algorithm")
        return f"judge.digest(Algorithm::{self.rust.algorithms[digest['algorithm']]}, &request)"

    def agrees(self, stored, negated=False):
        """Whether `digest` is what is stored."""
        if "bytes" in stored:
            return f"{'!' if negated else ''}digest.begins({self.operands.run(stored['bytes'])})"
        mask = "" if stored["mask"] == str(2**64 - 1) else f" & {int(stored['mask']):#x}"
        return f"digest.low(){mask} {'!=' if negated else '=='} {self.operands.integer({'register': stored['register']})}"

    def verify(self, step, is_last):
        """Compares a digest with what is stored."""
        call = self.request(step["digest"])
        self.out.open(f"match {call} {{")
        self.out.open("None => {")
        self.unverified(step, is_last)
        self.out.close()
        self.out.open(f"Some(digest) if {self.agrees(step['stored'], negated=True)} => {{")
        self.fail(step, is_last)
        self.out.close()
        self.out.print("Some(_) => {}")
        self.out.close()

    def compare(self, step, is_last):
        """Whether a digest is what is stored, and whether it is known."""
        self.outcome(step, "false", self.agrees(step["stored"]))

    def digest(self, step, is_last):
        """The low bits of a digest, and whether it is known."""
        self.outcome(step, "0", "digest.low()")

    def outcome(self, step, default, value):
        """Sets two registers after a digest."""
        call = self.request(step["digest"])
        self.out.print(f"let digest = {call};")
        if ("r", step["known"]) in self.live.read:
            self.out.print(f"let r{step['known']} = digest.is_some();")
        if ("r", step["to"]) in self.live.read:
            self.out.print(f"let r{step['to']} = digest.map_or({default}, |digest| {value});")
