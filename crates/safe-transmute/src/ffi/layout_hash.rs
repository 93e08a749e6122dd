/// One number of a type's layout, to compare what two programs were built with.
///
/// [`layout!`](crate::layout) and the derive write it, as one more of their traits. A library says it
/// in a function of its own, and its user compares before the first call:
///
/// ```
/// use safe_transmute::{ffi::LayoutHash, layout};
///
/// #[repr(C)]
/// struct Config {
///     width: u32,
///     height: u32,
/// }
///
/// layout! { struct Config { width, height }: LayoutHash }
///
/// extern "C" fn config_layout() -> u64 {
///     Config::LAYOUT_HASH
/// }
/// assert_eq!(config_layout(), Config::LAYOUT_HASH);
/// ```
///
/// # What is in it
///
/// The type's size and alignment, and of each field its name, offset and size; of an enum's variant
/// its name and its discriminant. Types are not: an `i32` in place of a `u32`, or another struct of
/// the same size in a field, is the same number. (Compare the fields' own hashes for that.)
///
/// It is the 64-bit FNV-1a hash of these bytes, numbers with their lowest byte first: size and
/// alignment, 8 bytes each; for each field, in order, its name without `r#`, a zero byte, offset and
/// size, 8 bytes each; for a variant, in the order in which it was named, its name, a zero byte and
/// the discriminant, 16 bytes. So it is the same on each machine on which the layout is, with each
/// compiler, and C can carry it as a constant.
pub trait LayoutHash {
    /// The number.
    const LAYOUT_HASH: u64;
}

/// What is hashed of a field or a variant beside its name.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// Offset and size.
    Field(usize, usize),
    /// The discriminant.
    Variant(i128),
}

/// The hash of a type of which each part is given.
#[must_use]
pub const fn hash<T>(mut parts: &[(&str, Place)]) -> u64 {
    let mut hash = Fnv::NEW.number(size_of::<T>()).number(align_of::<T>());
    while let [(name, place), rest @ ..] = parts {
        hash = hash.bytes(plain(name.as_bytes())).bytes(&[0]);
        hash = match *place {
            Place::Field(offset, size) => hash.number(offset).number(size),
            Place::Variant(discriminant) => hash.bytes(&discriminant.to_le_bytes()),
        };
        parts = rest;
    }
    hash.0
}

/// A name without the mark of a raw one.
#[inline]
const fn plain(name: &[u8]) -> &[u8] {
    if let [b'r', b'#', name @ ..] = name { name } else { name }
}

/// FNV-1a, 64 bits: <https://datatracker.ietf.org/doc/html/rfc9923>.
struct Fnv(u64);

impl Fnv {
    const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    #[inline]
    const fn bytes(self, mut bytes: &[u8]) -> Self {
        let Self(mut hash) = self;
        while let [byte, rest @ ..] = bytes {
            hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
            bytes = rest;
        }
        Self(hash)
    }

    #[inline]
    const fn number(self, number: usize) -> Self {
        self.bytes(&(number as u64).to_le_bytes())
    }
}
