//! What is taken when, counted minute by minute: the pool rule said once more, as simply as it can be.

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

/// The most units that are gone at once.
pub(crate) fn fullest(hires: &[Hire], turnaround: i64) -> u32 {
    let mut gone = std::collections::BTreeMap::<i64, u32>::new();
    for hire in hires {
        for minute in hire.minutes(turnaround) {
            *gone.entry(minute).or_default() += hire.quantity;
        }
    }
    gone.into_values().max().unwrap_or(0)
}

/// Whether one more can be had where `hires` are gone already.
pub(crate) fn fits(stock: u32, hires: &[Hire], turnaround: i64, one_more: Hire) -> bool {
    fullest(&[hires, &[one_more]].concat(), turnaround) <= stock
}
