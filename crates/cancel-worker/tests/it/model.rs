//! Generated sequences of operations keep the promise.

use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 2_000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn accepted_is_flushed_plus_returned(bytes in vec(any::<u8>(), 4..if cfg!(miri) { 80 } else { 300 })) {
        crate::fuzz::worker(&bytes);
    }
}
