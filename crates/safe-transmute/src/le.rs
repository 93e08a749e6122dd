crate::order::byte_order! {
    /// A number stored with its lowest byte first, at any address.
    ///
    /// Its alignment is 1, its size that of `T`. It is compared, ordered, hashed and shown as the
    /// number that it holds. Costs: [`new`](Self::new), [`get`](Self::get) and [`set`](Self::set)
    /// are one move, and on a big-endian machine a swap of bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use safe_transmute::{Le, as_bytes};
    ///
    /// const MAGIC: Le<u32> = Le::new(0x0403_4b50);
    /// assert_eq!(as_bytes(&MAGIC), b"PK\x03\x04");
    /// assert_eq!(MAGIC.get(), 0x0403_4b50);
    /// ```
    Le, "little", "Stores `value` with its lowest byte first."
}
