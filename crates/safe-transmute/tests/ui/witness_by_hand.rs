//@ error: E0423
use core::marker::PhantomData;

use safe_transmute::SafeTransmute;

fn main() {
    let _: SafeTransmute<u8, u16> = SafeTransmute(PhantomData);
}
