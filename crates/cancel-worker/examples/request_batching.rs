//! Many callers, one query: each asks for one user, and the database is asked once a batch.
//!
//! `cargo run --example request_batching`

use std::time::Duration;

use cancel_worker::{Batch, BatchSink, Call, FlushCtx, Linger, MessageProcessor};

type Lookup = Call<u32, Option<String>>;

/// Stands for `select name from users where id in (..)`: 5 ms, whatever the number.
struct Users;

impl BatchSink<Lookup> for Users {
    type Error = std::io::Error;

    async fn flush_batch(&self, batch: &mut Batch<Lookup>, _: &FlushCtx) -> std::io::Result<()> {
        // Callers that gave up need no answer.
        batch.retain(|call| !call.is_abandoned());
        let ids: Vec<u32> = batch.items().iter().map(|call| *call.request()).collect();
        tokio::time::sleep(Duration::from_millis(5)).await;
        println!("one query for {} users", ids.len());
        for (call, id) in batch.items_mut().iter_mut().zip(ids) {
            let name = (id % 10 != 0).then(|| format!("user {id}"));
            let _ = call.answer(name);
        }
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (users, mut worker) = MessageProcessor::builder(Users)
        .max_batch_size(64)
        .linger(Linger::FromFirst(Duration::from_millis(2)))
        .build()?;
    let running = tokio::spawn(async move { worker.run().await.map(|report| report.counts) });
    let callers: Vec<_> = (1..=200)
        .map(|id| {
            let users = users.clone();
            tokio::spawn(async move { (id, users.call(id).await) })
        })
        .collect();
    drop(users);
    for caller in callers {
        let (id, name) = caller.await?;
        assert_eq!(name?, (id % 10 != 0).then(|| format!("user {id}")));
    }
    let counts = running.await?.map_err(|error| error.to_string())?;
    println!("{counts:?}");
    Ok(())
}
