//! Several widgets on one page: each on its own, removed, moved, added, changed.

use serde_json::{Value, json};

use crate::browser::{NARROW, WIDE};
use crate::page::{HostPage, element};
use crate::sample::{COMPANY, Hire, PADDLE_BOARD, SINGLE_KAYAK, weekend};
use crate::service::Gateway;
use crate::stage::{Stage, run};
use crate::wait::until_true;
use crate::{checkout_page, widget::End};

/// A page with two widgets, `one` and `two`, of two services: each has its own trip and cart.
async fn open_two(stage: &Stage, other: &Gateway) {
    let main = [element("one", &stage.gateway, &[]), element("two", other, &[])].concat();
    let services = vec![stage.gateway.address.clone(), other.address.clone()];
    stage.open_page(HostPage { main, services, ..stage.page.page() }).await;
    stage.widget("one").ready().await;
    stage.widget("two").ready().await;
}

pub(crate) fn one_kayak() -> Hire {
    Hire { items: vec![(SINGLE_KAYAK, 1)], ..weekend() }
}

pub(crate) fn two_boards() -> Hire {
    Hire { items: vec![(PADDLE_BOARD, 2)], ..weekend() }
}

#[tokio::test]
async fn two_widgets_on_a_page_book_independently() {
    run(WIDE, async |stage: &Stage| {
        let other = Gateway::start().await;
        open_two(stage, &other).await;
        let (one, two) = (stage.widget("one"), stage.widget("two"));
        one.choose(&one_kayak()).await;
        assert_eq!(two.trip("Pick up and return at").await, "Choose a place");
        two.choose(&two_boards()).await;
        one.see_priced(&one_kayak()).await;
        two.see_priced(&two_boards()).await;

        two.continue_to_payment().await;
        checkout_page::arrive(&stage.browser, &two_boards()).await;
        other.only_order().await.assert_is(&two_boards(), "unpaid");
        assert_eq!(stage.gateway.orders().await, []);
        let elements: Vec<_> =
            stage.events("booking-order").await.into_iter().map(|event| event.element).collect();
        assert_eq!(elements, ["two"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_widgets_one_is_removed_and_the_other_goes_on() {
    run(WIDE, async |stage: &Stage| {
        let other = Gateway::start().await;
        open_two(stage, &other).await;
        let two = stage.widget("two");
        stage.widget("one").choose(&one_kayak()).await;
        stage.browser.run::<Value>("one.remove(); return null", vec![]).await;
        let asked = stage.gateway.requests();
        two.choose(&two_boards()).await;
        two.see_priced(&two_boards()).await;
        assert_eq!(stage.gateway.requests(), asked, "the removed one asks nothing any more");
    })
    .await;
}

#[tokio::test]
async fn the_requests_of_a_widget_end_when_it_is_removed() {
    run(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("api-base", &stage.page.stalled_api())]);
        stage.open_page(HostPage { main, script: false, ..stage.page.page() }).await;
        // Left alone they would end as well, after the ten seconds that an answer may take: on this page those never pass.
        let endless = r#"
            const { setTimeout } = window;
            window.setTimeout = (then, ms, ...rest) => (ms < 5000 ? setTimeout(then, ms, ...rest) : 0);
            loadWidget();
            return null;
        "#;
        stage.browser.run::<Value>(endless, vec![]).await;
        until_true("two requests under way", async || stage.page.stalled() == 2).await;
        // Once the program runs, too.
        let mounted = "return widget.shadowRoot.querySelector('[part=widget]') !== null";
        until_true("the program", async || stage.browser.run(mounted, vec![]).await).await;
        assert_eq!(stage.page.stalled(), 2);
        stage.browser.run::<Value>("widget.remove(); return null", vec![]).await;
        until_true("no request under way", async || stage.page.stalled() == 0).await;
        assert_eq!(stage.page.ever_stalled(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_widget_that_is_moved_in_the_page_keeps_its_cart() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let asked = stage.gateway.requests();
        let r#move = "const to = document.createElement('section'); document.body.append(to); to.append(widget); return null";
        stage.browser.run::<Value>(r#move, vec![]).await;
        widget.see_priced(&hire).await;
        assert_eq!(stage.gateway.requests(), asked, "a move asks nothing");
        widget.continue_to_payment().await;
        checkout_page::arrive(&stage.browser, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn a_widget_that_is_removed_and_put_back_works_and_keeps_its_cart() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        stage.browser.run::<Value>("window.kept = widget; kept.remove(); return null", vec![]).await;
        until_true("an empty shadow root", async || {
            stage.browser.run("return kept.shadowRoot.childElementCount === 0", vec![]).await
        })
        .await;
        stage.browser.run::<Value>("document.querySelector('main').append(kept); return null", vec![]).await;
        widget.see_priced(&hire).await;
    })
    .await;
}

#[tokio::test]
async fn a_widget_that_is_added_later_works() {
    run(WIDE, async |stage: &Stage| {
        let main = "<p>Nothing here yet.</p>".to_owned();
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        let script = r#"
            const [company, api, checkout] = arguments;
            const element = document.createElement("booking-widget");
            element.id = "late";
            document.querySelector("main").append(element);
            Object.assign(element, { companyId: company, apiBase: api, checkoutBase: checkout });
            return null;
        "#;
        let arguments = vec![json!(COMPANY), json!(stage.gateway.api()), json!(stage.gateway.address)];
        stage.browser.run::<Value>(script, arguments).await;
        let widget = stage.widget("late");
        widget.ready().await;
        widget.choose(&weekend()).await;
        widget.see_priced(&weekend()).await;
    })
    .await;
}

#[tokio::test]
async fn properties_that_were_set_before_the_element_was_defined_are_taken_over() {
    run(WIDE, async |stage: &Stage| {
        let main = r#"<booking-widget id="widget"><a href="/by-mail">Book by e-mail</a></booking-widget>"#
            .to_owned();
        stage.open_page(HostPage { main, script: false, ..stage.page.page() }).await;
        let script = r#"
            const [company, api, location] = arguments;
            Object.assign(widget, { companyId: company, apiBase: api, locationId: location, theme: "dark" });
            loadWidget();
            return null;
        "#;
        let arguments = vec![json!(COMPANY), json!(stage.gateway.api()), json!(weekend().location)];
        stage.browser.run::<Value>(script, arguments).await;
        let widget = stage.widget("widget");
        widget.ready().await;
        widget.see(".trip button", "Rose Bay Wharf").await;
        let taken: Value =
            stage.browser.run("return [widget.getAttribute('company-id'), widget.theme]", vec![]).await;
        assert_eq!(taken, json!([COMPANY, "dark"]));
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn another_company_starts_anew_and_the_first_one_finds_its_booking_again() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let set = |company: &str| {
            let script = "widget.companyId = arguments[0]; return null";
            stage.browser.run::<Value>(script, vec![json!(company)])
        };
        set("company_nobody").await;
        widget.see(".screen", "Booking is not available here.").await;
        stage.error("company-unknown").await;
        set(COMPANY).await;
        widget.see_priced(&hire).await;
    })
    .await;
}

#[tokio::test]
async fn the_theme_changes_live_and_the_cart_stays() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let asked = stage.gateway.requests();
        let colour = "return getComputedStyle(widget.shadowRoot.querySelector('.card')).backgroundColor";
        let light: String = stage.browser.run(colour, vec![]).await;
        stage.browser.run::<Value>("widget.setAttribute('theme', 'dark'); return null", vec![]).await;
        until_true("other colours", async || stage.browser.run::<String>(colour, vec![]).await != light)
            .await;
        widget.see_priced(&hire).await;
        stage.browser.run::<Value>("widget.theme = null; return null", vec![]).await;
        until_true("the colours from before", async || {
            stage.browser.run::<String>(colour, vec![]).await == light
        })
        .await;
        widget.see_priced(&hire).await;
        assert_eq!(stage.gateway.requests(), asked, "colours ask nothing");
    })
    .await;
}

#[tokio::test]
async fn on_a_page_from_right_to_left_nothing_sticks_out() {
    for screen in [NARROW, WIDE] {
        run(screen, async |stage: &Stage| {
            stage.page.set(HostPage { lang: "ar", ..stage.page.page() });
            let widget = stage.open().await;
            let direction = "return getComputedStyle(widget.shadowRoot.querySelector('.card')).direction";
            assert_eq!(stage.browser.run::<String>(direction, vec![]).await, "rtl");
            let fits = async |what: &str| {
                let script = r#"
                    const page = document.scrollingElement;
                    const out = [...widget.shadowRoot.querySelectorAll(".bw *")].filter((element) => {
                      if (!element.checkVisibility() || element.closest(".visually-hidden")) return false;
                      const { left, right, width } = element.getBoundingClientRect();
                      return width > 0 && !element.closest(".chips, dialog") && (left < -1 || right > page.clientWidth + 1);
                    });
                    return [page.scrollWidth - page.clientWidth, out.map((element) => element.outerHTML.slice(0, 120))];
                "#;
                assert_eq!(stage.browser.run::<Value>(script, vec![]).await, json!([0, []]), "{what}");
            };
            fits("the first list").await;
            widget.open_places().await;
            fits("the places").await;
            widget.press_in(".place", "Rose Bay Wharf").await;
            widget.open_times(End::From).await;
            fits("the calendar").await;
            widget.press_where("the last day", ".day", |day| !day.off).await;
            fits("the times").await;
        })
        .await;
    }
}

#[tokio::test]
async fn in_what_shrinks_to_fit_its_content_the_widget_can_be_used_and_sticks_out_of_no_phone() {
    for screen in [WIDE, NARROW] {
        run(screen, async |stage: &Stage| {
            let widget = stage.open().await;
            // A row has other things in it.
            for (around, own, least) in [
                ("float: left", "", 320.0),
                ("display: inline-block", "", 320.0),
                ("position: absolute", "", 320.0),
                ("inline-size: fit-content", "", 320.0),
                ("display: table-cell", "", 320.0),
                ("display: grid; grid-template-columns: auto; justify-content: start", "", 320.0),
                ("", "float: left", 320.0),
                ("", "display: inline-block; inline-size: auto", 320.0),
                ("display: flex", "", 240.0),
            ] {
                let script = "
                    document.documentElement.style.fontSize = '62.5%';
                    widget.parentElement.style.cssText = arguments[0];
                    widget.style.cssText = arguments[1];
                    const page = document.scrollingElement;
                    const { width } = widget.shadowRoot.querySelector('.bw').getBoundingClientRect();
                    return [width, page.scrollWidth - page.clientWidth];
                ";
                let (width, over): (f64, f64) =
                    stage.browser.run(script, vec![json!(around), json!(own)]).await;
                assert!(width >= least && over <= 0.0, "{around:?} {own:?}: {width} px, {over} px over");
            }
            widget.choose_location(crate::sample::ROSE_BAY).await;
        })
        .await;
    }
}

#[tokio::test]
async fn what_the_page_has_put_into_the_element_is_not_touched_where_its_pictures_are_loaded() {
    run(WIDE, async |stage: &Stage| {
        let picture = |name: &str| format!(r#"<img src="{}/pictures/{name}.svg">"#, stage.gateway.address);
        let inside = format!(
            "{}<p>Call us</p>{}<p>Or write</p>{}",
            picture("single-kayak"),
            picture("box-trailer"),
            picture("nowhere")
        );
        let main = format!(r#"<booking-widget id="widget">{inside}</booking-widget>"#);
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        let heights =
            "return [...widget.children].map((child) => child.complete === false ? -1 : child.offsetHeight)";
        until_true("both pictures", async || {
            let heights: Vec<i64> = stage.browser.run(heights, vec![]).await;
            let [first, said, second, also_said, _] = heights[..] else { panic!("{heights:?}") };
            first > 100 && second > 100 && said > 10 && also_said > 10
        })
        .await;
        let hidden = "return [...widget.children].some((child) => child.hidden)";
        assert!(!stage.browser.run::<bool>(hidden, vec![]).await);
    })
    .await;
}
