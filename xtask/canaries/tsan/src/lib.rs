//! A race that ThreadSanitizer must see.

use std::{cell::UnsafeCell, sync::Barrier, thread};

struct Shared(UnsafeCell<u64>);

// The bug: nothing orders two threads.
unsafe impl Sync for Shared {}

impl Shared {
    fn increment(&self) {
        let number = self.0.get();
        unsafe { number.write_volatile(number.read_volatile() + 1) };
    }
}

#[test]
fn race() {
    let shared = Shared(UnsafeCell::new(0));
    let both = Barrier::new(2);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                // One that has ended before the other begins races with nobody.
                both.wait();
                (0..100_000).for_each(|_| shared.increment());
            });
        }
    });
}
