/// What of a struct lies in none of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Gaps {
    /// How many bytes, in all.
    pub bytes: usize,
    /// How many of them the first gap has.
    pub first: usize,
    /// Where the first gap is.
    pub at: usize,
}

impl Gaps {
    /// Those between the fields of `S`, each given by its size and alignment.
    ///
    /// A proof rests on `bytes` alone, which is the size that no field accounts for. Where the first
    /// gap is, and how wide, is for the message: where C leaves it, so no offset needs to be asked for,
    /// of which each is a constant to be compiled.
    #[must_use]
    #[inline]
    pub const fn of<S>(fields: &[(usize, usize)]) -> Self {
        let (mut bytes, mut rest) = (size_of::<S>(), fields);
        while let [(size, _), more @ ..] = rest {
            bytes -= *size;
            rest = more;
        }
        let (mut at, mut rest) = (0_usize, fields);
        while let [(size, align), more @ ..] = rest {
            // Packed, none is aligned to more than the struct is.
            let align = if *align < align_of::<S>() { *align } else { align_of::<S>() };
            let next = at.next_multiple_of(align);
            if next > at {
                return Self { bytes, first: next - at, at };
            }
            at += *size;
            rest = more;
        }
        Self { bytes, first: size_of::<S>().saturating_sub(at), at }
    }
}
