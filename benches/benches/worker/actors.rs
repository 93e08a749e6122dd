//! The same load for actors, which gather by hand.

use kameo::actor::Spawn;

use crate::items::{CAPACITY, Load, Seen};

/// An actor that gathers.
struct Gatherer {
    seen: Seen,
    batch: Vec<u64>,
    size: usize,
}

impl Gatherer {
    fn new(load: Load) -> Self {
        Self { seen: Seen::default(), batch: Vec::with_capacity(load.batch), size: load.batch }
    }

    fn take(&mut self, item: u64) {
        self.batch.push(item);
        if self.batch.len() == self.size {
            self.flush();
        }
    }

    fn flush(&mut self) -> Seen {
        self.seen.add(&self.batch);
        self.batch.clear();
        self.seen
    }
}

enum ToRactor {
    Item(u64),
    End(ractor::RpcReplyPort<Seen>),
}

struct RactorActor;

impl ractor::Actor for RactorActor {
    type Msg = ToRactor;
    type State = Gatherer;
    type Arguments = Load;

    async fn pre_start(
        &self,
        _: ractor::ActorRef<ToRactor>,
        load: Load,
    ) -> Result<Gatherer, ractor::ActorProcessingErr> {
        Ok(Gatherer::new(load))
    }

    async fn handle(
        &self,
        _: ractor::ActorRef<ToRactor>,
        message: ToRactor,
        state: &mut Gatherer,
    ) -> Result<(), ractor::ActorProcessingErr> {
        match message {
            ToRactor::Item(item) => state.take(item),
            ToRactor::End(reply) => drop(reply.send(state.flush())),
        }
        Ok(())
    }
}

/// Its mailbox is not bounded, so the producers pause now and then.
pub(crate) async fn ractor_actor(load: Load) -> Seen {
    let (actor, handle) =
        <RactorActor as ractor::Actor>::spawn(None, RactorActor, load).await.expect("spawned");
    let producers: Vec<_> = load
        .ranges()
        .map(|range| {
            let actor = actor.clone();
            tokio::spawn(async move {
                for i in range {
                    actor.cast(ToRactor::Item(i)).expect("alive");
                    if i % CAPACITY as u64 == 0 {
                        tokio::task::yield_now().await;
                    }
                }
            })
        })
        .collect();
    for producer in producers {
        producer.await.expect("no panic");
    }
    let seen = ractor::call!(actor, ToRactor::End).expect("an answer");
    actor.stop(None);
    handle.await.expect("no panic");
    seen
}

struct KameoActor(Gatherer);
struct End;

impl kameo::Actor for KameoActor {
    type Args = Self;
    type Error = std::convert::Infallible;
    async fn on_start(args: Self, _: kameo::actor::ActorRef<Self>) -> Result<Self, Self::Error> {
        Ok(args)
    }
}

impl kameo::message::Message<u64> for KameoActor {
    type Reply = ();
    async fn handle(&mut self, item: u64, _: &mut kameo::message::Context<Self, ()>) {
        self.0.take(item);
    }
}

impl kameo::message::Message<End> for KameoActor {
    type Reply = u128;
    async fn handle(&mut self, _: End, _: &mut kameo::message::Context<Self, u128>) -> u128 {
        let Seen(items, sum) = self.0.flush();
        u128::from(items) << 64 | u128::from(sum)
    }
}

pub(crate) async fn kameo_actor(load: Load) -> Seen {
    let actor = KameoActor::spawn_with_mailbox(
        KameoActor(Gatherer::new(load)),
        kameo::mailbox::bounded(CAPACITY),
    );
    let producers: Vec<_> = load
        .ranges()
        .map(|range| {
            let actor = actor.clone();
            tokio::spawn(async move {
                for i in range {
                    actor.tell(i).await.expect("alive");
                }
            })
        })
        .collect();
    for producer in producers {
        producer.await.expect("no panic");
    }
    let seen = actor.ask(End).await.expect("an answer");
    actor.stop_gracefully().await.expect("alive");
    Seen(u64::try_from(seen >> 64).expect("fits"), seen as u64)
}
