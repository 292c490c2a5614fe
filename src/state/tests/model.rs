//! The reducer against a model of the world: customers press what they like, answers come late, in another order, twice,
//! not at all or failed, time passes, and others take what was free. Whatever happens, the rules hold after every step,
//! and once the service is well again the booking can be completed.

mod judge;
mod screen;
mod service;
mod steps;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestError, TestRunner};

use self::steps::{Circumstances, Step, circumstances, steps};
use self::world::{Verdict, World};
use super::*;
use crate::booking::testing::cases;

const CASES: u32 = 10_000;
const MOST_STEPS: usize = 60;
/// The cases are run in so many parts at once, each with a seed of its own.
const PARTS: u32 = 4;

fn run(circumstances: Circumstances, steps: &[Step]) -> Verdict {
    let mut world = World::new(circumstances)?;
    for step in steps {
        world.step(step)?;
    }
    world.book(circumstances.goes_on)
}

#[test]
fn whatever_happens_the_rules_hold_and_the_booking_can_be_completed() {
    let config = cases(CASES);
    let RngSeed::Fixed(seed) = config.rng_seed else { panic!("cargo sets PROPTEST_RNG_SEED") };
    std::thread::scope(|scope| {
        for part in 0..PARTS {
            let cases = config.cases.div_ceil(PARTS);
            let rng_seed = RngSeed::Fixed(seed * u64::from(PARTS) + u64::from(part));
            let config = ProptestConfig { cases, rng_seed, ..config.clone() };
            scope.spawn(move || judge(config));
        }
    });
}

fn judge(config: ProptestConfig) {
    let cases = (circumstances(), prop::collection::vec(steps(), 1..=MOST_STEPS));
    let judged = TestRunner::new(config)
        .run(&cases, |(circumstances, steps)| run(circumstances, &steps).map_err(TestCaseError::fail));
    match judged {
        Ok(()) => {}
        Err(TestError::Fail(why, (circumstances, steps))) => panic!("{why}\n{}", told(circumstances, &steps)),
        Err(other) => panic!("{other}"),
    }
}

/// A sequence, one step a line, with the action that each step led to.
fn told(circumstances: Circumstances, steps: &[Step]) -> String {
    let mut told = format!("{circumstances:?}");
    let Ok(mut world) = World::new(circumstances) else { return told };
    for step in steps {
        let action = match step {
            Step::Offered(group, which) => world.offered(*group, *which),
            _ => None,
        };
        told.push_str(&format!("\n{step:?} {action:?}"));
        if world.step(step).is_err() {
            break;
        }
    }
    told
}
