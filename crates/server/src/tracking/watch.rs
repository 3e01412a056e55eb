//! The watch: looks at the checks of every company, counts them in the metrics, and tells of an alarm once when it is
//! raised, again when it becomes worse or better, and once when it is over.

use std::collections::HashSet;
use std::time::Duration;

use nascente_domain::id::CompanyId;
use nascente_domain::moment::Moment;
use nascente_domain::tracking::{Check, Health};
use nascente_store::tracking::{self as store, Alarm};
use nascente_store::{Lane, StoreError, Tx, company};

use super::{Finding, checks, show, signatures};
use crate::app::{App, LiveHint};
use crate::report::wording::Language;
use crate::webhook::announce_tracking;

/// How often it looks.
const EVERY: Duration = Duration::from_mins(5);

/// Watches until the program stops.
pub async fn run(app: App) {
    while app.stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "the health of the tracking could not be looked at");
        }
    }
}

/// Looks at every company once.
pub async fn round(app: &App) -> Result<(), StoreError> {
    signatures::write(app).await?;
    for company_id in app.db.read(company::ids).await? {
        let now = app.now();
        let looked = app
            .db
            .read(move |tx| {
                let Some(company) = company::get(tx, company_id)? else { return Ok::<_, StoreError>(None) };
                let zone = crate::app::zone(&company.time_zone);
                let findings = checks::all(tx, company_id, &zone, now)?.findings;
                Ok(Some((findings, store::alarms(tx, company_id)?, Language::of(&company.locale))))
            })
            .await?;
        let Some((findings, alarms, language)) = looked else { continue };
        count(company_id, &findings);
        let ended = ended(&alarms, &findings);
        let news = findings.into_iter().filter(|one| one.health.is_alarm() && is_news(one, &alarms)).collect();
        tell(app, company_id, language, news, ended, now).await?;
    }
    Ok(())
}

/// 0 all right, 1 unknown, 2 a warning, 3 a problem.
fn count(company_id: CompanyId, findings: &[Finding]) {
    for check in Check::ALL {
        let worst = findings.iter().filter(|one| one.check == *check).map(|one| one.health).max();
        let level = match worst.unwrap_or(Health::Ok) {
            Health::Ok => 0.0,
            Health::Unknown => 1.0,
            Health::Warning => 2.0,
            Health::Problem => 3.0,
        };
        let company = company_id.to_string();
        metrics::gauge!("nascente_tracking_health", "check" => check.as_str(), "company" => company).set(level);
    }
}

fn is_news(finding: &Finding, alarms: &[Alarm]) -> bool {
    let (check, subject, state) = (finding.check.as_str(), finding.subject_key(), finding.health.as_str());
    !alarms.iter().any(|known| known.check == check && known.subject == subject && known.state == state)
}

/// Alarms that no finding holds up any more.
fn ended(alarms: &[Alarm], findings: &[Finding]) -> Vec<Alarm> {
    let standing: HashSet<(&str, String)> = findings
        .iter()
        .filter(|one| one.health.is_alarm())
        .map(|one| (one.check.as_str(), one.subject_key()))
        .collect();
    let is_over = |alarm: &&Alarm| !standing.contains(&(alarm.check.as_str(), alarm.subject.clone()));
    alarms.iter().filter(is_over).cloned().collect()
}

async fn tell(
    app: &App,
    company_id: CompanyId,
    language: Language,
    news: Vec<Finding>,
    ended: Vec<Alarm>,
    now: Moment,
) -> Result<(), StoreError> {
    if news.is_empty() && ended.is_empty() {
        return Ok(());
    }
    let of_unit = app.clone();
    app.db
        .write(Lane::Work, move |tx| {
            for finding in &news {
                raise(&of_unit, tx, company_id, language, finding, now)?;
            }
            for alarm in &ended {
                end(&of_unit, tx, company_id, language, alarm, now)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    app.job_arrived.notify_one();
    app.hint(LiveHint { company_id, kind: "tracking", id: company_id.to_string(), version: None });
    Ok(())
}

fn raise(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    language: Language,
    finding: &Finding,
    now: Moment,
) -> Result<(), StoreError> {
    let since = finding.since.unwrap_or(now);
    let alarm = Alarm {
        check: finding.check.to_string(),
        subject: finding.subject_key(),
        state: finding.health.to_string(),
        since,
    };
    // Of several nodes that look at the same time one tells.
    if store::raise(tx, company_id, &alarm)? {
        announce_tracking(app, tx, company_id, &show::told(language, finding, since), now)?;
    }
    Ok(())
}

fn end(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    language: Language,
    alarm: &Alarm,
    now: Moment,
) -> Result<(), StoreError> {
    let Ok(check) = alarm.check.parse::<Check>() else { return Ok(()) };
    if store::clear(tx, company_id, &alarm.check, &alarm.subject)? {
        let over = Finding::of(check, Health::Ok);
        let over = if alarm.subject.is_empty() { over } else { over.about("id", &alarm.subject, "") };
        announce_tracking(app, tx, company_id, &show::told(language, &over, now), now)?;
    }
    Ok(())
}
