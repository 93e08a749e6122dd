use std::{convert::Infallible, hint::black_box};

use cancel_worker::{Batch, BatchSink, FlushCtx, InboxSender, MessageProcessor};

use crate::{Meter, budget};

struct Nothing;

impl BatchSink<u64> for Nothing {
    type Error = Infallible;

    async fn flush_batch(&self, _: &mut Batch<u64>, _: &FlushCtx) -> Result<(), Infallible> {
        Ok(())
    }
}

budget! {
    fn try_send(sender: &InboxSender<u64>, item: u64) -> bool {
        sender.try_send(item).is_ok()
    }
}

budget! {
    /// Takes no lock.
    fn clone_sender(sender: &InboxSender<u64>) {
        drop(black_box(sender.clone()));
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let built = MessageProcessor::builder(Nothing).capacity(64).build();
    let (sender, _worker) = built.expect("a sound configuration");
    sender.try_send(black_box(1)).expect("there is room");
    assert!(meter.row("cancel_worker.try_send", || try_send(&sender, black_box(2))));
    meter.row("cancel_worker.clone_sender", || clone_sender(&sender));
}
