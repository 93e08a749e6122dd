//! Tasks that wait for a buffer, so that no more requests are in memory than there are buffers, and
//! whoever gives up costs the others nothing.
//!
//! `cargo run --example backpressure`

use std::{sync::Arc, time::Duration};

use obj_pool::{Closed, Manage, WaitPool};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};

struct Buffers;

impl Manage for Buffers {
    type Item = Vec<u8>;

    fn create(&self) -> Vec<u8> {
        Vec::with_capacity(16 * 1024)
    }

    fn reset(&self, buffer: &mut Vec<u8>) -> bool {
        buffer.clear();
        true
    }
}

/// Takes requests and gives each to a task with a buffer. Where all buffers are in use it waits, and
/// takes no other request meanwhile: the channel fills up, and then its senders wait.
async fn accept(
    pool: Arc<WaitPool<Buffers>>,
    mut requests: mpsc::Receiver<u32>,
) -> Result<(), Closed> {
    while let Some(request) = requests.recv().await {
        let mut buffer = pool.acquire_owned().await?;
        tokio::spawn(async move {
            buffer.extend_from_slice(&request.to_le_bytes());
            sleep(Duration::from_millis(1)).await; // the work
        });
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = Arc::new(WaitPool::builder(Buffers).max(4).build()?);
    let (sender, requests) = mpsc::channel(2);
    let server = tokio::spawn(accept(Arc::clone(&pool), requests));
    for request in 0..40 {
        sender.send(request).await?;
        assert!(pool.stats().in_use <= 4);
    }
    drop(sender);
    server.await??;

    // All four, in the order in which they come back. A wait that is given up takes nothing along.
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(pool.acquire().await?);
    }
    let patience = Duration::from_millis(5);
    assert!(timeout(patience, pool.acquire()).await.is_err());
    all.pop();
    assert!(timeout(patience, pool.acquire()).await.is_ok());

    // The end: whoever waits is told.
    all.push(pool.acquire().await?);
    let (waits, ()) = tokio::join!(pool.acquire(), async { pool.close() });
    assert!(waits.is_err());
    println!("{:?}", pool.stats());
    assert_eq!(pool.stats().created, 4);
    Ok(())
}

#[cfg(not(miri))]
#[test]
fn runs() {
    main().unwrap();
}
