//@ error: not every pattern of bytes is known to be a valid `Mine`
//@ error: zero bytes are not known to be a valid `Mine`
// What asks a field in words of its own is granted to nothing that lacks the trait itself.
use safe_transmute::{__private, layout};

struct Mine(bool);

impl<F> __private::FieldFromBytes<Held, F> for Mine {}
impl<F> __private::FieldFromZeros<Held, F> for Mine {}

#[repr(C)]
struct Held {
    mine: Mine,
}

layout! { struct Held { mine }: FromBytes }

fn main() {}
