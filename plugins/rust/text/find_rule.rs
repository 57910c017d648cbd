fn find(number: u32) -> Option<&'static Rule> {
    let place = RULES
        .binary_search_by(|rule| rule.number.cmp(&number))
        .ok()?;
    RULES.get(place)
}

/// The name of the rule with a number, if there is one.
pub fn name(number: u32) -> Option<&'static str> {
    find(number).map(|rule| rule.name)
}

/// The positive errno with which the rule with a number refuses a mount, if there is one.
pub fn errno(number: u32) -> Option<i32> {
    find(number).map(|rule| rule.errno)
}
