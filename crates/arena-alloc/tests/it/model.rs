//! Random operations against the model of `fuzz`.

use proptest::{collection::vec, prelude::*};

use crate::fuzz::arena_ops;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 8 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn operations(data in vec(any::<u8>(), 0..if cfg!(miri) { 100 } else { 2000 })) {
        arena_ops(&data);
    }

    #[test]
    fn arithmetic(data in vec(any::<u8>(), 0..if cfg!(miri) { 100 } else { 400 })) {
        crate::fuzz_bump::bump_ops(&data);
    }

    #[cfg(all(feature = "alloc", feature = "allocator-api2"))]
    #[test]
    fn scopes(data in vec(any::<u8>(), 0..if cfg!(miri) { 100 } else { 1000 })) {
        crate::fuzz_scopes::scope_ops(&data);
    }
}
