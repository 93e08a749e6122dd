//! The same halves as a `Stream` and a `Sink`.

use futures_util::{SinkExt, StreamExt, stream, stream::FusedStream};
use ringbuf_spsc::asynchronous::{TryPushError, channel};

use crate::{asynchronous::ITEMS, tasks::block_on};

#[test]
fn a_stream_into_a_sink_and_out_again() {
    let (producer, mut consumer) = channel(3);
    let sender = std::thread::spawn(move || {
        block_on(stream::iter(0..ITEMS).map(Ok).forward(producer)).unwrap();
    });
    let mut next = 0;
    block_on(async {
        while let Some(n) = consumer.next().await {
            assert_eq!(n, next);
            next += 1;
        }
    });
    assert_eq!(next, ITEMS);
    assert!(consumer.is_terminated());
    sender.join().unwrap();
}

#[test]
fn what_is_left_is_told() {
    let (mut producer, mut consumer) = channel(3);
    block_on(producer.feed(1)).unwrap();
    block_on(producer.send(2)).unwrap();
    assert_eq!(futures_util::Stream::size_hint(&consumer), (2, None));
    block_on(SinkExt::<u8>::close(&mut producer)).unwrap();
    assert_eq!(futures_util::Stream::size_hint(&consumer), (2, Some(2)));
    assert!(!consumer.is_terminated());
    assert!(producer.is_closed());
    assert_eq!(block_on(producer.send(3)), Err(TryPushError::Closed(None)));
    assert_eq!(producer.start_send_unpin(3), Err(TryPushError::Closed(Some(3))));
    assert_eq!(block_on(consumer.by_ref().collect::<Vec<_>>()), [1, 2]);
    assert!(consumer.is_terminated());
}

#[test]
fn a_sink_that_was_not_asked_hands_the_item_back() {
    let (mut producer, _consumer) = channel(1);
    producer.start_send_unpin(1).unwrap();
    assert_eq!(producer.start_send_unpin(2), Err(TryPushError::Full(Some(2))));
}
