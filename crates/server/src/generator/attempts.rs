//! How often one address may try to make a link on public pages: 20 times in 10 minutes, whatever comes of it.
//!
//! Kept in memory of this process only, as for logins: each node counts for itself, and the company's daily limit,
//! which the store counts, holds over all of them (ADR 0023). An IPv6 customer holds a whole /64 and counts as one.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use nascente_domain::moment::{Moment, SECOND};

/// Attempts that are allowed within the window.
const ALLOWED: usize = 20;
/// The window.
const WINDOW: i64 = 10 * 60 * SECOND;
/// How many addresses are remembered before the idle ones are swept out.
const SWEEP_ABOVE: usize = 10_000;

/// The attempts of late.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<HashMap<IpAddr, Vec<Moment>>>);

impl Attempts {
    /// Counts an attempt; when there were too many it is not counted and the seconds to wait are given.
    pub fn count(&self, address: IpAddr, now: Moment) -> Result<(), u64> {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Moment| now.since(*at) < WINDOW;
        if attempts.len() > SWEEP_ABOVE {
            attempts.retain(|_, moments| moments.iter().any(is_recent));
        }
        let moments = attempts.entry(customer(address)).or_default();
        moments.retain(is_recent);
        if let Some(first) = moments.first().filter(|_| moments.len() >= ALLOWED) {
            let left = WINDOW - now.since(*first);
            return Err(u64::try_from(left / SECOND).unwrap_or(0) + 1);
        }
        moments.push(now);
        Ok(())
    }
}

/// The address as it is counted.
fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_first_attempt_waits_until_the_first_is_ten_minutes_old() {
        let (attempts, now) = (Attempts::default(), Moment::from_millis(1_000_000));
        let here = "203.0.113.9".parse().unwrap();
        for _ in 0..20 {
            assert_eq!(attempts.count(here, now), Ok(()));
        }
        assert_eq!(attempts.count(here, now.plus(WINDOW - 5 * SECOND)), Err(6));
        assert_eq!(attempts.count("203.0.113.10".parse().unwrap(), now), Ok(()));
        assert_eq!(attempts.count("::ffff:203.0.113.9".parse().unwrap(), now), Err(601));
        assert_eq!(attempts.count(here, now.plus(WINDOW)), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_ipv6_customer_count_as_one() {
        let (attempts, now) = (Attempts::default(), Moment::from_millis(0));
        for number in 0..20 {
            assert_eq!(attempts.count(format!("2001:db8:1:2::{number}").parse().unwrap(), now), Ok(()));
        }
        assert!(attempts.count("2001:db8:1:2:ffff::1".parse().unwrap(), now).is_err());
        assert_eq!(attempts.count("2001:db8:1:3::1".parse().unwrap(), now), Ok(()));
    }
}
