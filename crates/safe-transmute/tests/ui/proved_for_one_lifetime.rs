//@ error: lifetime may not live long enough
// What is proved for `'static` is no proof for every lifetime, nor are the closures that ask for it.
use core::marker::PhantomData;

use safe_transmute::layout;

struct Held<'a>(u8, PhantomData<&'a ()>);

layout! { struct Held<'static> { 0, 1 }: FromBytes }

struct Any<'a>(Held<'a>);

layout! { for<'a> struct Any<'a> { 0 }: FromBytes }

struct Tried<'a>(u8, PhantomData<&'a ()>);

layout! { struct Tried<'static> { 0, 1 }: TryFromBytes }

struct All<'a>(Tried<'a>);

layout! { for<'a> struct All<'a> { 0 }: TryFromBytes }

fn main() {}
