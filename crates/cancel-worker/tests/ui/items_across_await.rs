//@ pass
// Items may be read across an await: what that asks for is Sync, which these are.

use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};

struct Read;

impl BatchSink<String> for Read {
    type Error = std::io::Error;
    async fn flush_batch(&self, batch: &mut Batch<String>, _: &FlushCtx) -> Result<(), Self::Error> {
        for item in batch.items() {
            std::future::ready(()).await;
            println!("{item}");
        }
        Ok(())
    }
}

fn main() {
    assert!(MessageProcessor::builder(Read).build().is_ok());
}
