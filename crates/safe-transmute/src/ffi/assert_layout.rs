//! `assert_layout!`.

/// Compares a struct's layout with the constants of its C header, when the program is built.
///
/// Every field is named, with its offset in C; size and alignment follow. Any constant of type
/// `usize` will do, as those that bindgen writes or that your build gets out of the C compiler:
///
/// ```
/// use safe_transmute::assert_layout;
///
/// mod c {
///     // offsetof, sizeof and _Alignof, from the header.
///     pub const POINT_X: usize = 0;
///     pub const POINT_Y: usize = 8;
///     pub const POINT_SIZE: usize = 16;
///     pub const POINT_ALIGN: usize = 8;
/// }
///
/// #[repr(C)]
/// struct Point {
///     x: u8,
///     y: f64,
/// }
///
/// assert_layout! {
///     struct Point { x: c::POINT_X, y: c::POINT_Y }, size: c::POINT_SIZE, align: c::POINT_ALIGN
/// }
/// ```
///
/// A difference is an error of `cargo check`, which says what it is:
///
/// ```compile_fail
/// #[repr(C)]
/// struct Point(u8, f64);
///
/// // error: assert_layout!: field `1` of `Point` lies at 8, but in C 4
/// safe_transmute::assert_layout! { struct Point { 0: 0, 1: 4 }, size: 12, align: 4 }
/// ```
///
/// The types of the fields are not compared, as C's are not known here.
#[macro_export]
macro_rules! assert_layout {
    (struct $type:path { $($field:tt: $offset:expr),* $(,)? },
        size: $size:expr, align: $align:expr $(,)?
    ) => {
        // That each field is named: the pattern has no `..`.
        const _: fn(&mut $type) = |_: &mut $type| {
            let $type { $($field: _),* } = $crate::__private::imagined::<&mut $type>();
        };
        const _: () = $crate::__private::checked_layout(
            $crate::__private::stringify!($type),
            &[
                $((
                    $crate::__private::Some($crate::__private::stringify!($field)),
                    "lies at ",
                    $crate::__private::offset_of!($type, $field),
                    $offset,
                ),)*
                ($crate::__private::None, "has size ", $crate::__private::size_of::<$type>(), $size),
                (
                    $crate::__private::None,
                    "has alignment ",
                    $crate::__private::align_of::<$type>(),
                    $align,
                ),
            ],
        );
    };
    ($($wrong:tt)*) => {
        $crate::__private::compile_error! {
            "assert_layout!: write `struct Name { field: OFFSET, field: OFFSET }, size: SIZE, \
             align: ALIGN` (a tuple struct's fields are `0`, `1`)"
        }
    };
}

/// A field or the type itself, what is said of it, what it is here, and what it is in C.
type Claim<'a> = (Option<&'a str>, &'a str, usize, usize);

/// Panics with what differs first, so that the compiler shows it.
///
/// # Panics
///
/// If a claim is wrong.
#[inline]
pub const fn checked_layout(type_name: &str, mut claims: &[Claim<'_>]) {
    while let [(field, says, here, in_c), rest @ ..] = claims {
        if *here != *in_c {
            let text = match field {
                Some(field) => Text::new().text("field `").text(field).text("` of `"),
                None => Text::new().text("`"),
            };
            let text = text.text(type_name).text("` ").text(says).number(*here);
            panic!("{}", text.text(", but in C ").number(*in_c).as_str());
        }
        claims = rest;
    }
}

/// A line of text, put together by the compiler.
struct Text {
    bytes: [u8; 256],
    len: usize,
}

impl Text {
    #[inline]
    const fn new() -> Self {
        Self { bytes: [0; 256], len: 0 }.text("assert_layout!: ")
    }

    #[inline]
    const fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// Adds them, as far as there is room.
    #[inline]
    const fn bytes(mut self, mut more: &[u8]) -> Self {
        while let ([byte, rest @ ..], true) = (more, self.len < self.bytes.len()) {
            self.bytes[self.len] = *byte;
            self.len += 1;
            more = rest;
        }
        self
    }

    /// Adds it in decimal.
    #[inline]
    const fn number(self, number: usize) -> Self {
        let before = if number < 10 { self } else { self.number(number / 10) };
        before.bytes(&[b"0123456789"[number % 10]])
    }

    /// The text. A letter that was cut in two at the end is left away with all that is not ASCII.
    #[inline]
    const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "assert_layout!: the layout differs from C's",
        }
    }
}
