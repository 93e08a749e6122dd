//! Streams in, and the sender as a sink.

use std::pin::{Pin, pin};
use std::sync::Arc;

use cancel_worker::MessageProcessor;
use futures::{Sink, SinkExt, StreamExt, stream};

use crate::ledger::{Count, Ledger, Script, Token, paused, poll};

#[test]
fn a_stream_is_forwarded_to_its_end_and_counted() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(3)
            .max_batch_size(2)
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        let tokens: Vec<_> = (0..20).map(|n| ledger.token(0, n)).collect();
        (0..20).for_each(|n| ledger.accept((0, n)));
        assert_eq!(tx.forward(stream::iter(tokens)).await.unwrap(), 20);
        drop(tx);
        assert_eq!(running.await.unwrap().counts.flushed, 20);
        ledger.balance_in_order();
    });
}

#[test]
fn a_forward_into_a_closed_inbox_hands_its_item_back() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, worker) = MessageProcessor::builder(Script::new(&ledger, [])).build().unwrap();
        drop(worker);
        let rejected = tx.forward(stream::iter([ledger.token(0, 7)])).await.unwrap_err();
        assert_eq!(rejected.item().id(), (0, 7));
        ledger.reject(rejected.into_inner());
        ledger.balance();
    });
}

#[test]
fn a_sink_takes_a_stream_and_closing_it_ends_the_worker() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, mut worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(2)
            .max_batch_size(2)
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        let tokens: Vec<_> = (0..20).map(|n| ledger.token(0, n)).collect();
        (0..20).for_each(|n| ledger.accept((0, n)));
        stream::iter(tokens).map(Ok).forward(tx.into_sink()).await.unwrap();
        assert_eq!(running.await.unwrap().counts.flushed, 20);
        ledger.balance_in_order();
    });
}

#[test]
fn a_sink_passes_on_the_room_it_does_not_use() {
    paused(async {
        let ledger = Ledger::default();
        let (tx, worker) = MessageProcessor::builder(Script::new(&ledger, []))
            .capacity(1)
            .max_batch_size(1)
            .build()
            .unwrap();
        let count = Arc::<Count>::default();
        let mut sink = tx.clone().into_sink();
        let ready = std::future::poll_fn(|cx| Pin::new(&mut sink).poll_ready(cx));
        assert!(poll(pin!(ready), &count).is_ready());
        // The room is held; a second sink waits in line, and a send behind it.
        let mut second = tx.clone().into_sink();
        let waiting = std::future::poll_fn(|cx| Pin::new(&mut second).poll_ready(cx));
        assert!(poll(pin!(waiting), &count).is_pending());
        let mut send = pin!(tx.send(ledger.token(0, 0)));
        assert!(poll(send.as_mut(), &count).is_pending());
        drop(second);
        assert!(poll(pin!(sink.close()), &count).is_ready());
        assert!(poll(send.as_mut(), &count).is_ready());
        ledger.accept((0, 0));
        assert!(sink.get_ref().is_none());
        let refused = Pin::new(&mut sink).start_send(ledger.token(0, 1)).unwrap_err();
        ledger.reject(refused.into_inner().unwrap());
        ledger.give_back(worker.into_unsettled());
        ledger.balance();
        let mut sink = tx.clone().into_sink();
        let closed: Result<(), cancel_worker::SinkError<Token>> =
            std::future::poll_fn(|cx| Pin::new(&mut sink).poll_ready(cx)).await;
        assert!(closed.unwrap_err().into_inner().is_none());
    });
}
