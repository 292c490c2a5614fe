//! The figures: one row for each endpoint and number of connections, then what is aimed at.

use crate::load::Measured;

/// What was measured in several rounds, the median of each figure.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) per_second: f64,
    /// Whether answers were given up waiting for, so that the times are at least these.
    is_cut: bool,
    refused: u32,
    reason: Option<String>,
}

impl Cell {
    pub(crate) fn of(rounds: &[Measured]) -> Self {
        let of = |figure: &dyn Fn(&Measured) -> f64| median(rounds.iter().map(figure).collect());
        Self {
            p50_ms: of(&|round| round.quantile_ms(0.5)),
            p99_ms: of(&|round| round.quantile_ms(0.99)),
            per_second: of(&Measured::per_second),
            is_cut: rounds.iter().any(|round| round.abandoned > 0),
            refused: rounds.iter().map(|round| round.refused).sum(),
            reason: rounds.iter().find_map(|round| round.reason.clone()),
        }
    }

    fn show(&self) -> String {
        let cut = if self.is_cut { ">" } else { "" };
        let [p50, p99] = [self.p50_ms, self.p99_ms].map(|time| format!("{cut}{}", short(time)));
        format!("{p50:>7} {p99:>7} {:>7}", short(self.per_second))
    }
}

/// The middle one; of an even number the lower of two. NaN of none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

/// Three digits that count.
pub(crate) fn short(figure: f64) -> String {
    if figure < 10.0 {
        format!("{figure:.2}")
    } else if figure < 100.0 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.0}")
    }
}

/// Prints what the columns are; the first of each store, its p50, bears its name.
pub(crate) fn print_head(stores: &[&str]) {
    print!("\n{:<26} {:>5}", "p50 and p99 in ms", "conns");
    for store in stores {
        print!(" | {store:>7} {:>7} {:>7}", "p99", "per s");
    }
    match stores {
        [_] => println!(),
        _ => println!(" | {:>9} {:>9}", "100 k:1 k", "1 M:1 k"),
    }
}

/// Prints a row, and of each store whose requests were refused how many and why.
pub(crate) fn print_row(name: &str, connections: usize, cells: &[(&str, Cell)]) {
    print!("{name:<26} {connections:>5}");
    for (_, cell) in cells {
        print!(" | {}", cell.show());
    }
    if let [(_, first), others @ ..] = cells
        && !others.is_empty()
    {
        print!(" |");
        for (_, other) in others {
            let least = if other.is_cut { ">" } else { "" };
            print!(" {:>9}", format!("{least}{}", short(other.p50_ms / first.p50_ms)));
        }
    }
    println!();
    for (store, cell) in cells.iter().filter(|(_, cell)| cell.refused > 0) {
        println!(
            "    {store}: {} refused, the first: {}",
            cell.refused,
            cell.reason.as_deref().unwrap_or("-")
        );
    }
}

/// What is aimed at, a line for each figure. A figure that misses it fails nothing: it depends on the machine.
pub(crate) struct Aim {
    pub(crate) what: String,
    pub(crate) figure: f64,
    pub(crate) bound: Bound,
}

/// The side on which a figure is as aimed at.
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Aim {
    fn holds(&self) -> bool {
        match self.bound {
            Bound::AtMost(limit) => self.figure <= limit,
            Bound::AtLeast(limit) => self.figure >= limit,
        }
    }

    pub(crate) fn print(&self) {
        let (side, limit) = match self.bound {
            Bound::AtMost(limit) => ("at most", limit),
            Bound::AtLeast(limit) => ("at least", limit),
        };
        let verdict = match (self.holds(), &self.bound) {
            (true, _) => "ok",
            (false, Bound::AtMost(_)) => "over",
            (false, Bound::AtLeast(_)) => "under",
        };
        println!("{:<66} {:>8}  {side} {limit:<5} {verdict}", self.what, short(self.figure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_whatever_the_order() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(vec![2.0, 1.0]), 1.0);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn a_figure_that_is_none_misses_its_aim() {
        let aim = |figure, bound| Aim { what: String::new(), figure, bound };
        assert!(aim(1.5, Bound::AtMost(1.5)).holds() && aim(100.0, Bound::AtLeast(100.0)).holds());
        assert!(!aim(1.6, Bound::AtMost(1.5)).holds() && !aim(99.0, Bound::AtLeast(100.0)).holds());
        assert!(!aim(f64::NAN, Bound::AtMost(1.5)).holds() && !aim(f64::NAN, Bound::AtLeast(1.5)).holds());
    }
}
