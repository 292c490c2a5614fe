//! The pool rule: units of a product at a location are interchangeable until pick-up, so `n` units are free for a
//! window when at no moment of it more than `stock − n` are taken.
//!
//! Spans are half-open: a unit that comes back at 17:00 goes out again at 17:00, later by the turnaround time where the
//! product has one. For interchangeable units the rule is exact: spans of which no more than `stock` overlap at any
//! moment can always be given to `stock` units.

use booking_widget::booking::Window;
use booking_widget::booking::time::Instant;

/// Units that are taken for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// From when.
    pub start: Instant,
    /// Until when, the turnaround time not yet added.
    pub end: Instant,
    /// How many.
    pub quantity: u32,
}

/// How many units are taken over time.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    stock: u32,
    turnaround_ms: i64,
    /// From each moment on, how many are taken; sorted, the moments distinct.
    steps: Vec<(Instant, i64)>,
}

impl Pool {
    /// Of `stock` units and what is taken of them. All that overlaps the windows to be asked about must be there.
    pub(super) fn new(stock: u32, turnaround_ms: i64, taken: impl IntoIterator<Item = Taken>) -> Self {
        let mut changes: Vec<(Instant, i64)> = Vec::new();
        for Taken { start, end, quantity } in taken {
            changes.push((start, i64::from(quantity)));
            changes.push((end.plus(turnaround_ms), -i64::from(quantity)));
        }
        changes.sort_unstable_by_key(|change| change.0);
        let mut steps: Vec<(Instant, i64)> = Vec::new();
        let mut level = 0;
        for (at, change) in changes {
            level += change;
            match steps.last_mut() {
                Some(last) if last.0 == at => last.1 = level,
                _ => steps.push((at, level)),
            }
        }
        Self { stock, turnaround_ms, steps }
    }

    /// How many units are free at every moment of a window and of the turnaround behind it.
    pub(super) fn free_for(&self, window: Window) -> u32 {
        let end = window.end().plus(self.turnaround_ms);
        let within = self.steps.iter().skip(self.first_after(window.start())).take_while(|step| step.0 < end);
        self.left(within.map(|step| step.1).fold(self.level_at(window.start()), i64::max))
    }

    /// The moments from `start` to before `end` at which something changes.
    pub(super) fn changes(&self, start: Instant, end: Instant) -> impl Iterator<Item = Instant> {
        let from = self.steps.partition_point(|step| step.0 < start);
        self.steps.iter().skip(from).map(|step| step.0).take_while(move |at| *at < end)
    }

    fn first_after(&self, at: Instant) -> usize {
        self.steps.partition_point(|step| step.0 <= at)
    }

    fn level_at(&self, at: Instant) -> i64 {
        let before = self.first_after(at).checked_sub(1);
        before.and_then(|index| self.steps.get(index)).map_or(0, |step| step.1)
    }

    /// None, not fewer, where units were taken out of stock after they had been reserved.
    fn left(&self, taken: i64) -> u32 {
        u32::try_from(i64::from(self.stock) - taken).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use booking_widget::booking::time::MINUTE_MS;
    use proptest::prelude::*;

    use super::*;

    fn window(start: i64, end: i64) -> Window {
        Window::new(Instant(start), Instant(end)).unwrap()
    }

    fn free_at(pool: &Pool, at: i64) -> u32 {
        pool.left(pool.level_at(Instant(at)))
    }

    fn taken(start: i64, end: i64, quantity: u32) -> Taken {
        Taken { start: Instant(start), end: Instant(end), quantity }
    }

    #[test]
    fn a_unit_that_comes_back_goes_out_again_at_the_same_moment() {
        let pool = Pool::new(1, 0, [taken(10, 20, 1)]);
        assert_eq!(pool.free_for(window(0, 10)), 1);
        assert_eq!(pool.free_for(window(20, 30)), 1);
        assert_eq!(pool.free_for(window(19, 20)), 0);
        assert_eq!((free_at(&pool, 9), free_at(&pool, 10), free_at(&pool, 20)), (1, 0, 1));
    }

    #[test]
    fn the_turnaround_stands_behind_both_the_old_and_the_new_hire() {
        let pool = Pool::new(1, 5, [taken(10, 20, 1)]);
        assert_eq!(pool.free_for(window(20, 30)), 0);
        assert_eq!(pool.free_for(window(25, 30)), 1);
        assert_eq!(pool.free_for(window(0, 6)), 0);
        assert_eq!(pool.free_for(window(0, 5)), 1);
    }

    #[test]
    fn hires_one_after_the_other_take_one_unit_not_two() {
        let pool = Pool::new(2, 0, [taken(0, 10, 1), taken(10, 20, 1)]);
        assert_eq!(pool.free_for(window(0, 20)), 1);
    }

    #[test]
    fn more_taken_than_there_is_leaves_none() {
        assert_eq!(Pool::new(1, 0, [taken(0, 10, 3)]).free_for(window(0, 10)), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// The rule against its own definition: each hire crosses off the minutes for which it takes its units, one by one.
        #[test]
        fn as_many_are_free_as_in_the_fullest_minute(
            stock in 0u32..9,
            turnaround in prop_oneof![Just(0i64), 1i64..6],
            hires in prop::collection::vec((-30i64..40, 1i64..12, 1u32..5), 0..12),
            start in -35i64..45,
            length in 1i64..15,
        ) {
            const BEFORE: i64 = 40;
            let mut minutes = [0u32; 120];
            for (from, length, quantity) in &hires {
                for minute in *from..from + length + turnaround {
                    minutes[usize::try_from(BEFORE + minute).unwrap()] += quantity;
                }
            }
            let free_in = |minute: i64| {
                stock.saturating_sub(minutes[usize::try_from(BEFORE + minute).unwrap()])
            };
            // A minute is as long as it is: nothing changes within it, up to its last millisecond.
            let at = |minute: i64| minute * MINUTE_MS;
            let hires = hires.iter().map(|h| taken(at(h.0), at(h.0 + h.1), h.2));
            let pool = Pool::new(stock, at(turnaround), hires);
            for minute in -BEFORE..70 {
                prop_assert_eq!(free_at(&pool, at(minute)), free_in(minute));
                prop_assert_eq!(free_at(&pool, at(minute + 1) - 1), free_in(minute));
            }
            let fullest = (start..start + length + turnaround).map(free_in).min().unwrap();
            prop_assert_eq!(pool.free_for(window(at(start), at(start + length))), fullest);
        }

        /// What the rule grants can be handed out: given to units first come, first served, nobody goes without.
        #[test]
        fn what_the_rule_grants_can_be_handed_out(
            stock in 1u32..5,
            turnaround in 0i64..4,
            wishes in prop::collection::vec((0i64..60, 1i64..15), 1..40),
        ) {
            let mut granted: Vec<Taken> = Vec::new();
            for (start, length) in wishes {
                let wish = taken(start, start + length, 1);
                let pool = Pool::new(stock, turnaround, granted.clone());
                if pool.free_for(window(start, start + length)) > 0 {
                    granted.push(wish);
                }
            }
            granted.sort_by_key(|hire| hire.start);
            let mut back = vec![i64::MIN; stock as usize];
            for hire in granted {
                let unit = back.iter_mut().find(|back| **back <= hire.start.ms());
                *unit.expect("a unit is there") = hire.end.ms() + turnaround;
            }
        }
    }
}
