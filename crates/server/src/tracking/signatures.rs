//! Deliveries whose signature or key was wrong, of the last day, as this run of the program saw them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::{DAY, Moment};

/// Channels that are remembered at most: the address of a channel is no secret.
const MOST: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Failures {
    company_id: CompanyId,
    count: i64,
    first_at: Moment,
    last_at: Moment,
}

/// Wrong signatures by channel.
#[derive(Debug, Default)]
pub struct SignatureFailures(Mutex<HashMap<ChannelId, Failures>>);

impl SignatureFailures {
    /// Notes one.
    pub fn note(&self, company_id: CompanyId, channel_id: ChannelId, now: Moment) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, failures| now.since(failures.last_at) < DAY);
        }
        if known.len() >= MOST && !known.contains_key(&channel_id) {
            return;
        }
        let fresh = Failures { company_id, count: 0, first_at: now, last_at: now };
        let failures = known.entry(channel_id).or_insert(fresh);
        if now.since(failures.last_at) >= DAY {
            *failures = fresh;
        }
        failures.count += 1;
        failures.last_at = now;
    }

    /// Those of a company in the last day: channel, how many, since when.
    pub(super) fn of_company(&self, company_id: CompanyId, now: Moment) -> Vec<(ChannelId, i64, Moment)> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = known.iter().filter(|(_, one)| one.company_id == company_id && now.since(one.last_at) < DAY);
        let mut found: Vec<_> = fresh.map(|(channel_id, one)| (*channel_id, one.count, one.first_at)).collect();
        found.sort_by_key(|(channel_id, ..)| channel_id.value());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_day_old_is_forgotten_and_companies_are_kept_apart() {
        let failures = SignatureFailures::default();
        let (company, channel, at) = (CompanyId::from(1), ChannelId::from(2), Moment::from_millis(0));
        failures.note(company, channel, at);
        failures.note(company, channel, at.plus(5));
        assert_eq!(failures.of_company(company, at.plus(9)), [(channel, 2, at)]);
        assert_eq!(failures.of_company(CompanyId::from(9), at.plus(9)), []);
        assert_eq!(failures.of_company(company, at.plus(DAY + 5)), []);
        failures.note(company, channel, at.plus(2 * DAY));
        assert_eq!(failures.of_company(company, at.plus(2 * DAY)), [(channel, 1, at.plus(2 * DAY))]);
    }
}
