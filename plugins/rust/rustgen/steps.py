"""The steps of one check as statements."""

from .digests import Digests


class Steps(Digests):
    """Prints steps; what may end a rule stands inside one."""

    def __init__(self, rust, out, operands, live):
        self.rust = rust
        self.out = out
        self.operands = operands
        self.live = live
        self.current = None
        self.untested = []
        # Registers that are declared, block by block.
        self.declared = [set()]

    def print(self, steps, is_last):
        """Prints steps; `is_last` tells that nothing of the current rule follows them."""
        steps = self.printed(steps)
        place = 0
        while place < len(steps):
            step, last = steps[place], is_last and place == len(steps) - 1
            if place + 1 < len(steps) and self.fuses(step, steps[place + 1]):
                place += 1
                self.test(steps[place], step, is_last and place == len(steps) - 1)
            else:
                getattr(self, step["do"])(step, last)
            place += 1

    def printed(self, steps):
        """The steps that matter, and the stages in which there are any."""
        kept = []
        for step in steps:
            if kept and kept[-1]["do"] == step["do"] == "stage":
                kept.pop()
            if step["do"] == "stage" or self.live.matters(step):
                kept.append(step)
        return kept[:-1] if kept and kept[-1]["do"] == "stage" else kept

    def fuses(self, step, following):
        """Whether a condition is tested by the next step and by no other."""
        if following["do"] not in ("require", "branch") or self.operands.condition(step) is None:
            return False
        tested = following["value" if following["do"] == "require" else "if"]
        return tested == {"register": step["to"]} and self.live.counts.get(("r", step["to"])) == 1

    def test(self, step, condition, is_last):
        """A test of a condition that is written into it."""
        negated = self.operands.condition(condition, negated=True)
        if step["do"] == "require":
            self.fail_if(negated, is_last)
        else:
            self.choose(self.operands.condition(condition), negated, step, is_last)

    # Structure.

    def stage(self, step, is_last):
        """From here on, another stage."""
        self.out.separate()
        self.out.comment(f"Stage {step['stage']}.")
        self.out.print()

    def frame(self, step, is_last):
        """A structure inside the one under test."""
        if step["path"]:
            self.out.separate()
            self.out.comment(f"{step['path']}:")
        self.print(step["steps"], False)

    def branch(self, step, is_last):
        """One of two lists."""
        condition = step["if"]
        self.choose(self.operands.boolean(condition), self.operands.boolean(condition, True), step, is_last)

    def choose(self, condition, negated, step, is_last):
        """A branch on a condition."""
        then, other = ([s for s in step[key] if self.live.matters(s)] for key in ("then", "else"))
        if not then:
            condition, then, other = negated, other, []
        self.block(f"if {condition} {{", then, is_last, "} else {" if other else "}")
        if other:
            self.out.depth += 1
            self.inner(other, is_last)
            self.out.close()

    def block(self, head, steps, is_last, tail):
        """Steps in a block of their own."""
        self.out.open(head)
        self.inner(steps, is_last)
        self.out.close(tail)

    def inner(self, steps, is_last):
        """Steps with declarations of their own."""
        self.declared.append(set())
        self.print(steps, is_last)
        self.declared.pop()

    def loop(self, step, is_last):
        """A loop over integers."""
        first, end, cap = step["from"], step["end"], int(step["cap"])
        constants = [operand.get("constant") for operand in (first, end)]
        if None not in constants and int(constants[1]) - int(constants[0]) <= cap:
            bounds = f"{constants[0]}..{constants[1]}_u64"
        else:
            start = self.operands.integer(first)
            bounds = f"{start}..{self.operands.use('capped')}({start}, {self.operands.integer(end)}, {cap})"
        index = f"r{step['index']}" if ("r", step["index"]) in self.live.read else "_"
        self.block(f"for {index} in {bounds} {{", step["steps"], False, "}")

    def leaveLoop(self, step, is_last):
        """Leaves the innermost loop."""
        self.out.print("break;")

    def view(self, step, is_last):
        """Bytes of an element."""
        arguments = [step["base"], self.operands.integer(step["index"]), step["stride"], step["size"]]
        self.out.print(f"let v{step['view']} = v{step['of']}.part({', '.join(map(str, arguments))});")

    # Values.

    def assign(self, step, is_last):
        """What always has a value."""
        register, value = step["to"], self.operands.value(step)
        if any(register in block for block in self.declared):
            self.out.print(f"r{register} = {value};")
            return
        self.declared[-1].add(register)
        is_boolean = self.operands.registers[register]["type"] == "boolean"
        plain = value.isalnum() and not value[0] == "r" and not is_boolean
        changes = "mut " if self.live.copies.get(register, 0) > 1 else ""
        self.out.print(f"let {changes}r{register}{': u64' if plain else ''} = {value};")

    load = compute = copy = input = bytesEqual = isZero = ones = onesIn = bit = hasNul = assign

    def checked(self, step, is_last):
        """What may have no value; then the rule fails."""
        value = self.operands.checked(step)
        if ("r", step["to"]) not in self.live.read:
            self.fail_if(f"{value}.is_none()", is_last)
            return
        self.out.open(f"let r{step['to']} = match {value} {{")
        self.out.print("Some(value) => value,")
        self.out.open("None => {")
        # What follows needs the value.
        self.fail(None, False)
        self.out.close()
        self.out.close("};")

    # Rules.

    def rule(self, step, is_last):
        """A rule, in a block if something leaves it in the middle."""
        info = next(rule for rule in self.rust.format["rules"] if rule["number"] == step["rule"])
        self.current = step
        self.out.separate()
        self.out.comment(f"{info['name']}: {info['statement']}" if info["statement"] else info["name"])
        start, declared, untested = len(self.out.lines), [set(block) for block in self.declared], self.untested
        self.body(step)
        if any("break 'rule;" in line for line in self.out.lines[start:]):
            # Again, in a block that can be left.
            del self.out.lines[start:]
            self.declared, self.untested = declared, untested
            self.out.open("'rule: loop {")
            self.body(step)
            self.out.print("break;")
            self.out.close()
        self.current = None

    def body(self, step):
        """What a rule tests."""
        for view, length in self.untested:
            # In the first rule of all.
            self.fail_if(f"v{view}.len() < {length}", False)
        self.untested = []
        self.inner(step["steps"], True)

    def require(self, step, is_last):
        """Fails unless an operand is true."""
        value = step["value"]
        if value.get("constant") == "0":
            self.fail(step, is_last)
        elif "register" in value:
            self.fail_if(self.operands.boolean(value, negated=True), is_last)

    def requireLength(self, step, is_last):
        """Fails if a view has too few bytes."""
        if step["value"].get("constant") != "0":
            self.fail_if(f"v{step['view']}.len() < {self.operands.integer(step['value'])}", is_last)

    def fail_if(self, condition, is_last):
        """Fails if a condition is true."""
        self.out.open(f"if {condition} {{")
        self.fail(None, is_last)
        self.out.close()

    def where(self):
        """The current rule's number and place."""
        return [f"rules::{self.rust.rules[self.current['rule']]}", f"v{self.current['view']}.place({self.current['offset']})"]

    def fail(self, step, is_last):
        """Ends the rule as failed."""
        if self.current["severity"] == "error":
            self.out.call("return judge.fail", self.where(), ";")
            return
        number, place = self.where()
        severity = f"{self.operands.use('Severity')}::{self.current['severity'].capitalize()}"
        self.out.call("judge.note", [number, severity, place], ";")
        self.leave(is_last)

    def unverified(self, step, is_last):
        """Ends the rule as not verified."""
        self.out.call("judge.unverified", self.where(), ";")
        self.leave(is_last)

    def leave(self, is_last):
        """Goes to the end of the rule."""
        if not is_last:
            self.out.print("break 'rule;")
