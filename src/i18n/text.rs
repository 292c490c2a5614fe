//! Every text has a key; English is built in. A text may have places for values: `{name}`.

/// Declares texts: variant, key, English.
macro_rules! texts {
    ($($variant:ident $key:literal $english:literal)*) => {
        /// A text for people, by its key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = $english] $variant,)*
        }

        impl Text {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its key, as locale files and overrides name it.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// In English.
            pub const fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)* }
            }
        }
    };
}

/// The language that the texts are written in, as a BCP 47 tag.
pub const LANGUAGE: &str = "en";

texts! {
    WidgetName "widget.name" "Booking"
    TripPlace "trip.place" "Pick up and return at"
    TripFrom "trip.from" "From"
    TripUntil "trip.until" "Until"
    TripChoosePlace "trip.choose-place" "Choose a place"
    TripChooseTime "trip.choose-time" "Choose a time"
    ZoneLater "zone.later" "Times are {zone}. It is {difference} later there than where you are."
    ZoneEarlier "zone.earlier" "Times are {zone}. It is {difference} earlier there than where you are."
    ZoneUnknown "zone.unknown" "Times are {zone}, the zone of your device. Please check the place’s own time zone."
    PlacesTitle "places.title" "Where do you pick up and return?"
    PlaceOpen "places.open" "Open today {hours}"
    PlaceClosed "places.closed" "Closed today"
    PlaceAway "places.away" "{distance} away"
    ShowDistances "places.show-distances" "Show distances"
    PositionNote "places.position-note" "Nearest first. Your position stays on this device."
    PositionAsked "places.position-asked" "Looking for where you are. Your browser may ask you whether it may; your position stays on this device."
    PositionRefused "places.position-refused" "Your position may not be used here. Allow it in your browser and try again, or choose from the list."
    PositionFailed "places.position-failed" "Your position was not found. Try again, or choose from the list."
    PositionSlow "places.position-slow" "Looking for your position took too long. Try again, or choose from the list."
    HoursSpan "hours.span" "{opens} to {closes}"
    PickerTitle "picker.title" "When?"
    PickerTitleProduct "picker.title-product" "When do you want the {product}?"
    PickerClose "picker.close" "Close"
    PickerDone "picker.done" "Done"
    PickerWhich "picker.which" "Which time"
    PickUp "picker.pick-up" "Pick-up"
    Return "picker.return" "Return"
    PickUpHours "picker.pick-up-hours" "Pick up from {hours}"
    ReturnHours "picker.return-hours" "Return from {hours}"
    ChooseDay "picker.choose-day" "Choose a day"
    PickUpTime "picker.pick-up-time" "Pick-up time"
    ReturnTime "picker.return-time" "Return time"
    MonthBefore "calendar.before" "Month before"
    MonthAfter "calendar.after" "Month after"
    DayFree "calendar.day-free" "{date}, available"
    DayFew "calendar.day-few" "{date}, few left"
    DayNone "calendar.day-none" "{date}, taken"
    DayClosed "calendar.day-closed" "{date}, closed"
    DayPlain "calendar.day-plain" "{date}"
    DayPast "calendar.day-past" "{date}, can’t be chosen"
    LegendFree "calendar.legend-free" "Available"
    LegendFew "calendar.legend-few" "Few left"
    LegendNone "calendar.legend-none" "Taken"
    NothingFree "calendar.nothing-free" "Nothing is free on these days."
    NothingFreeLooking "calendar.nothing-free-looking" "Nothing is free on these days. Looking further…"
    NothingFreeUntil "calendar.nothing-free-until" "Nothing is free until the end of {month}."
    GoToDay "calendar.go-to-day" "Go to {date}"
    QuickChoices "quick.title" "Quick choices"
    Weekend "quick.weekend" "Weekend"
    QuickUntil "quick.until" "until {time}"
    QuickTaken "quick.taken" "taken"
    ReturnTaken "slots.return-taken" "Others have it from {time} on: it comes back by then."
    ReturnAtLeast "slots.return-at-least" "It is hired for at least {duration}."
    ReturnAtMost "slots.return-at-most" "It is hired for {duration} at most."
    ReturnBetween "slots.return-between" "It is hired for at least {least} and at most {most}."
    ReturnNever "slots.return-never" "Not for hire together: the shortest hire of one is longer than the longest of another."
    ReturnCloses "slots.return-closes" "The place closes at {time}."
    Night "slots.night" "Night"
    Morning "slots.morning" "Morning"
    Afternoon "slots.afternoon" "Afternoon"
    Evening "slots.evening" "Evening"
    ClockForward "slots.clock-forward" "The clock goes forward on this day: there is no {from} to {until}."
    ClockBack "slots.clock-back" "The clock goes back on this day: {from} to {until} comes twice, first as {first}, then as {second}."
    SlotTaken "slots.taken" "{time}, taken"
    SlotsLoading "slots.loading" "Checking what is free…"
    SlotsEmpty "slots.empty" "No more times on this day. Please choose another day."
    SlotsFailed "slots.failed" "What is free could not be fetched. What you chose is still here."
    Everything "products.everything" "Everything"
    Categories "products.categories" "Categories"
    Products "products.title" "Products"
    PriceFrom "products.price-from" "From {price}"
    PriceForTimes "products.price-for-times" "for these times"
    Available "products.available" "Available"
    TakenAt "products.taken-at" "Taken at {place}"
    ClosedAt "products.closed-at" "{place} is closed at these times"
    AllYours "products.all-yours" "All of them are in your booking"
    NotHere "products.not-here" "Not at {place}"
    Search "products.search" "Search"
    NothingFound "products.nothing-found" "Nothing found."
    NothingFoundText "products.nothing-found-text" "Try another word, or look at all there is."
    ShowEverything "products.show-everything" "Show everything"
    More "products.more" "More"
    MoreNamed "products.more-named" "More about {product}"
    Less "products.less" "Less"
    LessNamed "products.less-named" "Less about {product}"
    Add "products.add" "Add"
    AddNamed "products.add-named" "Add {product}"
    ChooseTimes "products.choose-times" "Choose times"
    ChooseTimesNamed "products.choose-times-named" "Choose times for {product}"
    OtherTimes "products.other-times" "Other times"
    OtherTimesNamed "products.other-times-named" "Other times for {product}"
    NearBefore "products.near-before" "Earlier: {times}"
    NearAfter "products.near-after" "Later: {times}"
    AtPlace "products.at-place" "At {place}"
    CountAtPlace "products.count-at-place" "{count} at {place}"
    OtherPlaces "products.other-places" "Choose another place"
    NothingHere "products.nothing-here" "Nothing is for hire at {place}."
    NothingHereText "products.nothing-here-text" "Other places have something. What you chose is kept."
    QuantityOf "quantity.of" "Quantity of {product}"
    OneFewer "quantity.fewer" "One fewer {product}"
    OneMore "quantity.more" "One more {product}"
    BookingTitle "booking.title" "Your booking"
    BookingEmpty "booking.empty" "Nothing in it yet. Choose what you want and when, and the price is shown here."
    BookingNoTimes "booking.no-times" "Choose your times to see the price."
    BookingTrip "booking.trip" "{place} · {from} to {until} ({duration})"
    LineName "booking.line" "{quantity} × {product}"
    Each "booking.each" "{price} each"
    Remove "booking.remove" "Remove"
    RemoveNamed "booking.remove-named" "Remove {product}"
    Removed "booking.removed" "{product} removed."
    Undo "booking.undo" "Undo"
    CanHave "booking.can-have" "Only {count} free for these times"
    CanHaveNone "booking.can-have-none" "None free for these times"
    Tax "booking.tax" "Tax"
    TaxAndFees "booking.tax-and-fees" "Tax and fees"
    Adjustment "booking.adjustment" "Adjustment"
    TaxIncluded "booking.tax-included" "tax included"
    Total "booking.total" "Total"
    TotalLoading "booking.total-loading" "Working out the price…"
    Continue "booking.continue" "Continue to payment"
    ContinueOrder "booking.continue-order" "Continue the order you started"
    Accept "booking.accept" "Accept and continue to payment"
    Checking "booking.checking" "Checking price and availability…"
    Creating "booking.creating" "Making your booking…"
    PayNote "booking.pay-note" "You pay and enter your details on the next page."
    OrderNote "booking.order-note" "Your order is waiting. If you have paid already, you are done."
    OrderWaits "booking.order-waits" "Your order is waiting."
    OrderAnew "booking.order-anew" "Make a new order instead"
    OrderEnded "booking.order-ended" "The time to pay for the order you started is over. If you have paid, you are done; if not, you can order again."
    SeeBooking "tray.see" "See booking"
    BookingClose "tray.close" "Close"
    PriceChanged "alert.price-changed" "The price changed."
    PriceChangedText "alert.price-changed-text" "Nothing has been booked yet."
    SinceLastTime "alert.since-last-time" "Since last time the price has changed."
    WasAndIs "alert.was-and-is" "{what}: {before} before, now {now}"
    NoneLeft "alert.none-left" "{product}: none left"
    LeftOf "alert.left-of" "{product}: {count} of {quantity} left"
    TakeFewer "alert.take-fewer" "Take {count} instead of {quantity}"
    TakeLeft "alert.take-left" "Take what is left"
    Gone "alert.gone" "Not for hire any more:"
    NotAvailable "alert.not-available" "This can’t be had for these times."
    NotAvailableTaken "alert.taken" "Someone else was quicker: not everything is free any more. Your booking is unchanged; choose fewer, other times or another place."
    NotAvailableClosed "alert.closed" "The place is closed at pick-up or return. Please choose other times."
    NotAvailableTooShort "alert.too-short" "This hire is too short. Please choose a later return."
    NotAvailableTooLong "alert.too-long" "This hire is too long. Please choose an earlier return."
    NotAvailableText "alert.not-available-text" "Your booking is unchanged; choose other times or another place."
    Misfit "alert.misfit" "Not everything can be had here."
    MisfitText "alert.misfit-text" "Nothing was taken out of your booking."
    NotAt "alert.not-at" "Not at {place}: {line}"
    RemoveMisfits "alert.remove-misfits" "Remove what is not here"
    BackTo "alert.back-to" "Back to {place}"
    ChangeTimes "alert.change-times" "Change times"
    TryAgain "alert.try-again" "Try again"
    Unreachable "alert.unreachable" "No connection."
    UnreachableText "alert.unreachable-text" "The booking service can’t be reached; we keep trying."
    UnreachableNowText "alert.unreachable-now-text" "The booking service can’t be reached."
    NotLoaded "alert.not-loaded" "A part of this page could not be loaded."
    Offline "alert.offline" "You are offline."
    OfflineText "alert.offline-text" "Booking goes on by itself when the connection is back."
    StillWorking "status.slow" "Still working…"
    Unreadable "alert.unreadable" "The booking service’s answer can’t be read."
    UnreadableText "alert.unreadable-text" "If this network asks you to sign in, do that first, then try again."
    ServiceDown "alert.service" "The booking service has a problem."
    ServiceDownText "alert.service-text" "Please try again in a moment."
    Busy "alert.busy" "Too many requests."
    BusyText "alert.busy-text" "The booking service asks for a little patience."
    BusyUntil "alert.busy-until" "Please wait {duration}."
    Refused "alert.refused" "The booking service did not accept this."
    RefusedReadText "alert.refused-read-text" "Please choose other times, or try again."
    RefusedPlainText "alert.refused-plain-text" "Please try again, or contact the company another way."
    RefusedText "alert.refused-text" "Nothing has been booked. Price and availability were checked again; please look at your booking."
    StillHere "alert.still-here" "What you chose is still here."
    GetHelp "screen.get-help" "Get help"
    UnknownCompany "screen.unknown-company" "Booking is not available here."
    UnknownCompanyText "screen.unknown-company-text" "The company was not found, or takes no bookings at the moment. Please contact it another way."
    NotConnected "screen.not-connected" "This page is not connected to a booking service. Please contact the company another way."
    NoProducts "screen.no-products" "Nothing is for hire at the moment."
    NoPlaces "screen.no-places" "There is no place to pick up at the moment."
    ComeBack "screen.come-back" "Please come back later."
    Thanks "thanks.title" "Thank you. Your booking is confirmed."
    ThanksOrder "thanks.order" "Your order number is {order}."
    ThanksKept "thanks.kept" "What is in your booking on this page was left as it is."
    SeeOrder "thanks.see-order" "See your order"
    BookMore "thanks.book-more" "Book something else"
    Blocked "alert.blocked" "The payment page could not be opened."
    BlockedText "alert.blocked-text" "Your browser, or the page around this one, does not allow it here. Your order is waiting: continue in a new tab."
    PaidBefore "alert.paid-before" "An order before this one is paid already."
    PaidBeforeText "alert.paid-before-text" "What stands here is not booked yet. To book it as well, continue to payment."
    OrderLost "alert.order-lost" "We did not hear back."
    OrderLostSafe "alert.order-lost-safe" "Your booking was sent, but the answer got lost. Asking again is safe: it is never booked twice."
    OrderLostUnsure "alert.order-lost-unsure" "Your booking was sent, but the answer got lost. It may have been made or not; we can’t know. Look at the booking page first, or start a new try."
    AskAgain "alert.ask-again" "Ask again"
    BookingPage "alert.booking-page" "Open the booking page"
    NewTry "alert.new-try" "Start a new try"
    SaidAdded "said.added" "{product} added"
    SaidRemoved "said.removed" "{product} removed"
    SaidTakenOut "said.taken-out" "What is not at this place was removed"
    SaidPutBack "said.put-back" "Back in your booking"
    SaidTotal "said.total" "Total {total}"
    SaidPickup "said.pick-up" "Pick-up {time}. Now choose the return."
    SaidTimes "said.times" "{from} to {until}"
    SaidPlace "said.place" "{place} chosen"
    SaidNearest "said.nearest" "The nearest is {place}, {distance} away"
    SaidNotAllThere "said.not-all-there" "{place} chosen. Not everything in your booking can be had there."
    SaidClosedThere "said.closed-there" "{place} chosen. It is closed at your times."
}

/// A text that depends on a number, by the plural rules of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// How many units can still be had.
    Left,
    /// How many can still be added for the chosen times.
    LeftForTimes,
    /// How many products only other places have.
    Elsewhere,
    /// How many products were found.
    Found,
    /// How many things are in the booking.
    Items,
    /// How many things are in the booking, beside its total.
    ItemsWithTax,
}

impl Count {
    /// Its key; the plural category follows it, as in `count.left.one`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Left => "count.left",
            Self::LeftForTimes => "count.left-for-times",
            Self::Elsewhere => "count.elsewhere",
            Self::Found => "count.found",
            Self::Items => "count.items",
            Self::ItemsWithTax => "count.items-with-tax",
        }
    }

    /// In English, for a category of `Intl.PluralRules`.
    pub fn english(self, category: &str) -> &'static str {
        match (self, category) {
            (Self::Left, _) => "{count} left",
            (Self::LeftForTimes, _) => "{count} left for these times",
            (Self::Elsewhere, _) => "{count} more at other places",
            (Self::Found, _) => "{count} found",
            (Self::Items, "one") => "{count} item",
            (Self::Items, _) => "{count} items",
            (Self::ItemsWithTax, "one") => "{count} item, with tax",
            (Self::ItemsWithTax, _) => "{count} items, with tax",
        }
    }
}

/// Puts values into the places of a text. A value is taken as it is: places in it stay what they are.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            filled.push('{');
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_as_they_are() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "<b>")]), "{b} of <b>");
        assert_eq!(fill("{unknown} {", &[]), "{unknown} {");
    }

    #[test]
    fn no_two_texts_share_a_key() {
        let mut keys: Vec<_> = Text::ALL.iter().map(|text| text.key()).collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
