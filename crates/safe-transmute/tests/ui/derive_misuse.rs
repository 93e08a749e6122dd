//@ error: say which traits
//@ error: give the enum an integer
//@ error: an enum with data has no layout that is proved
//@ error: only structs, and enums without data, have a layout
//@ error: layout!: no trait `Copy`
//@ error: without a path
use safe_transmute::Layout;

#[derive(Layout)]
struct Silent;

#[derive(Layout)]
#[layout(TryFromBytes)]
enum Free {
    Only,
}

#[derive(Layout)]
#[layout(TryFromBytes)]
#[repr(u8)]
enum Data {
    Held(u8),
}

#[derive(Layout)]
#[layout(FromBytes)]
union Either {
    a: u8,
}

#[derive(Layout)]
#[layout(Copy)]
struct Unknown;

#[derive(Layout)]
#[layout(safe_transmute::FromBytes)]
struct Pathed;

fn main() {}
