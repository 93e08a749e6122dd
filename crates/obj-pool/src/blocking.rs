//! How a thread waits for its turn.

use core::task::Poll;
#[cfg(not(hardpan_loom))]
use std::{thread::park_timeout, time::Instant};

#[cfg(not(hardpan_loom))]
use crate::AcquireError;
use crate::{
    Closed, Manage, WaitPool,
    raw::{Claim, Keeper},
    sync::park,
    turn::Turn,
};

pub(crate) fn wait<M: Manage, P: Keeper<WaitPool<M>>>(
    keeper: &P,
) -> Result<Claim<M, WaitPool<M>, P>, Closed> {
    let mut turn = Turn::new(keeper.clone());
    loop {
        match turn.advance() {
            Poll::Ready(taken) => return taken,
            Poll::Pending => park(),
        }
    }
}

#[cfg(not(hardpan_loom))]
pub(crate) fn wait_until<M: Manage, P: Keeper<WaitPool<M>>>(
    keeper: &P,
    deadline: Instant,
) -> Result<Claim<M, WaitPool<M>, P>, AcquireError> {
    let mut turn = Turn::new(keeper.clone());
    loop {
        if let Poll::Ready(taken) = turn.advance() {
            return Ok(taken?);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return turn.leave().ok_or(AcquireError::TimedOut);
        }
        park_timeout(left);
    }
}
