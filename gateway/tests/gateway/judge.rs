//! What is taken when, counted minute by minute: the pool rule said once more, as simply as it can be.

use std::collections::BTreeMap;

use super::harness::MINUTE;

/// Units that are taken for a while, times in Unix ms on whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hire {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) quantity: u32,
}

impl Hire {
    /// The minutes in which the units are gone, those of the turnaround too; the minute of the end is free again.
    fn minutes(self, turnaround: i64) -> impl Iterator<Item = i64> {
        (self.start / MINUTE)..((self.end + turnaround) / MINUTE)
    }
}

/// How many units are gone in each minute in which there are any.
fn gone(hires: &[Hire], turnaround: i64) -> BTreeMap<i64, u32> {
    let mut gone = BTreeMap::new();
    for hire in hires {
        for minute in hire.minutes(turnaround) {
            *gone.entry(minute).or_default() += hire.quantity;
        }
    }
    gone
}

/// The most units that are gone at once.
pub(crate) fn fullest(hires: &[Hire], turnaround: i64) -> u32 {
    gone(hires, turnaround).into_values().max().unwrap_or(0)
}

/// Whether one more can be had where `hires` are gone already.
pub(crate) fn fits(stock: u32, hires: &[Hire], turnaround: i64, one_more: Hire) -> bool {
    free(stock, hires, turnaround, one_more) >= one_more.quantity
}

/// How many units can be had for the time of a hire.
pub(crate) fn free(stock: u32, hires: &[Hire], turnaround: i64, one_more: Hire) -> u32 {
    let gone = gone(hires, turnaround);
    let then = one_more.minutes(turnaround).map(|minute| gone.get(&minute).copied().unwrap_or(0));
    stock.saturating_sub(then.max().unwrap_or(0))
}
