//! The checks: counts of the store, judged by the lines of the domain.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use nascente_domain::id::CompanyId;
use nascente_domain::moment::{DAY, LocalDay, MINUTE, Moment};
use nascente_domain::tracking::{
    Check, Health, Part, conversion, coverage, lag, median, signatures, small_blemish, small_share, token, was_ahead,
};
use nascente_store::tracking::{self as store, Covered, OfChannel, Times};
use nascente_store::{StoreError, Tx, signature};

use super::Finding;

/// Days that are looked at.
const LATELY: i64 = 7;
/// Days that are the past.
const PAST: i64 = 28;
/// A link that nobody opened for so long was not handed out, or leads nowhere.
const UNOPENED: i64 = 14 * DAY;
/// Links that are named.
const MOST_LINKS: i64 = 20;

/// What was looked at, and what was found.
pub(super) struct Looked {
    /// Every finding, in the order of the checks; each check has one at least.
    pub(super) findings: Vec<Finding>,
    /// Known origins by number and day.
    pub(super) covered: Vec<Covered>,
    /// The days of `covered`, the last of which is not over.
    pub(super) days: (LocalDay, LocalDay),
}

/// Looks at a company.
pub(super) fn all(tx: &mut Tx<'_>, company_id: CompanyId, zone: &TimeZone, now: Moment) -> Result<Looked, StoreError> {
    let today = now.day_in(zone);
    let days = (today.plus(-PAST), today);
    let mut found = Vec::new();
    found.extend(inactive(Check::LinkToInactiveNumber, store::inactive_links(tx, company_id, now)?));
    let ads = inactive(Check::AdToInactiveNumber, store::inactive_ads(tx, company_id, days.0)?);
    found.extend(ads.map(|one| one.of_days(days)));
    let lately = (today.plus(-LATELY), today);
    let without = store::cards_without_click_id(tx, company_id, lately.0)?;
    found.push(of_share(Check::AdsWithoutClickId, without, small_share).of_days(lately));
    let unidentified = store::unidentified_ads(tx, company_id, lately.0)?;
    found.push(of_share(Check::AdsUnidentified, unidentified, small_share).of_days(lately));
    let unnamed = store::unnamed_campaigns(tx, company_id, days.0)?;
    found.push(of_share(Check::CampaignNamesMissing, unnamed, small_blemish).of_days(days));
    let covered = store::covered(tx, company_id, days)?;
    found.extend(fallen(&covered, today));
    let times = store::recent(tx, company_id)?;
    found.extend(lags(&times, store::pending(tx, company_id)?, now));
    found.extend(wrong_signatures(tx, company_id, now)?);
    found.extend(unopened(tx, company_id, now)?);
    found.push(converted(tx, company_id, today)?);
    found.extend(tokens(tx, company_id, now)?);
    found.extend(skews(&times, now));
    Ok(Looked { findings: with_every_check(found), covered, days })
}

/// What was not found wrong is all right.
fn with_every_check(mut found: Vec<Finding>) -> Vec<Finding> {
    for check in Check::ALL {
        if !found.iter().any(|one| one.check == *check) {
            found.push(Finding::of(*check, Health::Ok));
        }
    }
    found.sort_by_key(|one| one.check);
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts and times stay far below 2^52")]
const fn number(of: i64) -> f64 {
    of as f64
}

fn inactive(check: Check, channels: Vec<OfChannel>) -> impl Iterator<Item = Finding> {
    channels.into_iter().map(move |one| Finding {
        since: one.since,
        value: Some(number(one.count)),
        ..Finding::of(check, Health::Problem).about("channel", one.channel_id, &one.name)
    })
}

fn of_share(check: Check, part: Part, judge: fn(Part) -> Health) -> Finding {
    Finding { value: part.share(), ..Finding::of(check, judge(part)) }
}

/// The last whole day of each number that has one, against its days before.
fn fallen(days: &[Covered], today: LocalDay) -> Vec<Finding> {
    let mut by_channel: BTreeMap<i64, Vec<&Covered>> = BTreeMap::new();
    for day in days.iter().filter(|one| one.day < today) {
        by_channel.entry(day.channel_id.value()).or_default().push(day);
    }
    let judged = by_channel.into_values().filter_map(|days| {
        let (latest, before) = days.split_last()?;
        let sum = |of: fn(&Part) -> i64| before.iter().map(|one| of(&one.part)).sum();
        let before = Part { of: sum(|part| part.of), all: sum(|part| part.all) };
        let health = coverage(latest.part, before);
        let finding = Finding::of(Check::CoverageFell, health).about("channel", latest.channel_id, &latest.name);
        let finding = finding.of_days((latest.day, latest.day));
        Some(Finding { value: latest.part.share(), usual: before.share(), ..finding })
    });
    alarms_or_one(Check::CoverageFell, judged.collect())
}

/// The alarms; without any, one finding for the whole company, as good as the best that is known.
fn alarms_or_one(check: Check, found: Vec<Finding>) -> Vec<Finding> {
    let best = found.iter().map(|one| one.health).min().unwrap_or(Health::Unknown);
    let alarms: Vec<Finding> = found.into_iter().filter(|one| one.health.is_alarm()).collect();
    if alarms.is_empty() { vec![Finding::of(check, best)] } else { alarms }
}

/// The times of the last day by number.
fn by_channel(times: &[Times], now: Moment) -> Vec<Vec<&Times>> {
    let mut by_channel: BTreeMap<i64, Vec<&Times>> = BTreeMap::new();
    for one in times.iter().filter(|one| now.since(one.received_at) < DAY) {
        by_channel.entry(one.channel_id.value()).or_default().push(one);
    }
    by_channel.into_values().collect()
}

fn lags(times: &[Times], pending: (Option<Moment>, i64), now: Moment) -> Vec<Finding> {
    let mut found: Vec<Finding> = by_channel(times, now)
        .into_iter()
        .filter_map(|times| {
            let middle = median(times.iter().map(|one| one.received_at.since(one.sent_at)).collect());
            let first = times.first()?;
            let health = lag(times.len(), middle);
            let finding = Finding::of(Check::DeliveryLag, health).about("channel", first.channel_id, &first.name);
            Some(Finding { value: middle.map(number), ..finding })
        })
        .collect();
    if let (Some(oldest), _) = pending {
        let waiting = now.since(oldest);
        let health = if waiting >= 10 * MINUTE { Health::Problem } else { Health::Warning };
        if waiting >= MINUTE {
            let stuck = Finding::of(Check::DeliveryLag, health);
            found.push(Finding { since: Some(oldest), value: Some(number(waiting)), ..stuck });
        }
    }
    alarms_or_one(Check::DeliveryLag, found)
}

fn skews(times: &[Times], now: Moment) -> Vec<Finding> {
    let found = by_channel(times, now).into_iter().filter_map(|times| {
        let ahead = times.iter().filter(|one| was_ahead(one.sent_at, one.received_at)).count();
        let part = Part { of: i64::try_from(ahead).ok()?, all: i64::try_from(times.len()).ok()? };
        let first = times.first()?;
        let finding = Finding::of(Check::ClockSkew, small_share(part));
        Some(Finding { value: part.share(), ..finding.about("channel", first.channel_id, &first.name) })
    });
    alarms_or_one(Check::ClockSkew, found.collect())
}

fn wrong_signatures(tx: &mut Tx<'_>, company_id: CompanyId, now: Moment) -> Result<Vec<Finding>, StoreError> {
    let wrong = signature::since(tx, company_id, now.plus(-DAY))?;
    let found = wrong.into_iter().map(|one| Finding {
        since: Some(one.first_at),
        value: Some(number(one.count)),
        ..Finding::of(Check::FailingSignatures, signatures(one.count)).about("channel", one.channel_id, &one.name)
    });
    Ok(found.collect())
}

fn unopened(tx: &mut Tx<'_>, company_id: CompanyId, now: Moment) -> Result<Vec<Finding>, StoreError> {
    let links = store::never_clicked(tx, company_id, now, now.plus(-UNOPENED), MOST_LINKS)?;
    let found = links.into_iter().map(|(link_id, name, created_at)| Finding {
        since: Some(created_at),
        ..Finding::of(Check::LinkNeverClicked, Health::Warning).about("link", link_id, &name)
    });
    Ok(found.collect())
}

fn converted(tx: &mut Tx<'_>, company_id: CompanyId, today: LocalDay) -> Result<Finding, StoreError> {
    let latest = store::by_clicks(tx, company_id, (today.plus(-LATELY), today.plus(-1)))?;
    let before = store::by_clicks(tx, company_id, (today.plus(-LATELY - PAST), today.plus(-LATELY - 1)))?;
    let finding = Finding::of(Check::ClickToConversationFell, conversion(latest, before));
    Ok(Finding { value: latest.share(), usual: before.share(), ..finding })
}

fn tokens(tx: &mut Tx<'_>, company_id: CompanyId, now: Moment) -> Result<Vec<Finding>, StoreError> {
    let tokens = store::tokens(tx, company_id)?;
    let found = tokens.into_iter().map(|(channel_id, name, expires_at)| Finding {
        value: Some(number(expires_at.since(now) / DAY)),
        ..Finding::of(Check::TokenExpires, token(expires_at, now)).about("channel", channel_id, &name)
    });
    Ok(found.filter(|one| one.health.is_alarm()).collect())
}
