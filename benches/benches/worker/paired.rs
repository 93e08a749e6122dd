//! Ours and a rival in turns, sample by sample, and the median of the ratios: where the host puts the
//! processors, and what else it does, changes from one second to the next and hits both alike. Criterion
//! takes all samples of one side before the first of the other.

use std::time::Instant;

use cancel_worker::{InFlight, Linger};
use tokio::runtime::Runtime;

use crate::items::{Load, Seen, by_hand, emit_batcher, number_of_items, ours};
use crate::replies;

const SAMPLES: usize = 101;

pub(crate) fn report() {
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    let wanted = |name: &str| name.contains(&filter);
    for (threads, rt) in crate::runtimes() {
        let name = format!("worker/paired/replies/{threads}");
        if wanted(&name) {
            let ours = || assert_eq!(rt.block_on(replies::ours()), replies::expected());
            let by_hand = || assert_eq!(rt.block_on(replies::by_hand()), replies::expected());
            pair(
                &format!("{name}, to by hand"),
                replies::CLIENTS * replies::CALLS,
                &ours,
                &by_hand,
            );
        }
        for producers in [1, 8] {
            for batch in [1, 64, 1024] {
                let name =
                    format!("worker/paired/items/{threads}, {producers} producers, batch {batch}");
                if wanted(&name) {
                    // Many short samples: a long one hides what the host did meanwhile.
                    let items = (number_of_items() / 10).next_multiple_of(8);
                    rows(&name, &rt, Load { items, producers, batch });
                }
            }
        }
    }
}

fn rows(name: &str, rt: &Runtime, load: Load) {
    let n = load.items;
    let check = |seen: Seen| assert_eq!(seen, Seen(n, n * (n - 1) / 2), "nothing is lost");
    let ours = || check(rt.block_on(ours(load, Linger::Idle, InFlight::One)));
    pair(&format!("{name}, to by hand"), n, &ours, &|| check(rt.block_on(by_hand(load))));
    pair(&format!("{name}, to emit_batcher"), n, &ours, &|| check(rt.block_on(emit_batcher(load))));
}

fn pair(name: &str, items: u64, ours: &dyn Fn(), other: &dyn Fn()) {
    let time = |run: &dyn Fn()| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e9 / items as f64
    };
    let (mut us, mut them, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let samples = if crate::only_checks() { 1 } else { SAMPLES };
    for n in 0..=samples {
        // Each goes first every other time.
        let (a, b) = if n % 2 == 0 {
            let a = time(ours);
            (a, time(other))
        } else {
            let b = time(other);
            (time(ours), b)
        };
        // The first warms up.
        if n > 0 {
            us.push(a);
            them.push(b);
            ratios.push(a / b);
        }
    }
    let at = |of: &mut Vec<f64>, quarter: usize| {
        of.sort_unstable_by(f64::total_cmp);
        of[(of.len() - 1) * quarter / 4]
    };
    println!(
        "{name}: {:.1} and {:.1} ns, ratio {:.2} (half of them {:.2} to {:.2})",
        at(&mut us, 2),
        at(&mut them, 2),
        at(&mut ratios, 2),
        at(&mut ratios, 1),
        at(&mut ratios, 3)
    );
}
