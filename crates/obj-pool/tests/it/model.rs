use proptest::{collection, prelude::*};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Any sequence of calls agrees with the model in `fuzz`.
    #[cfg(feature = "std")]
    #[test]
    fn any_sequence_of_calls(
        data in collection::vec(any::<u8>(), 0..if cfg!(miri) { 40 } else { 400 })
    ) {
        crate::fuzz::pool_ops(&data);
    }

    /// And of those that wait with the one in `fuzz_wait`.
    #[cfg(feature = "std")]
    #[test]
    fn any_sequence_of_waits(
        data in collection::vec(any::<u8>(), 0..if cfg!(miri) { 40 } else { 400 })
    ) {
        crate::fuzz_wait::wait_ops(&data);
    }

    /// And of a slab's with the one in `fuzz_slab`.
    #[test]
    fn any_sequence_of_a_slabs_calls(
        data in collection::vec(any::<u8>(), 0..if cfg!(miri) { 40 } else { 200 })
    ) {
        crate::fuzz_slab::slab_ops(&data);
    }
}
