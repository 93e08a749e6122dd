//@ error: E0603
// What asks a field is granted by nobody: what it is called cannot be written elsewhere.
use safe_transmute::{__private, layout};

struct Mine(bool);

impl __private::fields::FieldFromBytes<Held, Mine> for __private::Field<0> {}

#[repr(C)]
struct Held(Mine);

layout! { struct Held { 0 }: FromBytes }

fn main() {}
