/// What is known of an idle object, from [`Pool::retain`](crate::Pool::retain).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// How many times it was lent. (Modulo 2³² where a word has 32 bits.)
    pub uses: u64,
    /// How many earlier calls of `retain` in a row have come by and found it unused since the one
    /// before: 0 in the first round after a use.
    pub rounds_idle: u32,
}
