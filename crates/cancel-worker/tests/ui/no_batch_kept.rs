//@ error: E0521
// A batch is lent for one flush: it cannot be kept, nor exchanged with another flush's.

use cancel_worker::{Batch, BatchSink, FlushCtx};
use std::sync::Mutex;

struct Keep<'a>(Mutex<Vec<&'a mut Batch<u8>>>);

impl BatchSink<u8> for Keep<'static> {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<u8>, _: &FlushCtx) -> Result<(), Self::Error> {
        self.0.lock().unwrap().push(batch);
        Ok(())
    }
}

fn main() {}
