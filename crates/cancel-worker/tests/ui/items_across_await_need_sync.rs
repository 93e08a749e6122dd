//@ error: the trait `Sync` is not implemented for `Cell<u8>`
// Items that are not Sync may be sent and flushed, but not borrowed across an await.

use cancel_worker::{Batch, BatchSink, FlushCtx};
use std::cell::Cell;

struct Read;

impl BatchSink<Cell<u8>> for Read {
    type Error = std::io::Error;
    async fn flush_batch(
        &self,
        batch: &mut Batch<Cell<u8>>,
        _: &FlushCtx,
    ) -> Result<(), Self::Error> {
        for item in batch.items() {
            std::future::ready(()).await;
            item.set(1);
        }
        Ok(())
    }
}

fn main() {}
