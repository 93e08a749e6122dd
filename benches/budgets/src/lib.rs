//! The rows of `budgets.toml`: a function a row, each called once with warm data, so that what it
//! executes and allocates is the function's own. CONTRIBUTING says how to add one.

mod arena_alloc;
mod cancel_worker;
mod obj_pool;
mod ringbuf_spsc;
mod safe_transmute;
mod simd_kernels;

/// Runs a row, and may watch it.
pub trait Meter {
    /// Calls `row`, which calls the function `name` and does nothing else.
    fn row<R>(&mut self, name: &'static str, row: impl FnOnce() -> R) -> R;
}

/// Every row, once.
pub fn run(meter: &mut impl Meter) {
    arena_alloc::rows(meter);
    cancel_worker::rows(meter);
    obj_pool::rows(meter);
    ringbuf_spsc::rows(meter);
    safe_transmute::rows(meter);
    simd_kernels::rows(meter);
}

/// Functions that stay functions: never inlined; each in a section of its own, for of two with the
/// same machine code (ours and a rival's, say) the compiler would keep one; and each known to a
/// static, so that none is specialised to the arguments of its one call.
macro_rules! budget {
    ($($(#[$meta:meta])* fn $name:ident $args:tt $(-> $out:ty)? $body:block)+) => {$(
        $(#[$meta])*
        #[inline(never)]
        #[unsafe(link_section = concat!(".text.budget.", module_path!(), "::", stringify!($name)))]
        fn $name $args $(-> $out)? $body

        const _: () = {
            #[used]
            static KEPT: fn $args $(-> $out)? = $name;
        };
    )+};
}
pub(crate) use budget;
