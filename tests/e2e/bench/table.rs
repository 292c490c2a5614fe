//! The table of figures.

/// A figure with what is claimed of it.
struct Row {
    what: String,
    figure: String,
    /// Nothing where it is only told.
    claim: Option<(String, bool)>,
}

/// All figures, in the order they were measured.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// A figure that may be this at most.
    pub(crate) fn at_most(&mut self, what: &str, figure: f64, limit: f64, show: impl Fn(f64) -> String) {
        let claim = Some((format!("at most {}", show(limit)), figure <= limit));
        self.add(Row { what: what.to_owned(), figure: show(figure), claim });
    }

    /// A figure of which nothing is claimed.
    pub(crate) fn tell(&mut self, what: &str, figure: String) {
        self.add(Row { what: what.to_owned(), figure, claim: None });
    }

    fn add(&mut self, row: Row) {
        // The rest takes its time.
        println!("· {}: {}", row.what, row.figure);
        self.rows.push(row);
    }

    /// Whether every claim holds.
    pub(crate) fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.claim.as_ref().is_none_or(|(_, holds)| *holds))
    }

    pub(crate) fn print(&self) {
        println!();
        for Row { what, figure, claim } in &self.rows {
            let claim = claim.as_ref().map_or(String::new(), |(claim, holds)| {
                format!("{claim:<16} {}", if *holds { "holds" } else { "DOES NOT HOLD" })
            });
            println!("{what:<82} {figure:>8}  {claim}");
        }
        println!("\n{}", if self.holds() { "every claim holds" } else { "not every claim holds" });
    }
}

/// Milliseconds.
pub(crate) fn ms(value: f64) -> String {
    format!("{value:.0} ms")
}
