//! The component tree, one file a component.
//!
//! ```text
//! App ─ Status
//!     ─ Body ─ Skeleton | Screen
//!            ─ TripBar ─ ZoneLine
//!            ─ LocationPicker | TimePicker ─ Calendar, SlotGrid
//!            ─ ProductList ─ ProductCard ─ Stepper
//!            ─ Booking ─ Lines, Alerts, MainButton        (beside the list, and in the Sheet)
//!            ─ Tray ─ Sheet
//! ```

mod alert;
mod alerts;
mod app;
mod body;
mod booking;
mod calendar;
mod focus;
mod lines;
mod location_picker;
mod main_button;
mod product_card;
mod product_list;
mod screen;
mod sheet;
mod skeleton;
mod slot_grid;
mod status;
mod stepper;
mod time_picker;
mod tray;
mod trip_bar;
mod ui;
mod zone_line;

pub(crate) use app::{App, AppProps};
