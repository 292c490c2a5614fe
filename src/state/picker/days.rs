//! The days of the calendar, and what each is.

use super::pages::week_start;
use super::{End, Needs, Picker};
use crate::booking::hours;
use crate::booking::time::{CivilDate, HOUR_MS, Instant};
use crate::booking::{Days, FEW, Interval};
use crate::state::model::Model;

/// What a day of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// It can't be chosen: it is past, before the pick-up, or the hire would be too short or too long.
    Past,
    /// It can't be chosen: closed.
    Closed,
    /// Nothing is known of its stock, or no stock matters.
    Unknown,
    /// Enough is free.
    Free,
    /// Just enough is free.
    Few,
    /// By the service's count nothing is free, or nothing can come back so late; against an unknown service that is a
    /// hint, so it can be chosen.
    None,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayView {
    /// The date.
    pub date: CivilDate,
    /// What it is.
    pub mark: DayMark,
    /// Whether it is today.
    pub today: bool,
    /// Whether the pick-up is on it.
    pub from: bool,
    /// Whether the return is on it.
    pub to: bool,
    /// Whether it is within the hire.
    pub within: bool,
}

impl DayView {
    /// Whether it can be chosen.
    pub fn can_be_chosen(&self) -> bool {
        !matches!(self.mark, DayMark::Past | DayMark::Closed)
    }
}
/// Where the calendar begins.
#[derive(Clone, Copy)]
pub(super) struct Today {
    /// Today at the location.
    pub(super) today: CivilDate,
    /// The first day that still has times.
    pub(super) first: CivilDate,
}

/// Which days can be chosen for an end, as far as stock and opening hours do not matter.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    today: CivilDate,
    earliest: CivilDate,
    latest: Option<CivilDate>,
    /// The last day on which something can come back before others have it.
    free_until: Option<CivilDate>,
}

impl Model {
    /// Today at the location, and the first day that still has times: today, or tomorrow once today's are over.
    pub(super) fn today(&self, now: Instant) -> Option<Today> {
        let zone = self.zone()?;
        let today = zone.local(now).date;
        let hours = self.hours_here();
        let left = hours::times_on(zone, hours, today).into_iter().any(|at| at > now);
        // A day that is closed all along is shown as such.
        let first = if left || self.is_closed(today) { today } else { today.plus_days(1) };
        Some(Today { today, first })
    }

    /// Which days the end that is being chosen can be on.
    pub(super) fn reach(&self, picker: &Picker, now: Instant) -> Option<Reach> {
        let Today { today, first } = self.today(now)?;
        let pickup = self.trip.pickup.filter(|_| picker.end == End::Return);
        let Some((earliest, latest)) = pickup.and_then(|pickup| self.return_days(pickup)) else {
            return Some(Reach { today, earliest: first, latest: None, free_until: None });
        };
        let blocked = self.return_blocked(picker.page.days.last).and_then(|blocked| self.local(blocked));
        let free_until = blocked.map(|local| local.date);
        Some(Reach { today, earliest: earliest.max(first), latest, free_until })
    }

    /// The days of the shown page, by week, the first day of the week being `first_weekday` (0 for Monday); `None`
    /// for days of a week that are not on the page.
    pub fn weeks(&self, now: Instant, first_weekday: usize) -> Vec<[Option<DayView>; 7]> {
        let Some(picker) = self.picker() else { return Vec::new() };
        let Some(reach) = self.reach(picker, now) else { return Vec::new() };
        let needs = self.needs();
        let shown = picker.page.days;
        let mut weeks = Vec::new();
        let mut date = week_start(shown.first, first_weekday);
        while date <= shown.last {
            weeks.push(std::array::from_fn(|_| {
                let this = date;
                date = date.plus_days(1);
                shown.contains(this).then(|| self.day_view(picker, &needs, reach, this))
            }));
        }
        weeks
    }

    pub(super) fn day_view(&self, picker: &Picker, needs: &Needs, reach: Reach, date: CivilDate) -> DayView {
        let (from, to) = (picker.pickup_day, picker.return_day);
        let mark = if date < reach.earliest || reach.latest.is_some_and(|latest| latest < date) {
            DayMark::Past
        } else if self.is_closed(date) {
            DayMark::Closed
        } else if picker.end == End::PickUp {
            self.stock_mark(needs, date)
        } else if reach.free_until.is_some_and(|last| last < date) {
            DayMark::None
        } else {
            DayMark::Unknown
        };
        DayView {
            date,
            mark,
            today: date == reach.today,
            from: Some(date) == from,
            to: Some(date) == to,
            within: from.is_some_and(|from| from < date) && to.is_some_and(|to| date < to),
        }
    }

    /// Whether nothing can be picked up or returned on a date. Early hours that belong to the night before count.
    pub(in crate::state) fn is_closed(&self, date: CivilDate) -> bool {
        let Some(hours) = self.hours_here() else { return false };
        let last_night = date.plus_days(-1);
        let after_midnight = hours.on(last_night).iter().any(|span| span.closes >= 24 * HOUR_MS);
        hours.on(date).is_empty() && !after_midnight
    }

    pub(super) fn stock_mark(&self, needs: &Needs, date: CivilDate) -> DayMark {
        let Some(zone) = self.zone() else { return DayMark::Unknown };
        let window = Days::one(date).window(zone);
        let spare = needs.iter().map(|(product, needed)| {
            let count = self
                .samples(product, Interval::Day, date)
                .and_then(|samples| {
                    samples.iter().find(|sample| window.is_some_and(|day| day.contains(sample.start)))
                })?
                .count;
            Some(if count < *needed { None } else { Some(self.left(product, count)) })
        });
        match spare.collect::<Option<Vec<_>>>().and_then(|spare| spare.into_iter().min()) {
            None => DayMark::Unknown,
            Some(None) => DayMark::None,
            Some(Some(..=FEW)) => DayMark::Few,
            Some(Some(_)) => DayMark::Free,
        }
    }
}
