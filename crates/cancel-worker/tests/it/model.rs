//! Generated sequences of operations keep the promise.

use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 4_000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn accepted_is_flushed_dead_lettered_or_returned(bytes in vec(any::<u8>(), 8..if cfg!(miri) { 80 } else { 300 })) {
        crate::fuzz::worker_ops(&bytes);
    }
}
