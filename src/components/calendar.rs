//! The month calendar: a table whose buttons are named with the full date and the state of the day. One day can be
//! reached with the Tab key, the arrow keys move on from it.

use yew::prelude::*;

use super::focus::focus_name;
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, DayMark, DayView, FocusTarget, Move};

/// The shown month.
pub(super) fn calendar(ui: &Ui) -> Html {
    let Some(picker) = ui.model().picker() else { return Html::default() };
    let month = ui.formats.month(picker.month);
    let first_weekday = ui.formats.first_weekday();
    let weeks = ui.model().weeks(now(), first_weekday);
    let marked = weeks
        .iter()
        .flatten()
        .flatten()
        .any(|day| matches!(day.mark, DayMark::Free | DayMark::Few | DayMark::None));
    let focus_day = picker.focus_day;
    html! {
        <div>
            <div class="month">
                { month_button(ui, Text::MonthBefore, -1) }
                <b aria-live="polite">{ month.clone() }</b>
                { month_button(ui, Text::MonthAfter, 1) }
            </div>
            <table class="days" aria-label={month} onkeydown={move_on_key(ui)}>
                <thead>
                    <tr>{ for (0..7).map(|column| weekday(ui, (first_weekday + column) % 7)) }</tr>
                </thead>
                <tbody>
                    { for weeks.iter().map(|week| html! {
                        <tr>{ for week.iter().map(|day| cell(ui, *day, day.is_some_and(|day| day.date == focus_day))) }</tr>
                    }) }
                </tbody>
            </table>
            if marked {
                <p class="legend">
                    <span class="free">{ ui.text(Text::LegendFree) }</span>
                    <span class="few">{ ui.text(Text::LegendFew) }</span>
                    <span class="none">{ ui.text(Text::LegendNone) }</span>
                </p>
            }
        </div>
    }
}

fn month_button(ui: &Ui, name: Text, step: i64) -> Html {
    let onclick = ui.on(Action::MoveDay(Move::ShowMonths(step)));
    html! { <button type="button" aria-label={ui.text(name)} {onclick} /> }
}

fn weekday(ui: &Ui, weekday: usize) -> Html {
    let (short, long) = ui.formats.weekday(weekday);
    html! { <th scope="col"><abbr title={long}>{ short }</abbr></th> }
}

fn cell(ui: &Ui, day: Option<DayView>, reached_by_tab: bool) -> Html {
    let Some(day) = day else { return html! { <td /> } };
    let in_range = day.within || (day.from != day.to && is_range(ui));
    let ends = [(in_range, " in"), (day.from, " from"), (day.to, " to")];
    let range: String = ends.into_iter().filter_map(|(is, class)| is.then_some(class)).collect();
    let today = if day.today { " today" } else { "" };
    let (mark, name) = match day.mark {
        DayMark::Past => ("past", Text::DayPast),
        DayMark::Closed => ("closed", Text::DayClosed),
        DayMark::Unknown => ("unknown", Text::DayPlain),
        DayMark::Free => ("free", Text::DayFree),
        DayMark::Few => ("few", Text::DayFew),
        DayMark::None => ("none", Text::DayNone),
    };
    let date = ui.formats.long_date(day.date);
    html! {
        <td class={range.clone()}>
            <button
                type="button"
                class={format!("day {mark}{range}{today}")}
                data-focus={focus_name(&FocusTarget::Day(day.date))}
                tabindex={if reached_by_tab { "0" } else { "-1" }}
                aria-label={ui.filled(name, &[("date", &date)])}
                aria-disabled={(!day.can_be_chosen()).then_some("true")}
                aria-pressed={(day.from || day.to).to_string()}
                aria-current={day.today.then_some("date")}
                onclick={ui.on(Action::ChooseDay(day.date))}
            >
                { ui.formats.number(day.date.day()) }
            </button>
        </td>
    }
}

/// Whether pick-up and return are on two days, with a band between them.
fn is_range(ui: &Ui) -> bool {
    ui.model()
        .picker()
        .is_some_and(|picker| picker.pickup_day.zip(picker.return_day).is_some_and(|(from, to)| from < to))
}

fn move_on_key(ui: &Ui) -> Callback<KeyboardEvent> {
    let store = ui.store.clone();
    let right = if ui.formats.direction() == "rtl" { -1 } else { 1 };
    Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => Move::By(right),
            "ArrowLeft" => Move::By(-right),
            "ArrowDown" => Move::By(7),
            "ArrowUp" => Move::By(-7),
            "Home" => Move::First,
            "End" => Move::Last,
            "PageDown" => Move::Months(1),
            "PageUp" => Move::Months(-1),
            _ => return,
        };
        event.prevent_default();
        store.send(Action::MoveDay(step));
    })
}
