//! Each arena behind the same few methods.

use std::mem::MaybeUninit;

use allocator_api2::vec::Vec as AVec;

use crate::jobs::Node;

/// What the jobs ask of an arena.
pub trait Allocates {
    fn put<T: Copy + 'static>(&self, value: T) -> &T;
    fn slice<T: Copy + 'static>(&self, source: &[T]) -> &[T];
    fn text(&self, source: &str) -> &str;
}

/// One whose blocks live as long as a borrow of it, so that they can refer to each other.
pub trait Plants: Allocates {
    fn plant<'a>(&'a self, node: Node<'a>) -> &'a Node<'a>;
}

/// One that grows, and can be emptied.
pub trait Contestant: Plants {
    const NAME: &str;
    fn empty() -> Self;
    fn with_room(bytes: usize) -> Self;
    fn reset(&mut self);
    /// A vector that grows by `push`; its sum.
    fn pushed(&self, count: u64) -> u64;
    /// The sum of ten numbers that live no longer than this call.
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        let sum = crate::jobs::ten(self, first);
        self.reset();
        sum
    }
}

/// One in memory that is lent. To empty it is to begin anew.
pub trait Fixed {
    const NAME: &str;
    type Arena<'m>: Allocates;
    fn over(memory: &mut [MaybeUninit<u8>]) -> Self::Arena<'_>;
    fn tree(arena: &Self::Arena<'_>) -> u64;
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
    ([$($lt:lifetime)?] $type:ty, |$self:ident, $value:ident| $put:expr, $slice:expr, $text:expr) => {
        impl$(<$lt>)? Allocates for $type {
            #[inline(always)]
            fn put<T: Copy + 'static>(&self, $value: T) -> &T {
                let $self = self;
                $put
            }
            #[inline(always)]
            fn slice<T: Copy + 'static>(&self, $value: &[T]) -> &[T] {
                let $self = self;
                $slice
            }
            #[inline(always)]
            fn text(&self, $value: &str) -> &str {
                let $self = self;
                $text
            }
        }
    };
}

macro_rules! plants {
    ([$($lt:lifetime)?] $type:ty, |$self:ident, $node:ident| $plant:expr) => {
        impl$(<$lt>)? Plants for $type {
            #[inline(always)]
            fn plant<'a>(&'a self, $node: Node<'a>) -> &'a Node<'a> {
                let $self = self;
                $plant
            }
        }
    };
}

macro_rules! contestant {
    ($name:literal, $type:ty, $empty:expr, |$bytes:ident| $sized:expr, |$self:ident| $vec:expr $(, $scope:item)?) => {
        impl Contestant for $type {
            const NAME: &str = $name;
            fn empty() -> Self {
                $empty
            }
            #[inline(always)]
            fn with_room($bytes: usize) -> Self {
                $sized
            }
            fn reset(&mut self) {
                self.reset();
            }
            fn pushed(&self, count: u64) -> u64 {
                let $self = self;
                pushed!($vec, count)
            }
            $($scope)?
        }
    };
}

pub type Bump8 = bumpalo::Bump<8>;
pub type Scope = bump_scope::Bump;
pub type Blink = blink_alloc::Blink;

allocates!([] arena_alloc::Arena, |arena, value| arena.alloc(value), arena.alloc_slice_copy(value), arena.alloc_str(value));
plants!([] arena_alloc::Arena, |arena, node| arena.alloc(node));
contestant!(
    "arena-alloc",
    arena_alloc::Arena,
    Self::new(),
    |bytes| Self::with_capacity(bytes),
    |arena| AVec::new_in(arena),
    #[inline(always)]
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        self.scope(|scope| (first..first + 10).map(|n| *std::hint::black_box(scope.alloc(n))).sum())
    }
);

allocates!([] bumpalo::Bump, |bump, value| bump.alloc(value), bump.alloc_slice_copy(value), bump.alloc_str(value));
plants!([] bumpalo::Bump, |arena, node| arena.alloc(node));
contestant!("bumpalo", bumpalo::Bump, Self::new(), |bytes| Self::with_capacity(bytes), |bump| {
    AVec::new_in(bump)
});

allocates!([] Bump8, |bump, value| bump.alloc(value), bump.alloc_slice_copy(value), bump.alloc_str(value));
plants!([] Bump8, |arena, node| arena.alloc(node));
contestant!(
    "bumpalo-8",
    Bump8,
    Self::with_min_align(),
    |bytes| Self::with_min_align_and_capacity(bytes),
    |bump| AVec::new_in(bump)
);

allocates!([] Scope, |bump, value| bump_scope::BumpBox::leak(bump.alloc(value)), bump_scope::BumpBox::leak(bump.alloc_slice_copy(value)), bump_scope::BumpBox::leak(bump.alloc_str(value)));
plants!([] Scope, |arena, node| bump_scope::BumpBox::leak(arena.alloc(node)));
contestant!(
    "bump-scope",
    Scope,
    Self::new(),
    |bytes| Self::with_size(bytes),
    |bump| AVec::new_in(bump),
    #[inline(always)]
    fn ten_in_scope(&mut self, first: u64) -> u64 {
        self.scoped(|scope| {
            (first..first + 10).map(|n| *std::hint::black_box(scope.alloc(n).into_mut())).sum()
        })
    }
);

allocates!([] Blink, |blink, value| blink.put_no_drop(value), blink.copy_slice(value), blink.copy_str(value));
plants!([] Blink, |arena, node| arena.put_no_drop(node));
contestant!("blink-alloc", Blink, Self::new(), |bytes| Self::with_chunk_size(bytes), |blink| {
    allocator_api2_04::vec::Vec::new_in(blink.allocator())
});

allocates!([] multitude::Arena, |arena, value| multitude::Alloc::leak(arena.alloc(value)), multitude::Alloc::leak(arena.alloc_slice_copy(value)), multitude::Alloc::leak(arena.alloc_str(value)));
plants!([] multitude::Arena, |arena, node| multitude::Alloc::leak(arena.alloc(node)));
contestant!(
    "multitude",
    multitude::Arena,
    Self::new(),
    |_bytes| Self::new(),
    |arena| AVec::new_in(arena)
);

allocates!(['b] arena_alloc::BufArena<'b>, |arena, value| arena.try_alloc(value).expect("room"), arena.try_alloc_slice_copy(value).expect("room"), arena.try_alloc_str(value).expect("room"));
plants!(['b] arena_alloc::BufArena<'b>, |arena, node| arena.try_alloc(node).expect("room"));

pub struct Buf;

impl Fixed for Buf {
    const NAME: &str = "arena-alloc-buf";
    type Arena<'m> = arena_alloc::BufArena<'m>;
    #[inline(always)]
    fn over(memory: &mut [MaybeUninit<u8>]) -> Self::Arena<'_> {
        arena_alloc::BufArena::new(memory)
    }
    fn tree(arena: &Self::Arena<'_>) -> u64 {
        crate::jobs::tree(arena)
    }
}

allocates!(['b] bump_into::BumpInto<'b>, |bump, value| bump.alloc(value).ok().expect("room"), bump.alloc_copy_slice(value).expect("room"), bump.alloc_copy_concat_strs(&[value]).expect("room"));

pub struct Into;

impl Fixed for Into {
    const NAME: &str = "bump-into";
    type Arena<'m> = bump_into::BumpInto<'m>;
    #[inline(always)]
    fn over(memory: &mut [MaybeUninit<u8>]) -> Self::Arena<'_> {
        bump_into::BumpInto::from_slice(memory)
    }
    fn tree(arena: &Self::Arena<'_>) -> u64 {
        crate::jobs::tree_into(arena)
    }
}

pub struct Inline(pub arena_alloc::InlineArena<256>);

allocates!([] Inline, |arena, value| arena.0.try_alloc(value).expect("room"), arena.0.try_alloc_slice_copy(value).expect("room"), arena.0.try_alloc_str(value).expect("room"));

pub fn buffer<const N: usize>() -> [MaybeUninit<u8>; N] {
    [MaybeUninit::uninit(); N]
}
