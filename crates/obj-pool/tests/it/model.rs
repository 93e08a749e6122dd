use proptest::{collection, prelude::*};

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Any sequence of calls agrees with the model in `fuzz`.
    #[test]
    fn any_sequence_of_calls(
        data in collection::vec(any::<u8>(), 0..if cfg!(miri) { 40 } else { 400 })
    ) {
        crate::fuzz::pool_ops(&data);
    }
}
