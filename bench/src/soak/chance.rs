//! Chance by seed, and the faults it brings.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nascente_server::demo::simulator::fakes::{Fault, Weather};

/// Numbers that look random and are the same for the same seed (xorshift64*).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice with a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below another.
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Whether something of so many percent happens.
    pub(crate) const fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}

/// How often each fault came.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) requests: AtomicUsize,
    pub(crate) too_many: AtomicUsize,
    pub(crate) server: AtomicUsize,
    pub(crate) broken_before: AtomicUsize,
    pub(crate) broken_after: AtomicUsize,
    pub(crate) slow: AtomicUsize,
}

/// The weather, and what it has brought so far.
pub(crate) struct Counted {
    dice: Dice,
    faults: Arc<Faults>,
}

/// Weather of a seed: of 100 requests 4 are too many, 4 meet a broken server, 2 break off before and 2 after the
/// provider has acted, 6 are slow.
pub(crate) fn weather(seed: u64) -> Counted {
    Counted { dice: Dice::new(seed ^ 0x5eed), faults: Arc::default() }
}

impl Counted {
    pub(crate) fn counted(&self) -> Arc<Faults> {
        Arc::clone(&self.faults)
    }

    pub(crate) fn into_weather(mut self) -> Weather {
        Box::new(move || {
            let count = |of: &AtomicUsize| of.fetch_add(1, Ordering::Relaxed);
            count(&self.faults.requests);
            let (fault, counter) = match self.dice.below(100) {
                0..=3 => (Fault::Status(429), &self.faults.too_many),
                4..=7 => (Fault::Status(if self.dice.percent(50) { 500 } else { 503 }), &self.faults.server),
                8..=9 => (Fault::BreakBefore, &self.faults.broken_before),
                10..=11 => (Fault::BreakAfter, &self.faults.broken_after),
                12..=17 => (Fault::Slow(Duration::from_millis(50 + self.dice.below(1_500))), &self.faults.slow),
                _ => return None,
            };
            count(counter);
            Some(fault)
        })
    }
}
