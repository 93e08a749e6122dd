use simd_kernels::{Isa, Level};

const ALL: [Isa; 5] = [Isa::Scalar, Isa::Sse2, Isa::Avx2, Isa::Avx512, Isa::Neon];

/// The standard library's detection, which is not ours.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn has(isa: Isa) -> bool {
    use std::arch::is_x86_feature_detected as has;
    match isa {
        Isa::Scalar | Isa::Sse2 => true,
        Isa::Avx2 => {
            has!("avx2")
                && has!("fma")
                && has!("bmi1")
                && has!("bmi2")
                && has!("lzcnt")
                && has!("popcnt")
                // And what those bring with them, which a hypervisor may hide all the same.
                && has!("sse3")
                && has!("ssse3")
                && has!("sse4.1")
                && has!("sse4.2")
        }
        Isa::Avx512 => {
            has(Isa::Avx2)
                && has!("avx512f")
                && has!("avx512bw")
                && has!("avx512dq")
                && has!("avx512vl")
                && has!("avx512vbmi2")
                && has!("avx512vnni")
                && has!("f16c")
        }
        _ => false,
    }
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
fn has(isa: Isa) -> bool {
    isa == Isa::Scalar || isa == Isa::Neon && cfg!(all(target_arch = "aarch64", not(miri)))
}

/// A level that the CPU lacks cannot be had, and one that it has can.
#[test]
fn as_the_standard_library_detects() {
    for isa in ALL {
        assert_eq!(Level::new(isa).map(Level::isa), has(isa).then_some(isa));
    }
}

#[test]
fn the_best_is_the_last_supported() {
    let supported: Vec<_> = Level::supported().collect();
    let expected: Vec<_> = ALL.into_iter().filter_map(Level::new).collect();
    assert_eq!(supported, expected);
    assert_eq!(supported.last(), Some(&Level::detect()));
    assert_eq!(supported[0].isa(), Isa::Scalar);
}

#[test]
fn detection_from_many_threads_agrees() {
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(Level::detect)).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Level::detect());
    }
}

#[test]
fn debug_names_the_instruction_set() {
    assert_eq!(format!("{:?}", Level::new(Isa::Scalar).unwrap()), "Level(Scalar)");
}
