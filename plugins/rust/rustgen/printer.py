"""Text of a program, line by line, as rustfmt would break it."""

import pathlib
import textwrap

WIDTH = 100
# rustfmt breaks what stands between the parentheses of a call before a line is full.
CALL_WIDTH = 60

# Rust that is the same for every format.
TEXTS = pathlib.Path(__file__).resolve().parent.parent / "text"


def rust_text(name):
    """One of those texts."""
    return (TEXTS / f"{name}.rs").read_text(encoding="utf-8")


class Printer:
    """Lines with indentation."""

    def __init__(self):
        self.lines = []
        self.depth = 0

    def print(self, text=""):
        """Prints lines; empty ones without indentation."""
        for line in text.split("\n"):
            self.lines.append("    " * self.depth + line if line else "")

    def separate(self):
        """Prints an empty line, unless there is one or a block begins."""
        if self.lines and self.lines[-1] and not self.lines[-1].endswith("{"):
            self.lines.append("")

    def open(self, head):
        """Prints the head of a block, with its brace."""
        self.print(head)
        self.depth += 1

    def close(self, tail="}"):
        """Ends a block."""
        self.depth -= 1
        self.print(tail)

    def comment(self, text, mark="//"):
        """Prints a comment, wrapped."""
        for line in textwrap.wrap(one_line(text), WIDTH - len(mark) - 1 - 4 * self.depth, break_on_hyphens=False):
            self.print(f"{mark} {line}")

    def doc(self, text):
        """Prints what documents the item behind it."""
        if text:
            self.comment(text, "///")

    def call(self, head, arguments, tail):
        """Prints a call, one argument a line if it is long."""
        flat = ", ".join(arguments)
        if len(flat) <= CALL_WIDTH and len(f"{head}({flat}){tail}") + 4 * self.depth <= WIDTH:
            self.print(f"{head}({flat}){tail}")
            return
        receiver, dot, method = head.rpartition(".")
        if dot and len(flat) <= CALL_WIDTH and len(f".{method}({flat}){tail}") + 4 * self.depth + 4 <= WIDTH:
            self.print(f"{receiver}\n    .{method}({flat}){tail}")
        else:
            self.open(f"{head}(")
            for argument in arguments:
                self.print(f"{argument},")
            self.close(f"){tail}")

    def chain(self, start, calls):
        """Prints calls on what the one before answers, one a line if they are long."""
        flat = ".".join([start] + calls)
        self.print(flat if len(flat) <= CALL_WIDTH else "\n".join([start] + [f"    .{call}" for call in calls]))

    def text(self):
        """All lines."""
        return "\n".join(self.lines) + "\n"


def one_line(text):
    """Text on one line, without what could end a comment or turn its direction."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
