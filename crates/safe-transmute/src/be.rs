crate::order::byte_order! {
    /// A number stored with its highest byte first (network order), at any address.
    ///
    /// Its alignment is 1, its size that of `T`. It is compared, ordered, hashed and shown as the
    /// number that it holds. Costs: [`new`](Self::new), [`get`](Self::get) and [`set`](Self::set)
    /// are one move, and on a little-endian machine a swap of bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use safe_transmute::{Be, as_bytes};
    ///
    /// let mut port = Be::new(443_u16);
    /// assert_eq!(as_bytes(&port), [0x01, 0xbb]);
    /// port.set(80);
    /// assert_eq!(port.get(), 80);
    /// assert!(port < Be::new(443));
    /// ```
    Be, "big", "Stores `value` with its highest byte first."
}
