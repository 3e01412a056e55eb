//! Telling visitors apart without keeping who they are.
//!
//! A visitor is the fingerprint of company, day, address and user agent under random bits that live in memory for that
//! day only. No address is stored, and after the day nobody can compute the fingerprint again.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::moment::{LocalDay, Moment, SECOND};
use sha2::{Digest, Sha256};

/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;
/// Zones differ by a day at most, so that three days are in use at once.
const DAYS_IN_USE: usize = 3;

type Salt = [u64; 4];

/// What is remembered of visitors.
#[derive(Debug, Default)]
pub(super) struct Visitors {
    salts: Mutex<BTreeMap<LocalDay, Salt>>,
    recent: Mutex<Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    opened: HashMap<(LinkId, String), Moment>,
    swept_at: Moment,
}

impl Visitors {
    /// The visitor's fingerprint on a day.
    pub(super) fn key(
        &self,
        company_id: CompanyId,
        day: LocalDay,
        address: IpAddr,
        agent: &str,
        random: impl Fn() -> u64,
    ) -> String {
        let mut digest = Sha256::new();
        for word in self.salt(day, random) {
            digest.update(word.to_be_bytes());
        }
        digest.update(company_id.value().to_be_bytes());
        // The length in front keeps an address and an agent from running into each other.
        let address = address.to_string();
        digest.update([u8::try_from(address.len()).unwrap_or(u8::MAX)]);
        digest.update(address.as_bytes());
        digest.update(agent.as_bytes());
        hex::encode(&digest.finalize()[..16])
    }

    fn salt(&self, day: LocalDay, random: impl Fn() -> u64) -> Salt {
        let mut salts = self.salts.lock().unwrap_or_else(PoisonError::into_inner);
        let salt = *salts.entry(day).or_insert_with(|| std::array::from_fn(|_| random()));
        while salts.len() > DAYS_IN_USE {
            salts.pop_first();
        }
        salt
    }

    /// Notes an opening; whether the same visitor opened the same link a moment ago.
    pub(super) fn repeats(&self, link_id: LinkId, visitor_key: &str, now: Moment) -> bool {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if now.since(recent.swept_at) >= REPEAT_WITHIN {
            recent.opened.retain(|_, opened_at| now.since(*opened_at) < REPEAT_WITHIN);
            recent.swept_at = now;
        }
        let before = recent.opened.insert((link_id, visitor_key.to_owned()), now);
        before.is_some_and(|opened_at| now.since(opened_at) < REPEAT_WITHIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(visitors: &Visitors, company: i64, day: i64, address: &str, agent: &str) -> String {
        let seed = std::sync::atomic::AtomicU64::new(1);
        let random = || seed.fetch_add(1, std::sync::atomic::Ordering::Relaxed).wrapping_mul(day.unsigned_abs() + 1);
        visitors.key(company.into(), LocalDay::from_number(day), address.parse().unwrap(), agent, random)
    }

    #[test]
    fn a_visitor_is_one_on_a_day_of_a_company_and_another_on_the_next_or_elsewhere() {
        let visitors = Visitors::default();
        let known = key(&visitors, 1, 10, "203.0.113.9", "a");
        assert_eq!(known, key(&visitors, 1, 10, "203.0.113.9", "a"));
        for other in [
            key(&visitors, 1, 11, "203.0.113.9", "a"),
            key(&visitors, 2, 10, "203.0.113.9", "a"),
            key(&visitors, 1, 10, "203.0.113.8", "a"),
            key(&visitors, 1, 10, "203.0.113.9", "b"),
        ] {
            assert_ne!(known, other);
        }
    }

    #[test]
    fn a_second_opening_within_ten_seconds_repeats_and_one_after_that_does_not() {
        let (visitors, start) = (Visitors::default(), Moment::from_millis(1_000_000));
        let at = |link: i64, millis: i64| visitors.repeats(link.into(), "v", start.plus(millis));
        assert!(!at(1, 0));
        assert!(at(1, 9_999));
        assert!(!at(2, 9_999));
        assert!(!at(1, 20_000));
    }
}
