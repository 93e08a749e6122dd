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
    /// Those between the fields of `S`, each given by its offset and size.
    ///
    /// A proof rests on `bytes` alone, which is the size that no field accounts for. Where the first
    /// gap is, and how wide, is for the message.
    #[must_use]
    pub const fn of<S>(fields: &[(usize, usize)]) -> Self {
        let (mut bytes, mut rest) = (size_of::<S>(), fields);
        while let [(_, size), more @ ..] = rest {
            bytes -= *size;
            rest = more;
        }
        let (at, mut next) = (end_of_the_first(fields), size_of::<S>());
        rest = fields;
        while let [(offset, _), more @ ..] = rest {
            if at < *offset && *offset < next {
                next = *offset;
            }
            rest = more;
        }
        Self { bytes, first: next - at, at }
    }
}

/// Where fields, in whatever order, leave off that lie side by side from the beginning.
const fn end_of_the_first(fields: &[(usize, usize)]) -> usize {
    let (mut end, mut rest) = (0, fields);
    while let [(offset, size), more @ ..] = rest {
        rest = more;
        if *offset == end && *size > 0 {
            end += *size;
            rest = fields;
        }
    }
    end
}
