//! Clients that ask one after the other, as many at a time as there are connections, and what they measure.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::endpoints::{Endpoint, Facts, Random};
use crate::http::{Connection, is_over_time};

/// How long after the time of a measurement an answer is still waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a client that was told to come again later stays away: far less than it is told, so that the gateway goes on
/// having too much to do.
const AWAY: Duration = Duration::from_millis(100);

/// A different one for each client of a run.
static SEED: AtomicU64 = AtomicU64::new(1);

/// What was measured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// How long answers took, ms, sorted. What was waited for in vain counts with the time it was waited for.
    times_ms: Vec<f64>,
    /// Requests that were answered as asked.
    answers: u32,
    /// For how long it was measured, seconds.
    seconds: f64,
    /// Requests that were waited for in vain.
    pub(crate) abandoned: u32,
    /// Requests that were refused or broken off.
    pub(crate) refused: u32,
    /// Why the first of them was.
    pub(crate) reason: Option<String>,
}

impl Measured {
    /// The time that such a part of the answers did not exceed, ms; NaN where there are none.
    pub(crate) fn quantile_ms(&self, part: f64) -> f64 {
        let count = self.times_ms.len();
        let rank = (part * count as f64).ceil() as usize;
        self.times_ms.get(rank.clamp(1, count.max(1)) - 1).copied().unwrap_or(f64::NAN)
    }

    /// Requests a second that were answered as asked.
    pub(crate) fn per_second(&self) -> f64 {
        f64::from(self.answers) / self.seconds
    }

    fn add(&mut self, other: Self) {
        self.times_ms.extend(other.times_ms);
        self.answers += other.answers;
        self.seconds = self.seconds.max(other.seconds);
        self.abandoned += other.abandoned;
        self.refused += other.refused;
        self.reason = self.reason.take().or(other.reason);
    }

    fn refuse(&mut self, reason: impl FnOnce() -> String) {
        self.refused += 1;
        self.reason.get_or_insert_with(reason);
    }
}

/// Clients that ask for the same, each on its own connection.
#[derive(Clone, Debug)]
pub(crate) struct Crowd<'a> {
    pub(crate) connections: usize,
    /// What they ask for in turns.
    pub(crate) endpoints: &'a [Endpoint],
}

/// Has crowds ask at the same time; gives what each measured.
pub(crate) fn measure(to: SocketAddr, facts: Facts, crowds: &[Crowd<'_>], time: Duration) -> Vec<Measured> {
    let all = Barrier::new(crowds.iter().map(|crowd| crowd.connections).sum());
    let all = &all;
    let measured = thread::scope(|scope| {
        let clients = crowds.iter().map(|crowd| {
            let client = |_| scope.spawn(move || ask(to, facts, crowd.endpoints, all, time));
            (0..crowd.connections).map(client).collect::<Vec<_>>()
        });
        let clients: Vec<_> = clients.collect();
        let joined = clients.into_iter().map(|clients| {
            let mut sum = Measured::default();
            for client in clients {
                match client.join() {
                    Ok(measured) => sum.add(measured),
                    Err(_) => sum.refuse(|| "a client of the measurement broke".to_owned()),
                }
            }
            sum.times_ms.sort_by(f64::total_cmp);
            sum
        });
        joined.collect()
    });
    settle(to, facts);
    measured
}

/// Waits until the gateway has done what nobody waits for any more.
fn settle(to: SocketAddr, facts: Facts) {
    let request = facts.request(Endpoint::Locations, &mut Random(0));
    if let Ok(mut connection) = Connection::open(to) {
        let _ = connection.ask(&request, Duration::from_secs(60));
    }
}

/// One client, for a while.
fn ask(to: SocketAddr, facts: Facts, endpoints: &[Endpoint], all: &Barrier, time: Duration) -> Measured {
    let mut measured = Measured::default();
    let mut random = Random(SEED.fetch_add(1, Ordering::Relaxed) << 32);
    let mut connection = Connection::open(to).ok();
    all.wait();
    let begun = Instant::now();
    let mut asked_from_here = 0;
    // Not all with the same one.
    let offset = usize::try_from(random.0 >> 32).unwrap_or(0) % endpoints.len().max(1);
    for endpoint in endpoints.iter().cycle().skip(offset) {
        if begun.elapsed() >= time {
            break;
        }
        let kept = connection.take().filter(|_| asked_from_here < endpoint.per_client());
        let mut open = match kept {
            Some(open) => open,
            None => match Connection::open(to) {
                Ok(open) => {
                    asked_from_here = 0;
                    open
                }
                Err(error) => {
                    measured.refuse(|| format!("no connection: {error}"));
                    thread::sleep(AWAY);
                    continue;
                }
            },
        };
        asked_from_here += 1;
        let request = facts.request(*endpoint, &mut random);
        let sent = Instant::now();
        let answer = open.ask(&request, (time + PATIENCE).saturating_sub(begun.elapsed()));
        let took_ms = sent.elapsed().as_secs_f64() * 1000.0;
        let (keeps, is_busy) = match answer {
            Ok(answer) if answer.status < 300 => {
                measured.answers += 1;
                measured.times_ms.push(took_ms);
                (answer.keeps, false)
            }
            Ok(answer) => {
                measured
                    .refuse(|| format!("{} {}", answer.status, String::from_utf8_lossy(answer.body).trim()));
                (answer.keeps, matches!(answer.status, 429 | 503))
            }
            Err(error) if is_over_time(&error) => {
                measured.abandoned += 1;
                measured.times_ms.push(took_ms);
                (false, false)
            }
            Err(error) => {
                measured.refuse(|| format!("broken off: {error}"));
                (false, true)
            }
        };
        connection = keeps.then_some(open);
        if is_busy {
            thread::sleep(AWAY);
        }
    }
    measured.seconds = begun.elapsed().as_secs_f64();
    measured
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_times_the_median_is_the_fiftieth_and_p99_the_last_but_one() {
        let times_ms = (1..=100).map(f64::from).collect();
        let measured = Measured { times_ms, ..Measured::default() };
        assert_eq!([0.5, 0.99, 1.0].map(|part| measured.quantile_ms(part)), [50.0, 99.0, 100.0]);
    }

    #[test]
    fn one_time_is_all_there_is_to_say_and_none_is_no_number() {
        let measured = Measured { times_ms: vec![7.0], ..Measured::default() };
        assert_eq!([0.01, 0.99].map(|part| measured.quantile_ms(part)), [7.0, 7.0]);
        assert!(Measured::default().quantile_ms(0.5).is_nan());
    }
}
