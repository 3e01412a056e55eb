//! The checks as the API shows them.

use std::collections::HashMap;

use nascente_domain::id::CompanyId;
use nascente_domain::moment::Moment;
use nascente_domain::tracking::Health;
use nascente_store::company;
use nascente_store::tracking::{self as store, Alarm, Covered};
use serde_json::{Value, json};

use super::{Finding, checks, mending, signatures, wording};
use crate::app::App;
use crate::failure::Failure;
use crate::http::body::tracking::{CoverageDay, NumberCoverage, TrackingCheck, TrackingHealth, TrackingSubject};
use crate::report::wording::Language;

/// How the tracking of a company stands now.
pub async fn health(app: &App, company_id: CompanyId) -> Result<TrackingHealth, Failure> {
    let now = app.now();
    signatures::write(app).await?;
    let (looked, alarms, language) = app
        .db
        .read(move |tx| {
            let company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let zone = crate::app::zone(&company.time_zone);
            let looked = checks::all(tx, company_id, &zone, now)?;
            Ok::<_, Failure>((looked, store::alarms(tx, company_id)?, Language::of(&company.locale)))
        })
        .await?;
    let since = since_of(alarms);
    let findings = &looked.findings;
    let items: Vec<TrackingCheck> = findings.iter().map(|finding| body(language, finding, &since, now)).collect();
    let worst = findings.iter().map(|finding| finding.health).max().unwrap_or(Health::Ok);
    let (from, to) = looked.days;
    Ok(TrackingHealth {
        checked_at: now.to_string(),
        worst: worst.to_string(),
        items,
        from: from.to_string(),
        to: to.to_string(),
        coverage: coverage(looked.covered),
    })
}

/// The days of each number, which come sorted by number.
fn coverage(covered: Vec<Covered>) -> Vec<NumberCoverage> {
    let mut numbers: Vec<NumberCoverage> = Vec::new();
    for one in covered {
        let channel_id = one.channel_id.to_string();
        let day = CoverageDay { day: one.day.to_string(), known: one.part.of, conversations: one.part.all };
        match numbers.last_mut() {
            Some(number) if number.channel_id == channel_id => number.days.push(day),
            _ => numbers.push(NumberCoverage { channel_id, name: one.name, days: vec![day] }),
        }
    }
    numbers
}

type Since = HashMap<(String, String), Moment>;

fn since_of(alarms: Vec<Alarm>) -> Since {
    alarms.into_iter().map(|alarm| ((alarm.check, alarm.subject), alarm.since)).collect()
}

fn body(language: Language, finding: &Finding, since: &Since, now: Moment) -> TrackingCheck {
    let alarm = since.get(&(finding.check.to_string(), finding.subject_key())).copied();
    // What the store can date is older than the watch's own note; an alarm that was not noted yet is new.
    let noted = finding.since.or(alarm).unwrap_or(now);
    TrackingCheck {
        code: finding.check.to_string(),
        state: finding.health.to_string(),
        subject: finding.subject.as_ref().map(|subject| TrackingSubject {
            kind: subject.kind.to_owned(),
            id: subject.id.clone(),
            name: subject.name.clone(),
        }),
        since: finding.health.is_alarm().then(|| noted.to_string()),
        message: wording::message(language, finding),
        mend: wording::mend(language, finding.check).to_owned(),
        mend_link: mending::mend_link(finding),
        list_link: mending::list_link(finding),
        value: finding.value,
        usual: finding.usual,
    }
}

/// A finding as it is told to other programs.
pub(super) fn told(language: Language, finding: &Finding, since: Moment) -> Value {
    json!({
        "code": finding.check,
        "state": finding.health,
        "subject": finding.subject.as_ref().map(|one| json!({ "kind": one.kind, "id": one.id, "name": one.name })),
        "since": since,
        "message": wording::message(language, finding),
        "mend": wording::mend(language, finding.check),
        "mend_link": mending::mend_link(finding),
    })
}
