"""Expressions of Rust for what steps compute."""

from .values import byte_string

COMPARISONS = {
    "equal": ("==", "!=", "equal"),
    "notEqual": ("!=", "==", "!equal"),
    "less": ("<", ">=", "less"),
    "lessOrEqual": ("<=", ">", "less_or_equal"),
}
CALLS = {"signedLess": "signed_less", "signedLessOrEqual": "signed_less_or_equal", "isPower": "is_power"}
CHECKED = {
    "add": "checked_add",
    "subtract": "checked_sub",
    "multiply": "checked_mul",
    "divide": "checked_div",
    "remainder": "checked_rem",
}
CHECKED_CALLS = {
    "power": "power",
    "shiftLeft": "shift_left",
    "shiftRight": "shift_right",
    "divideUp": "divide_up",
    "divideExactly": "divide_exactly",
    "floor": "round_down",
    "ceiling": "round_up",
}


def number(digits):
    """A literal."""
    value = int(digits)
    return str(value) if value < 1 << 16 else f"{value:#x}"


class Operands:
    """Expressions over the registers of one check, and what of support.rs they use."""

    def __init__(self, registers, inputs):
        self.registers = registers
        self.inputs = inputs
        self.used = set()

    def use(self, name):
        """The name of a function of support.rs."""
        self.used.add(name)
        return name

    def is_boolean(self, operand):
        """Whether an operand is a `bool` of Rust, or may be written as one."""
        if "register" in operand:
            return self.registers[operand["register"]]["type"] == "boolean"
        return operand["constant"] in ("0", "1")

    def integer(self, operand, typed=False):
        """An operand as an integer; `typed` where nothing else tells its type."""
        if "register" in operand:
            name = f"r{operand['register']}"
            return f"u64::from({name})" if self.is_boolean(operand) else name
        return number(operand["constant"]) + ("_u64" if typed else "")

    def boolean(self, operand, negated=False):
        """An operand as a condition."""
        if "constant" in operand:
            return "true" if (operand["constant"] != "0") != negated else "false"
        if self.is_boolean(operand):
            return f"{'!' if negated else ''}r{operand['register']}"
        return f"r{operand['register']} {'==' if negated else '!='} 0"

    def run(self, run):
        """Consecutive bytes."""
        if "constant" in run:
            return byte_string(bytes.fromhex(run["constant"]))
        return f"v{run['view']}.run({run['offset']}, {run['count']})"

    def condition(self, step, negated=False):
        """What a step computes as a condition; None if it is none."""
        sign = "!" if negated else ""
        if step["do"] == "bytesEqual":
            return f"{self.run(step['left'])} {'!=' if negated else '=='} {self.run(step['right'])}"
        if step["do"] == "isZero":
            return f"{sign}{self.use('is_zero')}({self.run(step['bytes'])})"
        if step["do"] == "hasNul":
            return f"{sign}{self.use('has_nul')}({self.run(step['bytes'])})"
        if step["do"] == "bit":
            return f"{sign}{self.use('bit')}({self.run(step['bytes'])}, {self.integer(step['index'])})"
        if step["do"] != "compute":
            return None
        operator, left, right = step["operator"], step["left"], step["right"]
        if operator in CALLS:
            return f"{sign}{self.use(CALLS[operator])}({self.integer(left)}, {self.integer(right)})"
        if operator not in COMPARISONS:
            return None
        plain, opposite, call = COMPARISONS[operator]
        if operator in ("equal", "notEqual") and self.is_boolean(left) and self.is_boolean(right):
            return f"{self.boolean(left)} {opposite if negated else plain} {self.boolean(right)}"
        # The compiler warns of comparisons that are always the same.
        odd = [side for side in (left, right) if side.get("constant") in ("0", str(2**64 - 1))]
        if left == right or ("constant" in left and "constant" in right) or (odd and "ess" in operator):
            sign = "!" if call.startswith("!") != negated else ""
            return f"{sign}{self.use(call.lstrip('!'))}({self.integer(left)}, {self.integer(right)})"
        return f"{self.integer(left)} {opposite if negated else plain} {self.integer(right)}"

    def value(self, step):
        """What a step without a way to fail sets its register to."""
        kind = step["do"]
        is_boolean = self.registers[step["to"]]["type"] == "boolean"
        condition = self.condition(step)
        if condition is not None:
            return condition if is_boolean else f"u64::from({condition})"
        if kind == "copy":
            return self.boolean(step["value"]) if is_boolean else self.integer(step["value"])
        if kind == "load":
            return self.load(step)
        if kind == "input":
            return self.inputs[step["input"] if step["input"] != "parameter" else step["parameter"]]
        if kind == "ones":
            return f"{self.use('ones')}({self.run(step['bytes'])})"
        if kind == "onesIn":
            rest = f"v{step['view']}.rest({step['offset']})"
            return f"{self.use('ones_in')}({rest}, {self.integer(step['from'])}, {self.integer(step['end'])})"
        return self.compute(step, is_boolean)

    def compute(self, step, is_boolean):
        """Operators that are no comparisons."""
        operator, left, right = step["operator"], step["left"], step["right"]
        signs = {"and": "&", "or": "|", "exclusiveOr": "^", "minimum": "&", "maximum": "|"}
        if is_boolean:
            return f"{self.boolean(left)} {signs[operator]} {self.boolean(right)}"
        if operator in ("minimum", "maximum"):
            return f"{self.integer(left, typed=True)}.{operator[:3]}({self.integer(right)})"
        if operator == "signExtend":
            return f"{self.use('sign_extend')}({self.integer(left)}, {self.integer(right)})"
        if operator == "shiftRight":
            if "register" in left and int(right.get("constant", 64)) < 64:
                return f"{self.integer(left)} >> {self.integer(right)}"
            return f"{self.use('shift_down')}({self.integer(left)}, {self.integer(right)})"
        return f"{self.integer(left, typed='constant' in right)} {signs[operator]} {self.integer(right)}"

    def load(self, step):
        """An integer of a view, a signed one with its sign extended."""
        kind, offset = step["type"], step["offset"]
        bits = 8 * kind["width"]
        order = "u" if bits == 8 else "le" if kind["order"] == "little" else "be"
        value = f"v{step['view']}.{order}{bits}({offset})"
        return f"{self.use('sign_extend')}({value}, {bits})" if kind["signed"] and bits < 64 else value

    def checked(self, step):
        """What may have no value, as an option."""
        operator, left, right = step["operator"], step["left"], step["right"]
        if operator in CHECKED:
            return f"{self.integer(left, typed=True)}.{CHECKED[operator]}({self.integer(right)})"
        return f"{self.use(CHECKED_CALLS[operator])}({self.integer(left)}, {self.integer(right)})"
