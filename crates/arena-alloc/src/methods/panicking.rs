//! The methods that panic if there is no room: for hosts that grow.

/// See the module above.
macro_rules! panicking {
    (borrowed $lt:lifetime, $open:literal, $close:literal) => {
        $crate::methods::panicking! { $lt [$lt] [], $open, $close }
    };
    (carried $carried:lifetime, $open:literal, $close:literal) => {
        $crate::methods::panicking! { 'x [] [$carried: 'x], $open, $close }
    };
    ($lt:lifetime [$($own:lifetime)?] [$($bound:tt)*], $open:literal, $close:literal) => {
        /// Moves `value` into the arena.
        ///
        /// Types with a destructor do not compile: it would never run.
        ///
        /// Cost: an addition, a comparison and the move; a chunk when the current one is full.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc`](Self::try_alloc) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let (a, b) = (arena.alloc(1), arena.alloc(2));
        /// core::mem::swap(a, b);
        /// assert_eq!((*a, *b), (2, 1));
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc<$lt, T>(&$($own)? self, value: T) -> &$lt mut T
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            bodies::put(self.host(), value)
        }

        /// [`alloc`](Self::alloc) for every type: a destructor never runs.
        ///
        /// What the value owns outside of the arena, a `Vec`'s elements say, is leaked, unless you
        /// run the destructor yourself.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc_leak`](Self::try_alloc_leak) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let started: &mut Option<Box<u8>> = arena.alloc_leak(None);
        /// assert!(started.is_none());
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_leak<$lt, T>(&$($own)? self, value: T) -> &$lt mut T
        where
            $($bound)*
        {
            bodies::put(self.host(), value)
        }

        /// Moves `value` into the arena and returns its owner, which runs the destructor.
        ///
        /// Cost: as [`alloc`](Self::alloc).
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc_box`](Self::try_alloc_box) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let mut words = arena.alloc_box(vec!["to", "be"]);
        /// words.push("freed");
        /// drop(words); // The vector gives its own memory back.
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_box<$lt, T>(&$($own)? self, value: T) -> ArenaBox<$lt, T>
        where
            $($bound)*
        {
            bodies::put_box(self.host(), value)
        }

        /// Owns all values of an iterator, in one slice; destructors run with the owner's.
        ///
        /// The iterator may use this very arena. What its `size_hint` says is a wish: the slice
        /// grows where it is as long as nothing else was allocated meanwhile, and is moved to twice
        /// the room otherwise.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk.
        /// [`try_alloc_box_slice_from_iter`](Self::try_alloc_box_slice_from_iter) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let words = arena.alloc_box_slice_from_iter("to be".split(' ').map(String::from));
        /// assert_eq!(*words, ["to", "be"]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_box_slice_from_iter<$lt, T>(
            &$($own)? self,
            values: impl IntoIterator<Item = T>,
        ) -> ArenaBox<$lt, [T]>
        where
            $($bound)*
        {
            bodies::or_fail(self.try_alloc_box_slice_from_iter(values))
        }

        /// Makes a value in the arena.
        ///
        /// It spares the value's way over the stack, where the compiler sees fit. If `make` panics,
        /// the room is given back, unless it allocated in this arena.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk; `make` is not called then.
        /// [`try_alloc_with`](Self::try_alloc_with) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let table = arena.alloc_with(|| [0_u16; 50]);
        /// assert_eq!(table[49], 0);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_with<$lt, T>(&$($own)? self, make: impl FnOnce() -> T) -> &$lt mut T
        where
            $($bound)*
        {
            bodies::or_fail(self.try_alloc_with(make))
        }

        /// Makes a value in the arena, if that succeeds. The room is given back otherwise, unless
        /// `make` allocated in this arena.
        ///
        /// # Errors
        ///
        /// The one that `make` returns.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk; `make` is not called then.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let number = arena.alloc_try_with(|| "17".parse::<u16>());
        /// assert_eq!(number.as_deref(), Ok(&17));
        /// assert!(arena.alloc_try_with(|| "x".parse::<u16>()).is_err());
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_try_with<$lt, T, E>(
            &$($own)? self,
            make: impl FnOnce() -> Result<T, E>,
        ) -> Result<&$lt mut T, E>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            let pending = bodies::or_fail(bodies::pending(self.host()));
            Ok(pending.fill(make()?))
        }

        /// Room for a `T`, uninitialised.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc_uninit`](Self::try_alloc_uninit) does
        /// not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let slot = arena.alloc_uninit();
        /// assert_eq!(*slot.write(7), 7);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_uninit<$lt, T>(&$($own)? self) -> &$lt mut MaybeUninit<T>
        where
            $($bound)*
        {
            bodies::uninit(self.host())
        }

        /// A block of uninitialised memory for `layout`.
        ///
        /// It is yours as long as what a safe method of this type returns would be. A block of size
        /// 0 is aligned, and nothing more.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc_layout`](Self::try_alloc_layout) does
        /// not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let page = std::alloc::Layout::from_size_align(4096, 4096).unwrap();
        /// assert_eq!(arena.alloc_layout(page).addr().get() % 4096, 0);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_layout(&self, layout: Layout) -> NonNull<u8> {
            bodies::block(self.host(), layout)
        }

        /// Copies a slice into the arena.
        ///
        /// Cost: as [`alloc`](Self::alloc), and the copy.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk.
        /// [`try_alloc_slice_copy`](Self::try_alloc_slice_copy) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let primes = arena.alloc_slice_copy(&[2, 3, 5]);
        /// primes[0] = 7;
        /// assert_eq!(primes, [7, 3, 5]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_slice_copy<$lt, T: Copy>(&$($own)? self, source: &[T]) -> &$lt mut [T]
        where
            $($bound)*
        {
            bodies::copy(self.host(), source)
        }

        /// Clones a slice's values into the arena, in their order.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk; nothing is cloned then.
        /// [`try_alloc_slice_clone`](Self::try_alloc_slice_clone) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// # use core::cell::Cell;
        /// let cells = arena.alloc_slice_clone(&[Cell::new(1), Cell::new(2)]);
        /// assert_eq!(cells[1].get(), 2);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_slice_clone<$lt, T: Clone>(
            &$($own)? self,
            source: &[T],
        ) -> &$lt mut [T]
        where
            $($bound)*
        {
            bodies::or_fail(self.try_alloc_slice_clone(source))
        }

        /// A slice of `len` values, made from their indices in order.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk; `make` is not called then.
        /// [`try_alloc_slice_fill_with`](Self::try_alloc_slice_fill_with) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let squares = arena.alloc_slice_fill_with(4, |n| n * n);
        /// assert_eq!(squares, [0, 1, 4, 9]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_slice_fill_with<$lt, T>(
            &$($own)? self,
            len: usize,
            make: impl FnMut(usize) -> T,
        ) -> &$lt mut [T]
        where
            $($bound)*
        {
            bodies::or_fail(self.try_alloc_slice_fill_with(len, make))
        }

        /// All values of an iterator in one slice, as
        /// [`alloc_box_slice_from_iter`](Self::alloc_box_slice_from_iter) does it.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk.
        /// [`try_alloc_slice_from_iter`](Self::try_alloc_slice_from_iter) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let even = arena.alloc_slice_from_iter((0..9).filter(|n| n % 2 == 0));
        /// assert_eq!(even, [0, 2, 4, 6, 8]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_slice_from_iter<$lt, T>(
            &$($own)? self,
            values: impl IntoIterator<Item = T>,
        ) -> &$lt mut [T]
        where
            $($bound)*
        {
            bodies::or_fail(self.try_alloc_slice_from_iter(values))
        }

        /// Copies a string into the arena.
        ///
        /// Cost: as [`alloc`](Self::alloc), and the copy.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk. [`try_alloc_str`](Self::try_alloc_str) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let name = arena.alloc_str("eth0");
        /// name.make_ascii_uppercase();
        /// assert_eq!(name, "ETH0");
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn alloc_str<$lt>(&$($own)? self, source: &str) -> &$lt mut str
        where
            $($bound)*
        {
            bodies::text(self.host(), source)
        }

        /// Formats into the arena, without a `String` between.
        ///
        /// # Panics
        ///
        /// If there is no room and no new chunk, or if a value's own formatting fails.
        /// [`try_alloc_fmt`](Self::try_alloc_fmt) does not.
        ///
        #[doc = with_alloc!()]
        #[doc = concat!("# ", $open)]
        /// let name = arena.alloc_fmt(format_args!("{}-{}", "eth", 0));
        /// assert_eq!(name, "eth-0");
        #[doc = concat!("# ", $close)]
        /// ```
        pub fn alloc_fmt<$lt>(&$($own)? self, args: fmt::Arguments<'_>) -> &$lt mut str
        where
            $($bound)*
        {
            match self.try_alloc_fmt(args) {
                Ok(text) => text,
                Err(error) => bodies::fail_format(error),
            }
        }
    };
}

pub(crate) use panicking;
