//! Telling visitors apart without keeping who they are.
//!
//! A visitor is the fingerprint of company, day, address and user agent under a salt of that day. The salt comes from
//! the installation's key, so that every node and every run of the program comes to the same fingerprint; on the next
//! day the same visitor is another one. No address is stored.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use nascente_domain::id::CompanyId;
use nascente_domain::moment::LocalDay;
use sha2::{Digest, Sha256};

use crate::auth::seal::SecretKey;

/// Zones differ by a day at most, so that three days are in use at once.
const DAYS_IN_USE: usize = 3;

type Salt = [u8; 32];

/// The salts of the days in use.
#[derive(Debug, Default)]
pub(super) struct Visitors(Mutex<BTreeMap<LocalDay, Salt>>);

impl Visitors {
    /// The visitor's fingerprint on a day.
    pub(super) fn key(
        &self,
        key: &SecretKey,
        company_id: CompanyId,
        day: LocalDay,
        address: IpAddr,
        agent: &str,
    ) -> String {
        let mut digest = Sha256::new();
        digest.update(self.salt(key, day));
        digest.update(company_id.value().to_be_bytes());
        // The length in front keeps an address and an agent from running into each other.
        let address = address.to_string();
        digest.update([u8::try_from(address.len()).unwrap_or(u8::MAX)]);
        digest.update(address.as_bytes());
        digest.update(agent.as_bytes());
        hex::encode(&digest.finalize()[..16])
    }

    fn salt(&self, key: &SecretKey, day: LocalDay) -> Salt {
        let mut salts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let salt = *salts.entry(day).or_insert_with(|| key.derive(&format!("visitors of {day}")));
        while salts.len() > DAYS_IN_USE {
            salts.pop_first();
        }
        salt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(company: i64, day: i64, address: &str, agent: &str) -> String {
        let installation = SecretKey::read(&"07".repeat(32)).unwrap();
        let address = address.parse().unwrap();
        Visitors::default().key(&installation, company.into(), LocalDay::from_number(day), address, agent)
    }

    #[test]
    fn a_visitor_is_one_on_a_day_of_a_company_on_every_node_and_another_on_the_next_day_or_elsewhere() {
        let known = key(1, 10, "203.0.113.9", "a");
        assert_eq!(known, key(1, 10, "203.0.113.9", "a"));
        for other in [
            key(1, 11, "203.0.113.9", "a"),
            key(2, 10, "203.0.113.9", "a"),
            key(1, 10, "203.0.113.8", "a"),
            key(1, 10, "203.0.113.9", "b"),
        ] {
            assert_ne!(known, other);
        }
    }

    #[test]
    fn another_installation_sees_another_visitor() {
        let other = SecretKey::read(&"08".repeat(32)).unwrap();
        let address = "203.0.113.9".parse().unwrap();
        let seen = Visitors::default().key(&other, 1.into(), LocalDay::from_number(10), address, "a");
        assert_ne!(seen, key(1, 10, "203.0.113.9", "a"));
    }
}
