//@ error: not every pattern of bytes is known to be a valid `bool`
//@ error: has 3 bytes of padding
// The struct that the compiler sees is not the one that its author wrote.
use safe_transmute::layout;

macro_rules! as_flag {
    (struct $name:ident { $($field:ident: $_type:ty),* }) => {
        #[repr(C)]
        struct $name { $($field: bool),* }
    };
}

macro_rules! widened {
    (struct $name:ident { $first:ident: u8, $second:ident: u8 }) => {
        #[repr(C)]
        struct $name { $first: u8, $second: u32 }
    };
}

as_flag! { struct Flags { a: u8, b: u8 } }
layout! { struct Flags { a, b }: FromBytes }

widened! { struct Pair { a: u8, b: u8 } }
layout! { struct Pair { a, b }: IntoBytes }

fn main() {}
