//@ error: not every pattern of bytes is known to be a valid `bool`
// A field of the same name behind `Deref` is not taken for the struct's own.
use core::ops::{Deref, DerefMut};

use safe_transmute::layout;

struct Good {
    value: u8,
}

#[repr(C)]
struct Bad {
    value: bool,
}

static GOOD: Good = Good { value: 0 };

impl Deref for Bad {
    type Target = Good;
    fn deref(&self) -> &Good {
        &GOOD
    }
}

impl DerefMut for Bad {
    fn deref_mut(&mut self) -> &mut Good {
        unreachable!()
    }
}

layout! { struct Bad { value }: FromBytes }

fn main() {
    let _ = GOOD.value;
}
