//@ error: lifetime may not live long enough
use arena_alloc::Scope;

fn shorter<'short, 'long: 'short>(scope: Scope<'long>) -> Scope<'short> {
    scope
}

fn longer<'short, 'long: 'short>(scope: &'short Scope<'short>) -> &'short Scope<'long> {
    scope
}

fn main() {
    let _ = (shorter, longer);
}
