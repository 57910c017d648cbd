/// Comparisons that are always the same as plain ones make the compiler complain.
pub(super) fn less(a: u64, b: u64) -> bool {
    a < b
}

pub(super) fn less_or_equal(a: u64, b: u64) -> bool {
    a <= b
}

pub(super) fn equal(a: u64, b: u64) -> bool {
    a == b
}

/// On two's complement.
pub(super) fn signed_less(a: u64, b: u64) -> bool {
    (a as i64) < (b as i64)
}

/// On two's complement.
pub(super) fn signed_less_or_equal(a: u64, b: u64) -> bool {
    (a as i64) <= (b as i64)
}

/// Whether the right number is a power of the left one, 1 included.
pub(super) fn is_power(base: u64, number: u64) -> bool {
    if base == 0 {
        return number <= 1;
    }
    let mut power = 1_u64;
    while base > 1 && power < number {
        power = match power.checked_mul(base) {
            Some(next) => next,
            None => return false,
        };
    }
    power == number
}

/// Extends the sign of an integer of so many bits.
pub(super) fn sign_extend(value: u64, bits: u64) -> u64 {
    if bits == 0 || bits > 63 {
        return value;
    }
    let unused = 64 - bits;
    (((value << unused) as i64) >> unused) as u64
}

/// The bits from a number on, moved down.
pub(super) fn shift_down(value: u64, bits: u64) -> u64 {
    if bits < 64 {
        value >> bits
    } else {
        0
    }
}

/// None if a bit would leave at the top.
pub(super) fn shift_left(value: u64, bits: u64) -> Option<u64> {
    let bits = u32::try_from(bits).ok()?;
    value
        .checked_shl(bits)
        .filter(|shifted| shifted >> bits == value)
}

pub(super) fn shift_right(value: u64, bits: u64) -> Option<u64> {
    value.checked_shr(u32::try_from(bits).ok()?)
}

pub(super) fn divide_up(a: u64, b: u64) -> Option<u64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b == 0 { quotient } else { quotient + 1 })
}

/// None if something remains.
pub(super) fn divide_exactly(a: u64, b: u64) -> Option<u64> {
    let quotient = a.checked_div(b)?;
    if a % b == 0 {
        Some(quotient)
    } else {
        None
    }
}

/// The largest multiple that is not above a number.
pub(super) fn round_down(multiple: u64, number: u64) -> Option<u64> {
    Some(number - number.checked_rem(multiple)?)
}

/// The smallest multiple that is not below a number.
pub(super) fn round_up(multiple: u64, number: u64) -> Option<u64> {
    match number.checked_rem(multiple)? {
        0 => Some(number),
        rest => (number - rest).checked_add(multiple),
    }
}

pub(super) fn power(base: u64, exponent: u64) -> Option<u64> {
    let (mut result, mut square, mut left) = (1_u64, base, exponent);
    while left != 0 {
        if left & 1 != 0 {
            result = result.checked_mul(square)?;
        }
        left >>= 1;
        if left != 0 {
            square = square.checked_mul(square)?;
        }
    }
    Some(result)
}

/// The end of a loop that begins at a number and has so many rounds at most.
pub(super) fn capped(from: u64, end: u64, rounds: u64) -> u64 {
    end.min(from.saturating_add(rounds))
}
