//! Measures the gateway: what an answer costs in stores of three sizes, and that a long history costs nothing.
//!
//! `cargo xtask bench gateway` builds this and the gateway and says where they are. Nothing in here is a test: figures
//! depend on the machine, so they are printed beside what is aimed at, and each aim is a ratio of figures of one run where
//! it can be.

mod endpoints;
mod http;
mod load;
mod server;
mod store;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, bail};
use tokio::runtime::{Builder, Runtime};

use endpoints::{Endpoint, Facts};
use http::Connection;
use load::{Crowd, Measured, measure};
use server::{Program, Server};
use store::Size;
use table::{Aim, Bound, Cell, median, print_head, print_row, short};

/// The stores that are compared.
const SIZES: [(&str, Size); 3] = [
    ("1 k", Size { reservations: 1_000, units: 5 }),
    ("100 k", Size { reservations: 100_000, units: 5 }),
    ("1 M", Size { reservations: 1_000_000, units: 5 }),
];

/// A store with 150,000 stock units, for locations.
const MANY_UNITS: (&str, Size) = ("150 k units", Size { reservations: 1_000, units: 50 });

const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// The number of connections at which the aims are set.
const TYPICAL: usize = 16;

/// How long one measurement takes, and how many of each there are.
const ROUND: Duration = Duration::from_millis(700);
const ROUNDS: usize = 3;

/// What takes longer than this is measured once, ms: it would take minutes, and chance moves it little.
const SLOW_MS: f64 = 300.0;

/// How many order while others read, and how many read.
const ORDERING: usize = 4;
const READERS: usize = 60;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [binary, folder] = arguments.as_slice() else {
        eprintln!("usage: booking-gateway-bench GATEWAY FOLDER (`cargo xtask bench gateway` says which)");
        return ExitCode::FAILURE;
    };
    match run(binary, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A gateway on a store of some size.
struct Filled {
    name: &'static str,
    server: Server,
    folder: PathBuf,
}

/// Whether it would take too long to measure it again.
fn is_slow(round: &Measured) -> bool {
    let p50_ms = round.quantile_ms(0.5);
    p50_ms.is_nan() || p50_ms > SLOW_MS
}

/// Measures in turns in several stores, so that what else the machine does meets all of them.
fn cells<'a>(
    runtime: &Runtime,
    stores: &'a [Filled],
    facts: Facts,
    endpoint: Endpoint,
    connections: usize,
) -> Result<Vec<(&'a str, Cell)>> {
    let mut rounds: Vec<Vec<Measured>> = stores.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (store, rounds) in stores.iter().zip(&mut rounds) {
            if rounds.iter().any(is_slow) {
                continue;
            }
            let crowd = Crowd { connections, endpoints: &[endpoint] };
            rounds.extend(measure(store.server.address, facts, &[crowd], ROUND));
            if endpoint == Endpoint::Checkout {
                store::pay_all(runtime, &store.folder)?;
            }
        }
    }
    Ok(stores.iter().zip(&rounds).map(|(store, rounds)| (store.name, Cell::of(rounds))).collect())
}

fn run(binary: &Path, folder: &Path) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build().context("starting tokio")?;
    let program = Program::look_at(binary)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).context("reading the clock")?;
    let now_ms = i64::try_from(now.as_millis()).context("a clock far ahead")?;
    let folder = Folder::make(folder)?;
    println!("· limits that are raised, as nobody pays before a round ends: {}", program.raised());
    let stores = SIZES.map(|(name, size)| filled(&program, &runtime, &folder.0, name, size, now_ms));
    let stores: Vec<Filled> = stores.into_iter().collect::<Result<_>>()?;
    let units = [filled(&program, &runtime, &folder.0, MANY_UNITS.0, MANY_UNITS.1, now_ms)?];
    let [first, .., largest] = stores.as_slice() else { bail!("there are no stores") };

    let facts = Facts::find_longest(store::midnight(now_ms), |request| {
        let mut connection = Connection::open(first.server.address)?;
        Ok::<_, std::io::Error>(connection.ask(request, Duration::from_secs(60))?.status == 200)
    });
    let facts = facts.context("looking for the longest window")?;
    println!("· the longest window that is accepted: {} days", facts.longest_days());
    let commits = || store::commits_per_second(&runtime, &folder.0, Duration::from_secs(1));
    let mut empty = vec![commits()?];

    let mut aims = Vec::new();
    let (reading, ordering) = Endpoint::ALL.split_at(Endpoint::ALL.len() - 1);
    print_head(&SIZES.map(|(name, _)| name));
    let slots = compare(&runtime, &stores, facts, reading, Endpoint::Quarters, &mut aims)?;
    empty.push(commits()?);
    let orders = compare(&runtime, &stores, facts, ordering, Endpoint::Checkout, &mut aims)?;
    count_units(&runtime, &units, facts, &mut aims)?;
    let slowed = with_readers(&runtime, largest, facts)?;
    empty.push(commits()?);

    let empty = median(empty);
    println!("\nempty commits per second on this disk: {}", short(empty));
    println!("slot reads per second ({TYPICAL} connections, 1 M): {}", short(slots));
    println!("orders per second ({TYPICAL} connections, 1 M): {}\n", short(orders));
    let what = "slot reads per empty commit".to_owned();
    aims.push(Aim { what, figure: slots / empty, bound: Bound::AtLeast(100.0) });
    let what = "orders per empty commit".to_owned();
    aims.push(Aim { what, figure: orders / empty, bound: Bound::AtLeast(0.5) });
    let what = format!("{ORDERING} who order, alone to beside {READERS} readers, per second");
    aims.push(Aim { what, figure: slowed, bound: Bound::AtMost(3.0) });
    aims.iter().for_each(Aim::print);
    Ok(())
}

/// Measures endpoints in all stores. Gives how many requests to one of them are answered a second, in the largest store.
fn compare(
    runtime: &Runtime,
    stores: &[Filled],
    facts: Facts,
    endpoints: &[Endpoint],
    counted: Endpoint,
    aims: &mut Vec<Aim>,
) -> Result<f64> {
    let mut per_second = f64::NAN;
    for endpoint in endpoints {
        let name = endpoint.name();
        let mut worst = f64::NEG_INFINITY;
        for connections in CONNECTIONS {
            let cells = cells(runtime, stores, facts, *endpoint, connections)?;
            print_row(name, connections, &cells);
            let [(_, few), .., (_, many)] = cells.as_slice() else { continue };
            let ratio = many.p50_ms / few.p50_ms;
            // A figure that is none is the worst.
            worst = if ratio.is_nan() || worst.is_nan() { f64::NAN } else { worst.max(ratio) };
            if connections == TYPICAL {
                let what = format!("{name}: p99 in ms, {TYPICAL} connections, 1 M");
                aims.push(Aim { what, figure: many.p99_ms, bound: Bound::AtMost(10.0) });
                if *endpoint == counted {
                    per_second = many.per_second;
                }
            }
        }
        let what = format!("{name}: 1 M to 1 k, the worst p50");
        aims.push(Aim { what, figure: worst, bound: Bound::AtMost(1.5) });
    }
    Ok(per_second)
}

/// Measures locations where each read could count many stock units.
fn count_units(runtime: &Runtime, units: &[Filled], facts: Facts, aims: &mut Vec<Aim>) -> Result<()> {
    print_head(&[MANY_UNITS.0]);
    for connections in CONNECTIONS {
        let cells = cells(runtime, units, facts, Endpoint::Locations, connections)?;
        print_row(Endpoint::Locations.name(), connections, &cells);
        if let [(name, cell)] = cells.as_slice()
            && connections == TYPICAL
        {
            let what = format!("locations: p99 in ms, {TYPICAL} connections, {name}");
            aims.push(Aim { what, figure: cell.p99_ms, bound: Bound::AtMost(10.0) });
        }
    }
    Ok(())
}

/// Makes a store, fills it, and starts the gateway on it.
fn filled(
    program: &Program,
    runtime: &Runtime,
    folder: &Path,
    name: &'static str,
    size: Size,
    now_ms: i64,
) -> Result<Filled> {
    let folder = folder.join(name.replace(' ', "-"));
    let begun = Instant::now();
    program.make_store(&folder)?;
    store::fill(runtime, &folder, size, now_ms).with_context(|| format!("filling the store {name}"))?;
    let filled = begun.elapsed();
    let begun = Instant::now();
    let server = program.start(&folder)?;
    println!(
        "· {name}: filled in {:.1} s; the gateway listened after {:.1} s",
        filled.as_secs_f64(),
        begun.elapsed().as_secs_f64()
    );
    Ok(Filled { name, server, folder })
}

/// By how much orders become fewer, a second, while others read.
fn with_readers(runtime: &Runtime, store: &Filled, facts: Facts) -> Result<f64> {
    let address = store.server.address;
    let orders = Crowd { connections: ORDERING, endpoints: &[Endpoint::Checkout] };
    let reads = [Endpoint::ProductsShort, Endpoint::Quarters, Endpoint::Availability, Endpoint::Locations];
    let readers = Crowd { connections: READERS, endpoints: &reads };
    let time = ROUND * 3;
    let (mut alone, mut beside, mut reading) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.extend(measure(address, facts, std::slice::from_ref(&orders), time));
        store::pay_all(runtime, &store.folder)?;
        let [ordered, read] =
            measure(address, facts, &[orders.clone(), readers.clone()], time).try_into().unwrap_or_default();
        beside.push(ordered);
        reading.push(read);
        store::pay_all(runtime, &store.folder)?;
    }
    let [alone, beside, reading] = [alone, beside, reading].map(|rounds| Cell::of(&rounds));
    print_head(&["1 M"]);
    print_row("checkout alone", ORDERING, &[("1 M", alone.clone())]);
    print_row("checkout beside readers", ORDERING, &[("1 M", beside.clone())]);
    print_row("the readers", READERS, &[("1 M", reading)]);
    Ok(alone.per_second / beside.per_second)
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn make(folder: &Path) -> Result<Self> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self(folder.to_owned()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
