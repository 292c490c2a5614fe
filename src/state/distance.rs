//! How far the places are from where the customer is. The position is asked for on a press only, and neither kept nor
//! sent: what comes in is metres.

use super::effect::Effect;
use super::model::{Announcement, Model};
use crate::booking::{Location, LocationId};

/// What is known of the distances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Distances {
    /// The customer does not want to see them.
    #[default]
    Hidden,
    /// The position is asked for.
    Asking,
    /// How far the places are, metres.
    Known(Vec<(LocationId, u32)>),
    /// The position can't be had.
    Unknown(NoPosition),
}

/// Why there is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPosition {
    /// The customer, the browser or the page around does not allow it.
    Refused,
    /// It was not found.
    Failed,
    /// It took too long.
    Slow,
}

impl Model {
    /// Whether it is known where any of the places is.
    pub fn has_positions(&self) -> bool {
        self.all_locations().iter().any(|location| location.position.is_some())
    }

    /// How far a place is, metres, where that is known.
    pub fn distance(&self, location: &LocationId) -> Option<u32> {
        let Distances::Known(all) = &self.distances else { return None };
        all.iter().find(|(known, _)| known == location).map(|(_, metres)| *metres)
    }

    /// The places to choose from: the nearest first where distances are known, then the others as they were sent.
    pub fn places(&self) -> Vec<&Location> {
        let mut places: Vec<(u32, &Location)> = Vec::new();
        for location in self.all_locations() {
            let metres = self.distance(&location.id).unwrap_or(u32::MAX);
            // A sort from the library would be 1 kB of download.
            let mut index = places.len();
            while index > 0 && places.get(index - 1).is_some_and(|(before, _)| *before > metres) {
                index -= 1;
            }
            places.insert(index, (metres, location));
        }
        places.into_iter().map(|(_, location)| location).collect()
    }
}

/// Shows the distances, or hides them and stops waiting for the position.
pub(super) fn toggle(model: &mut Model, effects: &mut Vec<Effect>) {
    if matches!(model.distances, Distances::Asking | Distances::Known(_)) {
        model.distances = Distances::Hidden;
        return;
    }
    let mut places = Vec::new();
    for location in model.all_locations() {
        places.extend(location.position.map(|position| (location.id.clone(), position)));
    }
    if !places.is_empty() {
        model.distances = Distances::Asking;
        effects.push(Effect::Locate(places));
    }
}

/// The browser's answer; one that is not waited for any more is dropped.
pub(super) fn located(model: &mut Model, result: Result<Vec<(LocationId, u32)>, NoPosition>) {
    if model.distances != Distances::Asking {
        return;
    }
    match result {
        Ok(all) => {
            model.distances = Distances::Known(all);
            let nearest = model.places().first().map(|location| location.id.clone());
            if let Some((location, metres)) = nearest.and_then(|id| Some((id.clone(), model.distance(&id)?)))
            {
                model.say(Announcement::Nearest(location, metres));
            }
        }
        Err(why) => {
            model.distances = Distances::Unknown(why);
            model.say(Announcement::NoPosition(why));
        }
    }
}
