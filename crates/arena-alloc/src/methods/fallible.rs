//! The methods that return an error if there is no room.

/// See the module above.
macro_rules! fallible {
    (borrowed $lt:lifetime, $fence:expr, $open:literal, $close:literal) => {
        $crate::methods::fallible! { $lt [$lt] [], $fence, $open, $close }
    };
    (carried $carried:lifetime, $fence:expr, $open:literal, $close:literal) => {
        $crate::methods::fallible! { 'x [] [$carried: 'x], $fence, $open, $close }
    };
    ($lt:lifetime [$($own:lifetime)?] [$($bound:tt)*], $fence:expr, $open:literal, $close:literal) => {
        /// Moves `value` into the arena, or gives it back.
        ///
        /// Types with a destructor do not compile: it would never run.
        ///
        /// Cost: an addition, a comparison and the move; a chunk when the current one is full.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let point = arena.try_alloc([1, 2]).unwrap();
        /// point[0] = 3;
        /// assert_eq!(*point, [3, 2]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc<$lt, T>(&$($own)? self, value: T) -> Result<&$lt mut T, Rejected<T>>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            bodies::try_put(self.host(), value)
        }

        /// [`try_alloc`](Self::try_alloc) for every type: a destructor never runs.
        ///
        /// What the value owns outside of the arena, a `Vec`'s elements say, is leaked, unless you
        /// run the destructor yourself.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let started: &mut Option<Box<u8>> = arena.try_alloc_leak(None).unwrap();
        /// assert!(started.is_none());
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_leak<$lt, T>(
            &$($own)? self,
            value: T,
        ) -> Result<&$lt mut T, Rejected<T>>
        where
            $($bound)*
        {
            bodies::try_put(self.host(), value)
        }

        /// Moves `value` into the arena and returns its owner, which runs the destructor; or gives
        /// the value back.
        ///
        /// Cost: as [`try_alloc`](Self::try_alloc).
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let mut words = arena.try_alloc_box(vec!["to", "be"]).unwrap();
        /// words.push("freed");
        /// drop(words); // The vector gives its own memory back.
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_box<$lt, T>(
            &$($own)? self,
            value: T,
        ) -> Result<ArenaBox<$lt, T>, Rejected<T>>
        where
            $($bound)*
        {
            bodies::try_put_box(self.host(), value)
        }

        /// Owns all values of an iterator, in one slice; destructors run with the owner's.
        ///
        /// The iterator may use this very arena. What its `size_hint` says is a wish: the slice
        /// grows where it is as long as nothing else was allocated meanwhile, and is moved to twice
        /// the room otherwise.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk. The values taken from the iterator are dropped.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let words = "to be".split(' ').map(String::from);
        /// let words = arena.try_alloc_box_slice_from_iter(words).unwrap();
        /// assert_eq!(*words, ["to", "be"]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_box_slice_from_iter<$lt, T>(
            &$($own)? self,
            values: impl IntoIterator<Item = T>,
        ) -> Result<ArenaBox<$lt, [T]>, AllocError>
        where
            $($bound)*
        {
            Ok(bodies::try_collect(self.host(), values)?.finish_box())
        }

        /// Makes a value in the arena. If there is no room, `make` is not called.
        ///
        /// It spares the value's way over the stack, where the compiler sees fit. If `make` panics,
        /// the room is given back, unless it allocated in this arena.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let table = arena.try_alloc_with(|| [0_u16; 50]).unwrap();
        /// assert_eq!(table[49], 0);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_with<$lt, T>(
            &$($own)? self,
            make: impl FnOnce() -> T,
        ) -> Result<&$lt mut T, AllocError>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            bodies::try_with(self.host(), make)
        }

        /// Room for a `T`, uninitialised.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let slot = arena.try_alloc_uninit().unwrap();
        /// assert_eq!(*slot.write(7), 7);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_uninit<$lt, T>(
            &$($own)? self,
        ) -> Result<&$lt mut MaybeUninit<T>, AllocError>
        where
            $($bound)*
        {
            bodies::try_uninit(self.host())
        }

        /// A block of uninitialised memory for `layout`.
        ///
        /// It is yours as long as what a safe method of this type returns would be. A block of size
        /// 0 is aligned, and nothing more.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let layout = std::alloc::Layout::from_size_align(100, 64).unwrap();
        /// let block = arena.try_alloc_layout(layout).unwrap();
        /// assert_eq!(block.addr().get() % 64, 0);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_layout(&self, layout: Layout) -> Result<NonNull<u8>, AllocError> {
            self.host().take_any(layout)
        }

        /// Copies a slice into the arena.
        ///
        /// Cost: as [`try_alloc`](Self::try_alloc), and the copy.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let primes = arena.try_alloc_slice_copy(&[2, 3, 5]).unwrap();
        /// primes[0] = 7;
        /// assert_eq!(primes, [7, 3, 5]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_slice_copy<$lt, T: Copy>(
            &$($own)? self,
            source: &[T],
        ) -> Result<&$lt mut [T], AllocError>
        where
            $($bound)*
        {
            bodies::try_copy(self.host(), source)
        }

        /// Clones a slice's values into the arena, in their order.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk; nothing is cloned then.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// # use core::cell::Cell;
        /// let cells = arena.try_alloc_slice_clone(&[Cell::new(1), Cell::new(2)]).unwrap();
        /// assert_eq!(cells[1].get(), 2);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_slice_clone<$lt, T: Clone>(
            &$($own)? self,
            source: &[T],
        ) -> Result<&$lt mut [T], AllocError>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            bodies::try_clones(self.host(), source)
        }

        /// A slice of `len` values, made from their indices in order.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk; `make` is not called then.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let squares = arena.try_alloc_slice_fill_with(4, |n| n * n).unwrap();
        /// assert_eq!(squares, [0, 1, 4, 9]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_slice_fill_with<$lt, T>(
            &$($own)? self,
            len: usize,
            make: impl FnMut(usize) -> T,
        ) -> Result<&$lt mut [T], AllocError>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            bodies::try_fill_with(self.host(), len, make)
        }

        /// All values of an iterator in one slice, as
        /// [`try_alloc_box_slice_from_iter`](Self::try_alloc_box_slice_from_iter) does it.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk. The values taken from the iterator are lost.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let even = arena.try_alloc_slice_from_iter((0..9).filter(|n| n % 2 == 0)).unwrap();
        /// assert_eq!(even, [0, 2, 4, 6, 8]);
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_slice_from_iter<$lt, T>(
            &$($own)? self,
            values: impl IntoIterator<Item = T>,
        ) -> Result<&$lt mut [T], AllocError>
        where
            $($bound)*
        {
            const { refuse_drop::<T>() };
            Ok(bodies::try_collect(self.host(), values)?.finish())
        }

        /// Copies a string into the arena.
        ///
        /// Cost: as [`try_alloc`](Self::try_alloc), and the copy.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let name = arena.try_alloc_str("eth0").unwrap();
        /// name.make_ascii_uppercase();
        /// assert_eq!(name, "ETH0");
        #[doc = concat!("# ", $close)]
        /// ```
        #[inline(always)]
        pub fn try_alloc_str<$lt>(
            &$($own)? self,
            source: &str,
        ) -> Result<&$lt mut str, AllocError>
        where
            $($bound)*
        {
            bodies::try_text(self.host(), source)
        }

        /// Formats into the arena, without a `String` between.
        ///
        /// # Errors
        ///
        /// If there is no room and no new chunk, or if a value's own formatting fails.
        ///
        #[doc = $fence]
        #[doc = concat!("# ", $open)]
        /// let name = arena.try_alloc_fmt(format_args!("{}-{}", "eth", 0)).unwrap();
        /// assert_eq!(name, "eth-0");
        #[doc = concat!("# ", $close)]
        /// ```
        pub fn try_alloc_fmt<$lt>(
            &$($own)? self,
            args: fmt::Arguments<'_>,
        ) -> Result<&$lt mut str, FormatError>
        where
            $($bound)*
        {
            bodies::try_format(self.host(), args)
        }
    };
}

pub(crate) use fallible;
