//! How often a wrong password may be tried: 10 times in 15 minutes for an e-mail address, and for a client's address.
//!
//! In: who tries, and the present moment. Out: go on, or how long to wait. Kept in memory of this process only: a
//! restart forgives, and each node counts for itself. Addresses that did nothing for 15 minutes are forgotten.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nascente_domain::moment::{Moment, SECOND};

/// Failures that are allowed within the window.
const ALLOWED: usize = 10;
/// The window.
const WINDOW: i64 = 15 * 60 * SECOND;
/// How many addresses are remembered before the idle ones are swept out.
const SWEEP_ABOVE: usize = 10_000;

/// Who tries to log in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Email(String),
    Address(IpAddr),
}

/// The failures of late.
#[derive(Debug, Default)]
pub struct LoginLimiter(Mutex<HashMap<Key, Vec<Moment>>>);

impl LoginLimiter {
    /// How many seconds to wait before another try; `None`: now.
    pub fn wait(&self, email: &str, address: Option<IpAddr>, now: Moment) -> Option<u64> {
        let failures = self.lock();
        keys(email, address)
            .filter_map(|key| {
                let recent: Vec<&Moment> = failures.get(&key)?.iter().filter(|at| is_recent(**at, now)).collect();
                let first_that_counts = recent.len().checked_sub(ALLOWED)?;
                let left = WINDOW - now.since(*recent[first_that_counts]);
                Some(u64::try_from(left / SECOND).unwrap_or(0) + 1)
            })
            .max()
    }

    /// Counts a wrong password.
    pub fn failed(&self, email: &str, address: Option<IpAddr>, now: Moment) {
        let mut failures = self.lock();
        if failures.len() > SWEEP_ABOVE {
            failures.retain(|_, moments| moments.iter().any(|at| is_recent(*at, now)));
        }
        for key in keys(email, address) {
            let moments = failures.entry(key).or_default();
            moments.retain(|at| is_recent(*at, now));
            moments.push(now);
        }
    }

    /// The right password was given: the e-mail address starts anew. The client's address does not, or one known
    /// password would free an attacker to try others.
    pub fn succeeded(&self, email: &str) {
        self.lock().remove(&Key::Email(email.to_owned()));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Vec<Moment>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keys(email: &str, address: Option<IpAddr>) -> impl Iterator<Item = Key> {
    std::iter::once(Key::Email(email.to_owned())).chain(address.map(Key::Address))
}

fn is_recent(at: Moment, now: Moment) -> bool {
    now.since(at) < WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    #[test]
    fn the_tenth_failure_closes_the_door_for_fifteen_minutes() {
        let limiter = LoginLimiter::default();
        let now = Moment::from_millis(1_000_000);
        for _ in 0..9 {
            limiter.failed("a@b.c", HERE, now);
        }
        assert_eq!(limiter.wait("a@b.c", HERE, now), None);
        limiter.failed("a@b.c", HERE, now);
        assert_eq!(limiter.wait("a@b.c", None, now), Some(901));
        assert_eq!(limiter.wait("other@b.c", HERE, now), Some(901));
        assert_eq!(limiter.wait("other@b.c", None, now), None);
        assert_eq!(limiter.wait("a@b.c", HERE, now.plus(WINDOW)), None);
    }

    #[test]
    fn a_right_password_frees_the_email_but_not_the_address() {
        let limiter = LoginLimiter::default();
        let now = Moment::from_millis(0);
        for _ in 0..10 {
            limiter.failed("a@b.c", HERE, now);
        }
        limiter.succeeded("a@b.c");
        assert_eq!(limiter.wait("a@b.c", None, now), None);
        assert!(limiter.wait("a@b.c", HERE, now).is_some());
    }
}
