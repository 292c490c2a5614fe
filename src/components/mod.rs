//! The component tree, one file a component or view.
//!
//! `App` (the store), `Sheet` (a dialog) and the regions, `Node`, are Yew components. The rest are views: plain functions
//! from the model to Html. All of them show one model, so a component around a view would save no render, and each further
//! one costs about 800 bytes of download.
//!
//! ```text
//! App ─ status
//!     ─ body ─ skeleton | screen | thanks
//!            ─ now_line, TripBar, zone_line
//!            ─ LocationPicker | TimePicker ─ calendar, quick, slot_grid
//!            ─ list_alerts, ProductList ─ Cards ─ product_card ─ stepper
//!                                       ─ elsewhere
//!            ─ Booking ─ booking_alerts (changes, misfit), lines (stepper), main_button      (beside the list, and in the Sheet)
//!            ─ tray, Sheet
//! ```
//!
//! `rest` stands before what only the second file of the program can draw.

mod alert;
mod alerts;
mod app;
mod body;
mod booking;
mod calendar;
mod cards;
mod changes;
mod elsewhere;
mod focus;
mod lines;
mod location_picker;
mod main_button;
mod misfit;
mod now_line;
mod product_card;
mod product_list;
mod quick;
mod region;
mod rest;
mod screen;
mod sheet;
mod skeleton;
mod slot_grid;
mod status;
mod stepper;
mod tag;
mod thanks;
mod time_picker;
mod tray;
mod trip_bar;
mod ui;
mod zone_line;

pub(crate) use app::{App, AppProps};
