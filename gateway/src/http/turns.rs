//! How many requests are worked on at a time. More of them would only wait for each other until all of them are too late,
//! so the next one is refused at once. A request has its turn when it is there to its last byte: who sends slowly takes
//! nobody's.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::refused::Refused;
use crate::limits::Limits;

/// The turns that there are: those of orders and payments are for these alone, however much is read.
#[derive(Clone, Debug)]
pub struct Turns {
    reads: Arc<Semaphore>,
    orders: Arc<Semaphore>,
}

/// A turn; over when it is dropped.
pub(super) type Turn = OwnedSemaphorePermit;

impl Turns {
    /// As many as the limits say.
    pub fn new(limits: &Limits) -> Self {
        let turns = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        Self { reads: turns(limits.reads_under_way), orders: turns(limits.orders_under_way) }
    }

    /// For what changes nothing.
    pub(super) fn read(&self) -> Result<Turn, Refused> {
        turn(&self.reads)
    }

    /// For an order or a payment.
    pub(super) fn order(&self) -> Result<Turn, Refused> {
        turn(&self.orders)
    }
}

fn turn(turns: &Arc<Semaphore>) -> Result<Turn, Refused> {
    let busy = |_| Refused::busy("there are too many requests at the moment; try again soon");
    turns.clone().try_acquire_owned().map_err(busy)
}
