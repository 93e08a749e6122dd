//! Each arena behind the same few methods.

use std::mem::MaybeUninit;

use allocator_api2::vec::Vec as AVec;

/// What the jobs ask of an arena.
pub trait Allocates {
    fn put<T: Copy>(&self, value: T) -> &T;
    fn slice<T: Copy>(&self, source: &[T]) -> &[T];
    fn text(&self, source: &str) -> &str;
    /// A vector that grows by `push`; its sum.
    fn pushed(&self, count: u64) -> u64;
}

/// One that grows, and can be emptied.
pub trait Contestant: Allocates {
    const NAME: &str;
    fn empty() -> Self;
    fn roomy() -> Self;
    fn reset(&mut self);
    /// The sum of ten numbers that live no longer than this call.
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        let sum = crate::jobs::ten(self, first);
        self.reset();
        sum
    }
}

pub const CAPACITY: usize = 1 << 20;

macro_rules! pushed {
    ($vec:expr, $count:expr) => {{
        let mut numbers = $vec;
        for n in 0..$count {
            numbers.push(n);
        }
        std::hint::black_box(&mut numbers).iter().sum()
    }};
}

macro_rules! allocates {
    ([$($lt:lifetime)?] $type:ty, |$self:ident, $value:ident| $put:expr, $slice:expr, $text:expr, $vec:expr) => {
        impl$(<$lt>)? Allocates for $type {
            #[inline(always)]
            fn put<T: Copy>(&self, $value: T) -> &T {
                let $self = self;
                $put
            }
            #[inline(always)]
            fn slice<T: Copy>(&self, $value: &[T]) -> &[T] {
                let $self = self;
                $slice
            }
            #[inline(always)]
            fn text(&self, $value: &str) -> &str {
                let $self = self;
                $text
            }
            fn pushed(&self, count: u64) -> u64 {
                let $self = self;
                pushed!($vec, count)
            }
        }
    };
}

macro_rules! contestant {
    ($name:literal, $type:ty, $empty:expr, $roomy:expr $(, $scope:item)?) => {
        impl Contestant for $type {
            const NAME: &str = $name;
            fn empty() -> Self {
                $empty
            }
            fn roomy() -> Self {
                $roomy
            }
            fn reset(&mut self) {
                self.reset();
            }
            $($scope)?
        }
    };
}

pub type Bump8 = bumpalo::Bump<8>;
pub type Scope = bump_scope::Bump;
pub type Blink = blink_alloc::Blink;

allocates!([] arena_alloc::Arena, |arena, value| arena.alloc(value), arena.alloc_slice_copy(value), arena.alloc_str(value), AVec::new_in(arena));
contestant!(
    "arena-alloc",
    arena_alloc::Arena,
    Self::new(),
    Self::with_capacity(CAPACITY),
    #[inline(always)]
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        self.scope(|scope| (first..first + 10).map(|n| *std::hint::black_box(scope.alloc(n))).sum())
    }
);

allocates!([] bumpalo::Bump, |bump, value| bump.alloc(value), bump.alloc_slice_copy(value), bump.alloc_str(value), AVec::new_in(bump));
contestant!("bumpalo", bumpalo::Bump, Self::new(), Self::with_capacity(CAPACITY));

allocates!([] Bump8, |bump, value| bump.alloc(value), bump.alloc_slice_copy(value), bump.alloc_str(value), AVec::new_in(bump));
contestant!(
    "bumpalo-8",
    Bump8,
    Self::with_min_align(),
    Self::with_min_align_and_capacity(CAPACITY)
);

allocates!([] Scope, |bump, value| bump_scope::BumpBox::leak(bump.alloc(value)), bump_scope::BumpBox::leak(bump.alloc_slice_copy(value)), bump_scope::BumpBox::leak(bump.alloc_str(value)), AVec::new_in(bump));
contestant!(
    "bump-scope",
    Scope,
    Self::new(),
    Self::with_size(CAPACITY),
    #[inline(always)]
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        self.scoped(|scope| {
            (first..first + 10).map(|n| *std::hint::black_box(scope.alloc(n).into_mut())).sum()
        })
    }
);

allocates!([] Blink, |blink, value| blink.put_no_drop(value), blink.copy_slice(value), blink.copy_str(value), allocator_api2_04::vec::Vec::new_in(blink.allocator()));
contestant!("blink-alloc", Blink, Self::new(), Self::with_chunk_size(CAPACITY));

allocates!([] multitude::Arena, |arena, value| multitude::Alloc::leak(arena.alloc(value)), multitude::Alloc::leak(arena.alloc_slice_copy(value)), multitude::Alloc::leak(arena.alloc_str(value)), AVec::new_in(arena));
contestant!("multitude", multitude::Arena, Self::new(), Self::new());

allocates!(['b] arena_alloc::BufArena<'b>, |arena, value| arena.try_alloc(value).expect("room"), arena.try_alloc_slice_copy(value).expect("room"), arena.try_alloc_str(value).expect("room"), AVec::new_in(arena));

pub struct Inline(pub arena_alloc::InlineArena<256>);

allocates!([] Inline, |arena, value| arena.0.try_alloc(value).expect("room"), arena.0.try_alloc_slice_copy(value).expect("room"), arena.0.try_alloc_str(value).expect("room"), AVec::new_in(&arena.0));

pub fn buffer<const N: usize>() -> [MaybeUninit<u8>; N] {
    [MaybeUninit::uninit(); N]
}
