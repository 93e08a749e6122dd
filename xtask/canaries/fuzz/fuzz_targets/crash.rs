//! A bug that the fuzzer must find from nothing, byte by byte, and AddressSanitizer must see.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let [b'h', b'a', b'r', b'd', ..] = data {
        let block = std::hint::black_box(data.to_vec());
        let first = block.as_ptr();
        drop(block);
        // The bug: the block is freed.
        std::hint::black_box(unsafe { first.read_volatile() });
    }
});
