//! What `dist/` weighs, against the budget and against the number checked in for each file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::assemble::{BROTLI, ELEMENT, FILES, GZIP};
use crate::project;

/// The most that everything loaded before the first choice may weigh, in bytes, brotli.
const LIMIT: u64 = 130_000;

/// What it is meant to weigh.
const AIM: u64 = 100_000;

/// The most that the element alone may weigh.
const ELEMENT_LIMIT: u64 = 4_000;

/// Accepted numbers leave a file this much room, so that another compiler's few bytes are not an event.
const ROOM_PERCENT: u64 = 2;

/// A file of `dist/` and its sizes in bytes.
struct Sizes {
    path: &'static str,
    first_load: bool,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the table of `dist/`.
pub(crate) fn print() -> Result<()> {
    print_table(&measure(&project::dist_dir())?);
    Ok(())
}

/// Prints the table and fails where `dist/` weighs too much. `accept` takes the present sizes as the new numbers.
pub(crate) fn check(accept: bool) -> Result<()> {
    let sizes = measure(&project::dist_dir())?;
    print_table(&sizes);
    if accept {
        let numbers: BTreeMap<&str, u64> =
            first_load(&sizes).map(|file| (file.path, with_room(file.brotli))).collect();
        let json = serde_json::to_string_pretty(&numbers).context("writing numbers")?;
        fs::write(numbers_file(), json + "\n").context("writing size.json")?;
        println!("size.json holds the numbers of now.");
    }
    let numbers = fs::read_to_string(numbers_file())
        .context("reading size.json (cargo xtask size --accept writes it)")?;
    let numbers: BTreeMap<String, u64> = serde_json::from_str(&numbers).context("reading size.json")?;
    let sum = first_load_sum(&sizes);
    if (AIM + 1..=LIMIT).contains(&sum) {
        println!("Over the aim of {} bytes by {}.", grouped(AIM), grouped(sum - AIM));
    }
    let complaints = complaints(&sizes, &numbers);
    if !complaints.is_empty() {
        bail!("too big:\n  {}", complaints.join("\n  "));
    }
    Ok(())
}

fn numbers_file() -> PathBuf {
    project::root().join("size.json")
}

fn first_load(sizes: &[Sizes]) -> impl Iterator<Item = &Sizes> {
    sizes.iter().filter(|file| file.first_load)
}

fn first_load_sum(sizes: &[Sizes]) -> u64 {
    first_load(sizes).map(|file| file.brotli).sum()
}

/// Rounded up to the next hundred after the room is added.
fn with_room(bytes: u64) -> u64 {
    (bytes * (100 + ROOM_PERCENT)).div_ceil(100).next_multiple_of(100)
}

fn complaints(sizes: &[Sizes], numbers: &BTreeMap<String, u64>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut at_most = |what: &str, bytes: u64, limit: u64, hint: &str| {
        if bytes > limit {
            complaints.push(format!("{what}: {} bytes, at most {}{hint}", grouped(bytes), grouped(limit)));
        }
    };
    at_most("everything before the first choice", first_load_sum(sizes), LIMIT, "");
    for file in first_load(sizes) {
        if file.path == ELEMENT {
            at_most(file.path, file.brotli, ELEMENT_LIMIT, "");
        }
        let number = numbers.get(file.path).copied().unwrap_or(0);
        at_most(
            file.path,
            file.brotli,
            number,
            " in size.json (if it is worth it: cargo xtask size --accept)",
        );
    }
    complaints
}

fn measure(dist: &Path) -> Result<Vec<Sizes>> {
    let length = |path: &str| {
        let file = dist.join(path);
        let length = fs::metadata(&file).map(|file| file.len());
        length.with_context(|| format!("reading the length of {}", file.display()))
    };
    let sizes = FILES.iter().map(|file| {
        Ok(Sizes {
            path: file.path,
            first_load: file.first_load,
            raw: length(file.path)?,
            gzip: length(&format!("{}{GZIP}", file.path))?,
            brotli: length(&format!("{}{BROTLI}", file.path))?,
        })
    });
    sizes.collect()
}

fn print_table(sizes: &[Sizes]) {
    let row = |name: &str, raw: &str, gzip: &str, brotli: &str| {
        println!("{name:<28}{raw:>12}{gzip:>12}{brotli:>12}")
    };
    let line = |name: &str, files: &[&Sizes]| {
        let sum = |of: fn(&Sizes) -> u64| grouped(files.iter().map(|file| of(file)).sum());
        row(name, &sum(|file| file.raw), &sum(|file| file.gzip), &sum(|file| file.brotli));
    };
    println!();
    row("bytes in dist/", "raw", "gzip -9", "brotli -q11");
    for file in sizes {
        line(file.path, &[file]);
    }
    line("before the first choice", &first_load(sizes).collect::<Vec<_>>());
    println!();
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &'static str, brotli: u64) -> Sizes {
        Sizes { path, first_load: true, raw: brotli, gzip: brotli, brotli }
    }

    #[test]
    fn a_file_may_not_grow_past_its_number() {
        let numbers = BTreeMap::from([(ELEMENT.to_owned(), 3_000), ("app".to_owned(), 90_000)]);
        assert!(complaints(&[file(ELEMENT, 3_000), file("app", 90_000)], &numbers).is_empty());
        let complaints = complaints(&[file(ELEMENT, 3_001), file("app", 90_000)], &numbers);
        assert_eq!(complaints.len(), 1);
        assert!(complaints.first().unwrap().starts_with("booking-widget.js: 3,001 bytes, at most 3,000"));
    }

    #[test]
    fn the_limits_hold_whatever_was_accepted() {
        let numbers = BTreeMap::from([(ELEMENT.to_owned(), 9_000_000), ("app".to_owned(), 9_000_000)]);
        assert_eq!(complaints(&[file(ELEMENT, 4_001), file("app", 130_000)], &numbers).len(), 2);
    }

    #[test]
    fn a_file_without_a_number_is_too_big() {
        assert_eq!(complaints(&[file("app", 1)], &BTreeMap::new()).len(), 1);
    }

    #[test]
    fn a_host_page_does_not_count() {
        let page = Sizes { first_load: false, ..file("index.html", 900_000) };
        assert!(complaints(&[page], &BTreeMap::new()).is_empty());
    }

    #[test]
    fn accepted_numbers_leave_a_little_room() {
        assert_eq!(with_room(50_000), 51_000);
        assert_eq!(with_room(3_001), 3_100);
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!([grouped(7), grouped(1_234), grouped(1_234_567)], ["7", "1,234", "1,234,567"]);
    }
}
