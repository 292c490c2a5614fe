//! Whole hires for one press: an hour, four hours, a day, a weekend.

use super::limits::may_last;
use super::{End, Needs, Picker, SlotState};
use crate::booking::hours::{self, STEP_MS};
use crate::booking::time::{CivilDate, DAY_MS, HOUR_MS, Instant, Resolved, Zone};
use crate::booking::{Interval, Window};
use crate::state::model::Model;

/// How much of a day that is open around midnight counts as day, ms of wall clock from midnight, both included.
const DAYTIME: (i64, i64) = (9 * HOUR_MS, 17 * HOUR_MS);

/// A length of hire that is chosen by one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quick {
    /// So long from the pick-up on, ms of wall clock: a day is the same time on the next one, also over a change of the
    /// clock.
    Length(i64),
    /// From Saturday's first time to Sunday's last one. Where the place is closed on Saturday it is picked up at Friday's
    /// last time, and where it is closed on Sunday it comes back at Monday's first one. Where a place is open around
    /// midnight, or its hours are not known, the times from 9:00 to 17:00 count. To a pick-up that is chosen already, on
    /// a Friday or a Saturday, it adds the return.
    Weekend,
}

/// Whether others leave enough for a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// They do, as far as anybody knows.
    Free,
    /// That is not known yet.
    Checking,
    /// They do not.
    Taken,
}

/// What can be chosen by one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuickChoice {
    /// Which.
    pub which: Quick,
    /// From when until when.
    pub window: Window,
    /// Whether it can be chosen.
    pub fit: Fit,
}

impl Model {
    /// What can be chosen by one press: with a pick-up the returns to it, before that the weekend of the chosen day or the
    /// next one. What opening hours and the length of a hire rule out is not among them, so it stays the same while the
    /// stock is asked for.
    pub fn quick_choices(&self, now: Instant) -> Vec<QuickChoice> {
        let mut choices = Vec::new();
        let Some((picker, zone)) = self.picker().zip(self.zone()) else { return choices };
        let needs = self.needs();
        for (which, window) in self.quick_windows(picker, zone, now) {
            choices.extend(self.fit(zone, &needs, window).map(|fit| QuickChoice { which, window, fit }));
        }
        choices
    }

    /// The choices that opening hours and the length of a hire allow.
    pub(super) fn quick_windows(
        &self,
        picker: &Picker,
        zone: &dyn Zone,
        now: Instant,
    ) -> Vec<(Quick, Window)> {
        let mut windows = Vec::new();
        if picker.end == End::PickUp {
            windows.extend(self.next_weekend(picker, zone, now).map(|window| (Quick::Weekend, window)));
        } else if let Some(pickup) = self.trip.pickup.filter(|pickup| *pickup > now) {
            let from = zone.local(pickup);
            for length_ms in [HOUR_MS, 4 * HOUR_MS, DAY_MS] {
                let back = match zone.resolve(from.plus(length_ms)) {
                    Resolved::Once(at) | Resolved::Twice(at, _) => at,
                    Resolved::Skipped(_) => continue,
                };
                let open = self.times(zone, zone.local(back).date).contains(&back);
                let window = Window::new(pickup, back).filter(|_| open);
                windows.extend(window.map(|window| (Quick::Length(length_ms), window)));
            }
            let weekday = from.date.weekday();
            if let 4 | 5 = weekday {
                let sunday = from.date.plus_days(if weekday == 4 { 2 } else { 1 });
                let window = self.weekend_end(zone, sunday).and_then(|back| Window::new(pickup, back));
                windows.extend(window.map(|window| (Quick::Weekend, window)));
            }
        }
        let length = self.hire_length();
        windows.retain(|(_, window)| may_last(zone, length, window.start(), window.end()));
        windows
    }

    /// The weekend of the chosen day, or the next one.
    fn next_weekend(&self, picker: &Picker, zone: &dyn Zone, now: Instant) -> Option<Window> {
        let day = picker.pickup_day.unwrap_or(zone.local(now).date);
        let mut saturday = match day.weekday() {
            6 => day.plus_days(-1),
            weekday => day.plus_days(5 - i64::try_from(weekday).unwrap_or(5)),
        };
        for _ in 0..2 {
            let start = match self.daytimes(zone, saturday) {
                times if times.is_empty() => self.daytimes(zone, saturday.plus_days(-1)).pop(),
                times => times.into_iter().find(|at| *at > now),
            };
            if let Some(start) = start.filter(|at| *at > now)
                && let Some(end) = self.weekend_end(zone, saturday.plus_days(1))
            {
                return Window::new(start, end);
            }
            saturday = saturday.plus_days(7);
        }
        None
    }

    fn weekend_end(&self, zone: &dyn Zone, sunday: CivilDate) -> Option<Instant> {
        let last = self.daytimes(zone, sunday).pop();
        last.or_else(|| self.daytimes(zone, sunday.plus_days(1)).into_iter().next())
    }

    fn times(&self, zone: &dyn Zone, date: CivilDate) -> Vec<Instant> {
        hours::times_on(zone, self.hours_here(), date)
    }

    /// The times of a date, by day where it is open around midnight.
    fn daytimes(&self, zone: &dyn Zone, date: CivilDate) -> Vec<Instant> {
        let mut times = self.times(zone, date);
        let of_day = |at: &Instant| zone.local(*at).of_day_ms;
        let early = times.first().is_some_and(|at| of_day(at) == 0);
        let late = times.last().is_some_and(|at| of_day(at) >= DAY_MS - STEP_MS);
        let by_day = |at: &Instant| (DAYTIME.0..=DAYTIME.1).contains(&of_day(at));
        if (early || late) && times.iter().any(by_day) {
            times.retain(by_day);
        }
        times
    }

    /// The days of which each quarter of an hour decides whether a window can be had: as for times that are chosen one
    /// by one, beyond 48 h the quote decides.
    pub(super) fn days_deciding(&self, zone: &dyn Zone, window: Window) -> Vec<CivilDate> {
        let (mut date, mut last) = (zone.local(window.start()).date, zone.local(window.end()).date);
        if zone.start_of(last).since(window.start()) >= Interval::Quarter.limit_ms() {
            last = date;
        }
        let mut days = Vec::new();
        while date <= last {
            days.push(date);
            date = date.plus_days(1);
        }
        days
    }

    /// Whether others leave enough for a window; `None` where that can't be known.
    fn fit(&self, zone: &dyn Zone, needs: &Needs, window: Window) -> Option<Fit> {
        match self.has_quarters(needs, &self.days_deciding(zone, window)) {
            None => return Some(Fit::Checking),
            Some(Err(_)) => return None,
            Some(Ok(())) => {}
        }
        let blocked = self.blocked_from(zone, needs, window.start(), zone.local(window.end()).date);
        let taken = self.pickup_state(zone, needs, window.start()) == SlotState::Taken
            || blocked.is_some_and(|blocked| blocked < window.end());
        Some(if taken { Fit::Taken } else { Fit::Free })
    }
}
