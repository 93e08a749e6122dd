//@ error: the variants of `Wide` are not the integers that `layout!` was told
//@ error: the variants of `Free` are not the integers that `layout!` was told
use safe_transmute::layout;

#[repr(u16)]
enum Wide {
    One = 1,
    Two,
}

layout! { enum Wide as u8 { One, Two }: TryFromBytes }

// Without a `repr` the compiler takes no byte for this one.
enum Free {
    Only,
}

layout! { enum Free as u8 { Only }: IntoBytes }

fn main() {}
