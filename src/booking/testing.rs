//! What the tests of properties have in common.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngAlgorithm;

/// As many cases, where `PROPTEST_CASES` does not say how many.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 20_000,
        // Many times faster than the default where nothing is optimised.
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = number;
    }
    config
}
