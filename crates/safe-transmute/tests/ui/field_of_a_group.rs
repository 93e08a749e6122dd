//@ error:  ^^^^ `bool` is not `FromBytes`
//@ error:  ^^^^^^^ `char` is not `FromBytes`
//@ error: FieldFromBytes<Derived, char>`
//@ error:  ^ `bool` is not `FromBytes`
// So does that of a trait that is short for others, of one field name in two structs, of the derive (in the
// struct itself), and of a field without a name.
use safe_transmute::{Layout, layout};

#[repr(C)]
struct Held {
    good: u32,
    flag: bool,
}

layout! { struct Held { good, flag }: Pod }

#[derive(Layout)]
#[layout(Pod)]
#[repr(C)]
struct Derived {
    good: u32,
    r#while: char,
}

#[repr(C)]
struct Tuple(u32, bool);

layout! { struct Tuple { 0, 1 }: Pod, Unaligned }

fn main() {}
