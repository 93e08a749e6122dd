//! Bugs that stable's tests and the documentation's must see. [`nowhere`] is one of them: a link to it.

/// The sum of two numbers.
///
/// ```
/// // The bug: it is 5.
/// assert_eq!(canary_test::sum(2, 3), 6, "canary: an example that is not true");
/// ```
#[must_use]
pub fn sum(a: u8, b: u8) -> u8 {
    // The bug: it may be more than a byte holds, which is seen only where overflow is looked for.
    a + b
}

#[test]
fn overflow() {
    let [a, b] = std::hint::black_box([200, 100]);
    let _ = sum(a, b);
}
