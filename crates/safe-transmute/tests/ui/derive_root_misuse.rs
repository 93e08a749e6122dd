//@ error: a path is needed
//@ error: E0433
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(crate = 7, FromBytes)]
#[repr(C)]
struct NoPath(u8);

#[derive(Layout)]
#[layout(crate = ::nowhere, FromBytes)]
#[repr(C)]
struct NoCrate(u8);

fn main() {}
