//! A page of the calendar: a table whose buttons are named with the full date and the state of the day. One day can be
//! reached with the Tab key, the arrow keys move on from it.

use yew::Html;

use super::tag::{Tag, button, div, list, p, press, span, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, DayMark, DayView, FocusTarget, Move, NothingFree, Page, Picker};

/// The shown page.
pub(super) fn calendar(ui: &Ui, picker: &Picker) -> Tag {
    let month = heading(ui, picker.page);
    let first_weekday = ui.formats.first_weekday();
    let weeks = ui.model().weeks(now(), first_weekday);
    let marked = weeks
        .iter()
        .flatten()
        .flatten()
        .any(|day| matches!(day.mark, DayMark::Free | DayMark::Few | DayMark::None));
    let head = div("month")
        .child(month_button(ui, Text::MonthBefore, -1))
        .child(tag("b").attr("aria-live", "polite").say(month.clone()))
        .child(month_button(ui, Text::MonthAfter, 1));
    let weekdays = (0..7).map(|column| weekday(ui, (first_weekday + column) % 7));
    let row = |week: &[Option<DayView>; 7]| tag("tr").list(week.iter().map(|day| cell(ui, picker, *day)));
    let right = ui.rightwards();
    let days = tag("table")
        .class("days")
        .label_of(month)
        .keys(ui, Box::new(move |key| step(key, right).map(Action::MoveDay)))
        .child(tag("thead").child(tag("tr").list(weekdays)))
        .child(tag("tbody").list(weeks.iter().map(row)));
    // Said when it comes up: who does not see the marks would try each day.
    let nothing = div("nothing").attr("aria-live", "polite").html(nothing_free(ui, picker));
    // Where marks come, it has its place already.
    let marks = marked || ui.model().marks_come();
    tag("div").child(head).child(days).child(nothing).maybe(marks.then(|| legend(ui)))
}

/// The month of a page, or its months.
fn heading(ui: &Ui, page: Page) -> String {
    if is_of_one_month(page) { ui.formats.month(page.month) } else { ui.formats.months(page.days) }
}

/// Whether a page shows days of one month alone.
fn is_of_one_month(page: Page) -> bool {
    page.days.first.month() == page.days.last.month()
}

fn month_button(ui: &Ui, name: Text, step: i64) -> Tag {
    press(ui, "", Action::MoveDay(Move::ShowMonths(step))).label(ui.text(name))
}

fn weekday(ui: &Ui, weekday: usize) -> Tag {
    let (short, long) = ui.formats.weekday(weekday);
    tag("th").attr("scope", "col").child(tag("abbr").set("title", long).say(short))
}

/// If nothing is free on the page: that, and the way to the next day with something free.
fn nothing_free(ui: &Ui, picker: &Picker) -> Html {
    match ui.model().nothing_free(now()) {
        None => Html::default(),
        Some(NothingFree::Looking) => p("").text(ui.text(Text::NothingFreeLooking)).into(),
        Some(NothingFree::Next(day)) => {
            let go = Action::MoveDay(Move::By(day.days_since(picker.focus_day)));
            let words = ui.filled(Text::GoToDay, &[("date", &ui.long_date(day))]);
            list([p("").text(ui.text(Text::NothingFree)), press(ui, "btn", go).say(words)].into_iter())
        }
        Some(NothingFree::Until(last)) => {
            let other = (ui.model().all_locations().len() > 1)
                .then(|| button(ui, "btn", Text::OtherPlaces, Action::ToggleLocations));
            let until = ui.filled(Text::NothingFreeUntil, &[("month", &ui.formats.month(last))]);
            let said = p("").say(until);
            list([said].into_iter().chain(other))
        }
    }
}

fn legend(ui: &Ui) -> Tag {
    p("legend")
        .child(span("free").text(ui.text(Text::LegendFree)))
        .child(span("few").text(ui.text(Text::LegendFew)))
        .child(span("none").text(ui.text(Text::LegendNone)))
}

fn cell(ui: &Ui, picker: &Picker, day: Option<DayView>) -> Tag {
    let Some(day) = day else { return tag("td") };
    let in_range = day.within || (day.from != day.to && is_range(picker));
    let ends = [(in_range, " in"), (day.from, " from"), (day.to, " to")];
    let range: String = ends.into_iter().filter_map(|(is, class)| is.then_some(class)).collect();
    let today = if day.today { " today" } else { "" };
    let names_month = day.date.day() == 1 && !is_of_one_month(picker.page);
    let (mark, name) = match day.mark {
        DayMark::Past => ("past", Text::DayPast),
        DayMark::Closed => ("closed", Text::DayClosed),
        DayMark::Unknown => ("unknown", Text::DayPlain),
        DayMark::Free => ("free", Text::DayFree),
        DayMark::Few => ("few", Text::DayFew),
        DayMark::None => ("none", Text::DayNone),
    };
    // The table is called by its month and year.
    let date = ui.formats.long_date(day.date, day.date.year());
    let button = press(ui, "", Action::ChooseDay(day.date))
        .set("class", ["day ", mark, &range, today].concat())
        .focus(&FocusTarget::Day(day.date))
        .tab_stop(day.date == picker.focus_day)
        .label_of(ui.filled(name, &[("date", &date)]))
        .when("aria-disabled", !day.can_be_chosen())
        .is("aria-pressed", day.from || day.to)
        .say(ui.formats.number(day.date.day()));
    let button = if day.today { button.attr("aria-current", "date") } else { button };
    // Outside the button: its accessible name must contain its visible words (WCAG 2.5.3).
    let month =
        names_month.then(|| tag("small").attr("aria-hidden", "true").say(ui.formats.short_month(day.date)));
    tag("td").set("class", range).child(button).maybe(month)
}

/// Whether pick-up and return are on two days, with a band between them.
fn is_range(picker: &Picker) -> bool {
    picker.pickup_day.zip(picker.return_day).is_some_and(|(from, to)| from < to)
}

fn step(key: &str, right: i64) -> Option<Move> {
    Some(match key {
        "ArrowRight" => Move::By(right),
        "ArrowLeft" => Move::By(-right),
        "ArrowDown" => Move::By(7),
        "ArrowUp" => Move::By(-7),
        "Home" => Move::First,
        "End" => Move::Last,
        "PageDown" => Move::Months(1),
        "PageUp" => Move::Months(-1),
        "ShiftPageDown" => Move::Months(12),
        "ShiftPageUp" => Move::Months(-12),
        _ => return None,
    })
}
