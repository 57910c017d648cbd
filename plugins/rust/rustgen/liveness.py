"""Which steps matter: the compiler warns of values that nothing reads."""

OPERANDS = ("value", "left", "right", "index", "from", "end", "if")
RUNS = ("bytes", "left", "right")
OUTPUTS = ("to", "known")
# These do something besides setting a value.
EFFECTS = {"require", "requireLength", "fail", "unverified", "verify", "checked", "leaveLoop"}


def children(step):
    """The lists of steps inside a step."""
    return [step[key] for key in ("steps", "then", "else") if key in step]


def reachable(steps, is_error=False):
    """Steps without those that are never reached, and what ends them for sure: nothing, their rule or the function.

    `is_error` tells that a failure of the rule that they are in ends the function.
    """
    kept = []
    for step in steps:
        step, ending = dict(step), ""
        never_holds = step["do"] == "require" and step["value"].get("constant") == "0"
        if never_holds or step["do"] == "fail":
            ending = "function" if is_error else "rule"
        elif step["do"] in ("unverified", "leaveLoop"):
            ending = "rule"
        elif step["do"] == "rule":
            step["steps"], ending = reachable(step["steps"], step["severity"] == "error")
            ending = ending if ending == "function" else ""
        elif step["do"] == "branch":
            step["then"], first = reachable(step["then"], is_error)
            step["else"], second = reachable(step["else"], is_error)
            ending = "function" if first == second == "function" else first and second and "rule"
        elif step["do"] in ("frame", "loop"):
            step["steps"], ending = reachable(step["steps"], is_error)
            ending = ending if step["do"] == "frame" else ""
        kept.append(step)
        if ending:
            return kept, ending
    return kept, ""


def reads(step):
    """The registers and views that a step itself reads, as (letter, number)."""
    found = set()

    def operand(value):
        if isinstance(value, dict) and "register" in value:
            found.add(("r", value["register"]))

    def run(value):
        if isinstance(value, dict) and "view" in value:
            found.add(("v", value["view"]))

    for key in OPERANDS:
        operand(step.get(key))
    for key in RUNS:
        run(step.get(key))
    if step["do"] == "view":
        found.add(("v", step["of"]))
    elif "view" in step:
        found.add(("v", step["view"]))
    if "digest" in step:
        digest = step["digest"]
        operand(digest["initial"])
        operand(digest["xorOut"])
        for piece in digest["pieces"]:
            for key in ("value", "from", "end"):
                operand(piece.get(key))
            run(piece)
        stored = step.get("stored") or {}
        operand(stored)
        run(stored.get("bytes"))
    return found


def writes(step):
    """The registers and views that a step sets."""
    if step["do"] == "view":
        return {("v", step["view"])}
    return {("r", step[key]) for key in OUTPUTS if key in step}


class Liveness:
    """What is read, and how often, by steps that matter."""

    def __init__(self, steps, results=()):
        self.read = {("r", register) for register in results} | {("v", 0)}
        self.copies = {}
        self.counts = {}
        count = -1
        while count != len(self.read):
            count = len(self.read)
            self.visit(steps)
        self.tally(steps)

    def matters(self, step):
        """Whether leaving the step out would change anything."""
        if step["do"] in EFFECTS or step["do"] == "rule":
            return True
        inner = children(step)
        if inner:
            return any(self.matters(each) for steps in inner for each in steps)
        return bool(writes(step) & self.read)

    def visit(self, steps):
        """Adds what steps that matter read."""
        for step in steps:
            if self.matters(step):
                # A rule's place is read where it fails.
                self.read |= reads(step)
                for inner in children(step):
                    self.visit(inner)

    def tally(self, steps):
        """Counts reads and copies."""
        for step in steps:
            if step["do"] == "copy":
                self.copies[step["to"]] = self.copies.get(step["to"], 0) + 1
            for thing in reads(step):
                self.counts[thing] = self.counts.get(thing, 0) + 1
            for inner in children(step):
                self.tally(inner)
