//! `layout!`. What it writes is `unsafe impl`, each with its proof inside ([ST-6]).

// PINNED: tests/oracle.rs, tests/ui.rs

/// Proves traits of this crate for a struct of yours, at compile time.
///
/// Name the struct, its fields (a tuple struct's are `0`, `1`, …) and the traits:
///
/// ```
/// use safe_transmute::{Le, layout};
///
/// #[repr(C)]
/// struct Entry {
///     offset: Le<u64>,
///     length: Le<u32>,
///     kind: u8,
///     flags: [u8; 3],
/// }
///
/// layout! {
///     struct Entry { offset, length, kind, flags }:
///     FromBytes, IntoBytes, Immutable, Unaligned
/// }
/// ```
///
/// - [`FromZeros`](crate::FromZeros), [`FromBytes`](crate::FromBytes),
///   [`Immutable`](crate::Immutable): every field is. `FromBytes` brings `FromZeros` with it.
/// - [`TryFromBytes`](crate::TryFromBytes): every field is, and is asked. `FromBytes` brings it, too.
/// - [`IntoBytes`](crate::IntoBytes): every field is, and the fields fill the struct: no padding.
/// - [`Unaligned`](crate::Unaligned): the struct's alignment is 1.
/// - [`Pod`](crate::Pod) is short for `FromBytes, IntoBytes, Immutable`.
/// - [`LayoutHash`](crate::ffi::LayoutHash): one number of it all, for what is loaded at run time.
///
/// # Enums
///
/// An enum without data, with the integer of its `repr`, and its variants:
///
/// ```
/// use safe_transmute::{layout, try_read_from_prefix};
///
/// #[derive(Debug, PartialEq)]
/// #[repr(u8)]
/// enum Protocol {
///     Icmp = 1,
///     Tcp = 6,
///     Udp = 17,
/// }
///
/// layout! { enum Protocol as u8 { Icmp, Tcp, Udp }: TryFromBytes, IntoBytes, Immutable, Unaligned }
///
/// assert_eq!(try_read_from_prefix::<Protocol>(&[6, 0]).unwrap().0, Protocol::Tcp);
/// assert!(try_read_from_prefix::<Protocol>(&[7, 0]).is_err());
/// ```
///
/// # Order
///
/// For `FromBytes`, `TryFromBytes` and `IntoBytes` the fields must lie in memory in the order in which you name
/// them. Write `#[repr(C)]` (or `#[repr(transparent)]`, `#[repr(C, packed)]`) on the struct and name
/// its fields as they are declared: then they do. Without it the compiler puts them in an order of
/// its own; what it then accepts is sound, but another compiler may refuse it.
///
/// # Generics
///
/// Parameters go into `for<…>`, with the bounds of lifetimes; those of types into a `where`, one
/// path or lifetime each. So are proved `FromZeros`, `FromBytes` and `Immutable`, field by field,
/// without the check of order.
/// `IntoBytes` and `Unaligned` rest on a size, and are proved for instances that you name:
///
/// ```
/// use safe_transmute::{FromBytes, layout};
///
/// #[repr(C)]
/// struct Sample<T> {
///     left: T,
///     right: T,
/// }
///
/// layout! { for<T> struct Sample<T> where T: FromBytes { left, right }: FromBytes }
/// layout! { struct Sample<i16> { left, right }: IntoBytes, Immutable }
/// ```
///
/// # Costs
///
/// None at run time, and no procedural macro at compile time.
///
/// # What is refused
///
/// Padding under `IntoBytes`:
///
/// ```compile_fail
/// #[repr(C)]
/// struct Padded {
///     kind: u8,
///     length: u32,
/// }
///
/// safe_transmute::layout! { struct Padded { kind, length }: IntoBytes }
/// ```
///
/// Also: a field left out, a field of the wrong kind, another order, a union, an enum. Your own
/// conditions on a value (that `end` is not below `start`, say) are not seen: do not ask for
/// `FromBytes` where code relies on one.
#[macro_export]
macro_rules! layout {
    // The traits asked for, gathered in slots, so that naming one twice is naming it once.
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [] $($of:tt)*) => {
        $crate::layout! { @from_bytes $b $($of)* }
        $crate::layout! { @from_zeros $z $($of)* }
        $crate::layout! { @try_from_bytes $t $($of)* }
        $crate::layout! { @into_bytes $i $($of)* }
        $crate::layout! { @immutable $m $($of)* }
        $crate::layout! { @unaligned $u $($of)* }
        $crate::layout! { @layout_hash $h $($of)* }
        $crate::layout! { @order $t $i $h $($of)* }
        $crate::__oracle! { struct $b $i $($of)* }
    };
    (@traits [- $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [FromZeros $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [+ $b $t $i $m $u $h] [$($more)*] $($of)* }
    };
    (@traits $slots:tt [FromZeros $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits $slots [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [FromBytes $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [any + any $i $m $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [IntoBytes $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [$z $b $t + $m $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [Immutable $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [$z $b $t $i + $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [Unaligned $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [$z $b $t $i $m + $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt - $i:tt $m:tt $u:tt $h:tt] [TryFromBytes $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [$z $b + $i $m $u $h] [$($more)*] $($of)* }
    };
    (@traits $slots:tt [TryFromBytes $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits $slots [$($more)*] $($of)* }
    };
    (@traits [$z:tt $b:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [LayoutHash $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits [$z $b $t $i $m $u +] [$($more)*] $($of)* }
    };
    (@traits $slots:tt [Pod $($more:ident)*] $($of:tt)*) => {
        $crate::layout! { @traits $slots [FromBytes IntoBytes Immutable $($more)*] $($of)* }
    };
    (@traits $slots:tt [$unknown:ident $($more:ident)*] $($of:tt)*) => {
        $crate::__private::compile_error! { $crate::__private::concat! {
            "layout!: no trait `", $crate::__private::stringify!($unknown), "`: name FromZeros, ",
            "FromBytes, TryFromBytes, IntoBytes, Immutable, Unaligned, Pod or LayoutHash, without a path"
        } }
    };

    // Slots that nobody asked for.
    (@from_zeros - $($of:tt)*) => {};
    (@from_bytes - $($of:tt)*) => {};
    (@try_from_bytes - $($of:tt)*) => {};
    (@into_bytes - $($of:tt)*) => {};
    (@immutable - $($of:tt)*) => {};
    (@unaligned - $($of:tt)*) => {};
    (@layout_hash - $($of:tt)*) => {};

    // One implementation each, with its proof. `$generics` is `[]` for an instance and `[for …]`
    // else. `Self` is the only name that the type has in a proof.
    (@from_zeros + [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-6, ST-1] zeros are valid for every field, and the fields are all there is.
        unsafe impl
        $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
        $crate::FromZeros for $type
        $(where $($bounded: $($outlives)? $($bound)?),*)?
        {
            #[inline]
            fn __from_zeros(_: &mut Self) {
                let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                let Self { .. } = $crate::__private::imagined::<&mut Self>();
                $crate::__ask! { from_zeros { $($field)* } }
            }
        }
    };
    (@from_zeros any [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-1, ST-2] `be_any_bytes` asks that `Self` is `FromBytes`, of which zeros are a value, too.
        unsafe impl
        $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
        $crate::FromZeros for $type
        $(where $($bounded: $($outlives)? $($bound)?),*)?
        {
            #[inline]
            fn __from_zeros(_: &mut Self) {
                $crate::__private::be_any_bytes::<Self>();
            }
        }
    };
    (@from_bytes + [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-6, ST-2] any bytes are valid for every field, and the fields are all there is.
        unsafe impl
        $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
        $crate::FromBytes for $type
        $(where $($bounded: $($outlives)? $($bound)?),*)?
        {
            #[inline]
            fn __from_bytes(_: &mut Self) {
                let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                let Self { .. } = $crate::__private::imagined::<&mut Self>();
                $crate::__ask! { from_bytes { $($field)* } }
            }
        }
    };
    (@try_from_bytes any [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-8, ST-2] `any_bytes` asks that `Self` is `FromBytes`.
        unsafe impl
        $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
        $crate::TryFromBytes for $type
        $(where $($bounded: $($outlives)? $($bound)?),*)?
        {
            const CONDITIONS: $crate::__private::Option<$crate::__private::Conditions> =
                $crate::__private::no_conditions::<Self>();
            #[inline]
            fn is_valid(_: &[$crate::__private::u8]) -> $crate::__private::bool {
                $crate::__private::any_bytes::<Self>()
            }
            #[inline]
            fn all_valid(_: &[$crate::__private::u8]) -> $crate::__private::bool {
                $crate::__private::any_bytes::<Self>()
            }
        }
    };
    (@try_from_bytes + [$(for $l:tt $p:tt { $($const:ident: $of:ty,)* } $b:tt)?] $($more:tt)*) => {
        $crate::layout! {
            @argument [$($($const)*)?] [$(for $l $p { $($const: $of,)* } $b)?] $($more)*
        }
    };
    // What a validator calls its argument: a parameter of the name, a constant, would be the pattern.
    (@argument [] $($of:tt)*) => { $crate::layout! { @validator __bytes $($of)* } };
    (@argument [__bytes $($const:ident)*] $($of:tt)*) => {
        $crate::layout! { @validator __given_bytes $($of)* }
    };
    (@argument [$other:ident $($const:ident)*] $($of:tt)*) => {
        $crate::layout! { @argument [$($const)*] $($of)* }
    };
    (@validator $bytes:ident
            [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        const _: () = {
            // Nearest in scope: else a unit struct of the name, or a constant, would be the pattern.
            fn $bytes() {}
            // SAFETY: [ST-6, ST-8] every field's bytes, which lie where `offset_of` says, are valid, and
            // the fields are all there is.
            unsafe impl
            $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
            $crate::TryFromBytes for $type
            $(where $($bounded: $($outlives)? $($bound)?),*)?
            {
                // First, as its words about a field that is wrong name the field.
                #[inline]
                fn __try_from_bytes(_: &mut Self) {
                    let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                    let Self { .. } = $crate::__private::imagined::<&mut Self>();
                    $crate::__ask! { try_from_bytes { $($field)* } }
                }
                const CONDITIONS: $crate::__private::Option<$crate::__private::Conditions> =
                    $crate::__private::Conditions::of(
                        $crate::__private::size_of::<Self>(),
                        &[$($crate::__private::part_of(
                            $crate::__place!(Self; $field),
                            $crate::__private::offset_of!(Self, $field),
                        )),*],
                    );
                #[inline]
                fn is_valid($bytes: &[$crate::__private::u8]) -> $crate::__private::bool {
                    true $(&& $crate::__private::is_valid(
                        $crate::__place!(Self; $field),
                        $crate::__private::offset_of!(Self, $field),
                        $bytes,
                    ))*
                }
                fn invalid_at($bytes: &[$crate::__private::u8]) -> $crate::__private::usize {
                    $crate::__private::None::<$crate::__private::usize>
                    $(.or($crate::__private::invalid_at(
                        $crate::__place!(Self; $field),
                        $crate::__private::offset_of!(Self, $field),
                        $bytes,
                    )))*
                    .unwrap_or(0)
                }
            }
        };
    };
    (@into_bytes + [] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-6, ST-3] the fields, none of which overlaps another, have initialised bytes,
        // and there is no byte beside theirs, as the sum of their sizes is the size of the struct.
        unsafe impl $crate::IntoBytes for $type {
            #[inline]
            fn __into_bytes(_: &mut Self) {
                let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                let Self { .. } = $crate::__private::imagined::<&mut Self>();
                $crate::__ask! { into_bytes { $($field)* } }
                $crate::__private::no_padding::<
                    Self,
                    { $crate::layout!(@gaps { $($field)* }).bytes },
                    { $crate::layout!(@gaps { $($field)* }).first },
                    { $crate::layout!(@gaps { $($field)* }).at },
                >();
            }
        }
    };
    (@gaps { $($field:tt)* }) => {
        $crate::__private::Gaps::of::<Self>(
            &[$($crate::__private::laid_behind($crate::__behind!(Self; $field))),*]
        )
    };
    (@immutable + [$(for { $($life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?,)* }
            { $($param:ident)* } { $($const:ident: $of:ty,)* }
            { $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),* })?] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-6, ST-4] no field has a cell, and the fields are all there is.
        unsafe impl
        $(<$($life $(: $longer $(+ $also)*)?,)* $($param,)* $(const $const: $of),*>)?
        $crate::Immutable for $type
        $(where $($bounded: $($outlives)? $($bound)?),*)?
        {
            #[inline]
            fn __immutable(_: &mut Self) {
                let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                let Self { .. } = $crate::__private::imagined::<&mut Self>();
                $crate::__ask! { immutable { $($field)* } }
            }
        }
    };
    (@unaligned + [] $type:ty { $($field:tt)* }) => {
        // SAFETY: [ST-6, ST-5] `alignment_1` accepts the alignment 1 alone.
        unsafe impl $crate::Unaligned for $type {
            #[inline]
            fn __unaligned(_: &mut Self) {
                let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                let Self { .. } = $crate::__private::imagined::<&mut Self>();
                $crate::__ask! { unaligned { $($field)* } }
                $crate::__private::alignment_1::<Self, {
                    $crate::__private::align_of::<Self>()
                }>();
            }
        }
    };
    // Safe: no `unsafe` rests on a hash.
    (@layout_hash + [] $type:ty { $($field:tt)* }) => {
        impl $crate::ffi::LayoutHash for $type {
            const LAYOUT_HASH: $crate::__private::u64 = {
                let _ = |_: &mut Self| {
                    let Self { $($field: _),* } = $crate::__private::imagined::<&mut Self>();
                };
                $crate::__private::layout_hash::<Self>(&[$((
                    $crate::__private::stringify!($field),
                    $crate::__private::Place::Field(
                        $crate::__private::offset_of!(Self, $field),
                        $crate::__private::size_behind($crate::__behind!(Self; $field)),
                    ),
                )),*])
            };
        }
    };
    // No proof rests on this: it is what tells the author of a missing `repr(C)`.
    (@order - - - $($of:tt)*) => {};
    (@order $t:tt $i:tt $h:tt [for $($g:tt)*] $($of:tt)*) => {};
    (@order $t:tt $i:tt $h:tt [] $type:ty { $($field:tt)* }) => {
        const _: () = $crate::__private::in_order::<$type, {
            $crate::__private::is_in_order(&[$($crate::__private::offset_of!($type, $field)),*])
        }>();
    };
    (@into_bytes + [for $($g:tt)*] $($of:tt)*) => {
        $crate::__private::compile_error! {
            "layout!: IntoBytes rests on a size, which a generic struct has not: leave `for<…>` \
             away and name an instance, as in `struct Sample<i16> { left, right }: IntoBytes`"
        }
    };
    (@unaligned + [for $($g:tt)*] $($of:tt)*) => {
        $crate::__private::compile_error! {
            "layout!: Unaligned rests on an alignment, which a generic struct has not: leave \
             `for<…>` away and name an instance, as in `struct Sample<u8> { left, right }: Unaligned`"
        }
    };

    (@layout_hash + [for $($g:tt)*] $($of:tt)*) => {
        $crate::__private::compile_error! {
            "layout!: LayoutHash is of a size, which a generic struct has not: leave `for<…>` away \
             and name an instance, as in `struct Sample<i16> { left, right }: LayoutHash`"
        }
    };

    // `for<…>`, sorted into lifetimes, types and constants. All that is the caller's goes on as a
    // parsed fragment or a single token, so that no token of theirs can end an `unsafe impl` early.
    (@params [{ $($l:tt)* } $p:tt $c:tt]
        $life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)?, $($rest:tt)*) => {
        $crate::layout! { @params [{ $($l)* $life $(: $longer $(+ $also)*)?, } $p $c] $($rest)* }
    };
    (@params [{ $($l:tt)* } $p:tt $c:tt]
        $life:lifetime $(: $longer:lifetime $(+ $also:lifetime)*)? > $($rest:tt)*) => {
        $crate::layout! { @params [{ $($l)* $life $(: $longer $(+ $also)*)?, } $p $c] > $($rest)* }
    };
    (@params [$l:tt $p:tt { $($c:tt)* }] const $const:ident: $of:ty, $($rest:tt)*) => {
        $crate::layout! { @params [$l $p { $($c)* $const: $of, }] $($rest)* }
    };
    (@params [$l:tt $p:tt { $($c:tt)* }] const $const:ident: $of:ty > $($rest:tt)*) => {
        $crate::layout! { @params [$l $p { $($c)* $const: $of, }] > $($rest)* }
    };
    (@params [$l:tt { $($p:tt)* } $c:tt] $param:ident, $($rest:tt)*) => {
        $crate::layout! { @params [$l { $($p)* $param } $c] $($rest)* }
    };
    (@params [$l:tt { $($p:tt)* } $c:tt] $param:ident > $($rest:tt)*) => {
        $crate::layout! { @params [$l { $($p)* $param } $c] > $($rest)* }
    };
    (@params [$($params:tt)*]
        > struct $type:ty where $($bounded:ty: $($outlives:lifetime)? $($bound:path)?),+ $(,)?
        { $($field:tt),* $(,)? }:
        $($trait:ident),+ $(,)?
    ) => {
        $crate::layout! {
            @traits [- - - - - - -] [$($trait)+]
            [for $($params)* { $($bounded: $($outlives)? $($bound)?),+ }] $type { $($field)* }
        }
    };
    (@params [$($params:tt)*]
        > struct $type:ty { $($field:tt),* $(,)? }: $($trait:ident),+ $(,)?
    ) => {
        $crate::layout! {
            @traits [- - - - - - -] [$($trait)+] [for $($params)* {}] $type { $($field)* }
        }
    };
    (for < $($rest:tt)*) => { $crate::layout! { @params [{} {} {}] $($rest)* } };
    // A name stays one, and so does a path: of a struct without parameters the compiler can be asked, too.
    (struct $name:ident { $($field:tt),* $(,)? }: $($trait:ident),+ $(,)?) => {
        $crate::layout! { @traits [- - - - - - -] [$($trait)+] [] $name { $($field)* } }
    };
    (struct $first:ident $(:: $more:ident)+ { $($field:tt),* $(,)? }: $($trait:ident),+ $(,)?) => {
        $crate::layout! {
            @traits [- - - - - - -] [$($trait)+] [] $first $(:: $more)+ { $($field)* }
        }
    };
    (struct $type:ty { $($field:tt),* $(,)? }: $($trait:ident),+ $(,)?) => {
        $crate::layout! { @traits [- - - - - - -] [$($trait)+] [] $type { $($field)* } }
    };
    (enum $type:ty as $repr:ty { $($variant:ident),* $(,)? }: $($trait:ident),+ $(,)?) => {
        $crate::__layout_enum! {
            @traits [- - - - - -] [$($trait)+] $type as $repr { $($variant)* }
        }
    };
    ($($wrong:tt)*) => {
        $crate::__private::compile_error! {
            "layout!: write `struct Name { field, field }: FromBytes, IntoBytes` (a tuple struct's \
             fields are `0`, `1`), or `for<'a, T, const N: usize> struct Name<'a, T, N> where \
             T: FromBytes { field, field }: FromBytes` (bounds of types not in `for<…>`, one path or \
             lifetime each), or `enum Name as u8 { Variant, Variant }: TryFromBytes`"
        }
    };
}
