//! Conversions for ads, by file: Google Ads' offline file and Meta's.
//!
//! In: a period of closings. Out: the rows that a platform can take, and the others with their reason. Header and form of
//! times are the platform's, to the letter: one wrong time makes Google refuse a whole file. Refused: names that a
//! spreadsheet would take for a formula.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::conversion::{
    ClickIdKind, Closed, PlatformClick, Unfit, amount, for_google, for_meta, google_time,
};
use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, ContactId};
use nascente_domain::moment::{LocalDay, Moment};
use nascente_store::conversion::{self as store, ClickEvidence, ClosedRow};
use nascente_store::{Lane, company, contact, event};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::attend::desk::Doer;
use crate::audit;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversion::{Conversion, ConversionQuery, Conversions};

/// Conversions of one file, at most.
const MOST: i64 = 20_000;
/// Contacts whose clicks are read by one statement.
const CHUNK: usize = 500;
/// The name of the conversion action when none is given.
const USUAL_NAME: &str = "Venda pelo WhatsApp";

/// Whom the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Google Ads.
    GoogleAds,
    /// Meta.
    Meta,
}

impl Platform {
    /// Reads the word of the API.
    pub fn read(text: &str) -> Result<Self, Failure> {
        match text {
            "google_ads" => Ok(Self::GoogleAds),
            "meta" => Ok(Self::Meta),
            _ => Err(Failure::invalid("platform", "unknown", "use google_ads or meta")),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::GoogleAds => "google_ads",
            Self::Meta => "meta",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::GoogleAds => "google-ads-conversions.csv",
            Self::Meta => "meta-conversions.csv",
        }
    }
}

/// What is wanted, checked.
struct Wanted {
    days: (LocalDay, LocalDay),
    outcomes: Vec<Outcome>,
    name: String,
    order_id: bool,
}

/// A conversion with the click that goes out, or why none does.
struct Judged {
    row: ClosedRow,
    click: Result<PlatformClick, Unfit>,
}

fn read(app: &App, caller: &Caller, query: &ConversionQuery) -> Result<Wanted, Failure> {
    let day = |field: &str, text: &Option<String>, otherwise: LocalDay| {
        let wrong = || Failure::invalid(field, "date", "use a date of the form 2026-11-22");
        text.as_deref().map_or(Ok(otherwise), |text| text.parse().map_err(|_| wrong()))
    };
    let to = day("to", &query.to, app.now().day_in(&caller.zone))?;
    let from = day("from", &query.from, to.plus(-29))?;
    if from > to || from.plus(20 * 366) < to {
        return Err(Failure::invalid(
            "from",
            "out_of_range",
            "use a period of up to 20 years that ends after it begins",
        ));
    }
    let outcomes = query.outcome.as_deref().unwrap_or("won").split(',').map(|word| match word.trim().parse() {
        Ok(outcome @ (Outcome::Won | Outcome::Qualified)) => Ok(outcome),
        _ => Err(Failure::invalid("outcome", "unknown", "use won, qualified or both")),
    });
    Ok(Wanted {
        days: (from, to),
        outcomes: outcomes.collect::<Result<_, _>>()?,
        name: checked_name(query.conversion_name.as_deref().unwrap_or(USUAL_NAME))?,
        order_id: query.order_id.unwrap_or(false),
    })
}

fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    let formed = (1..=100).contains(&name.chars().count())
        && !name.contains(char::is_control)
        && !name.starts_with(['=', '+', '-', '@']);
    formed.then(|| name.to_owned()).ok_or_else(|| {
        Failure::invalid("conversion_name", "invalid", "use the name of the conversion action, 1 to 100 characters")
    })
}

/// What a file would hold, and what it leaves out.
pub async fn preview(
    app: &App,
    caller: &Caller,
    platform: Platform,
    query: &ConversionQuery,
) -> Result<Conversions, Failure> {
    let wanted = read(app, caller, query)?;
    let judged = judge(app, caller.company_id, platform, &wanted).await?;
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for reason in judged.iter().filter_map(|one| one.click.as_ref().err()) {
        *reasons.entry(reason.to_string()).or_default() += 1;
    }
    let left_out = reasons.values().sum();
    Ok(Conversions {
        platform: platform.word().to_owned(),
        from: wanted.days.0.to_string(),
        to: wanted.days.1.to_string(),
        eligible: judged.len() - left_out,
        left_out,
        reasons,
        file_url: file_url(platform, &wanted),
        items: judged.into_iter().map(show).collect(),
    })
}

fn file_url(platform: Platform, wanted: &Wanted) -> String {
    let outcomes: Vec<&str> = wanted.outcomes.iter().map(|outcome| outcome.as_str()).collect();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("from", &wanted.days.0.to_string()).append_pair("to", &wanted.days.1.to_string());
    query.append_pair("outcome", &outcomes.join(",")).append_pair("conversion_name", &wanted.name);
    if wanted.order_id {
        query.append_pair("order_id", "true");
    }
    format!("/api/v1/exports/{}?{}", platform.file(), query.finish())
}

fn show(judged: Judged) -> Conversion {
    let (row, click) = (judged.row, judged.click.as_ref().ok());
    Conversion {
        conversation_id: row.conversation_id.to_string(),
        protocol: row.protocol,
        closed_at: row.closed_at.to_string(),
        outcome: row.outcome.to_string(),
        value_cents: row.value_cents,
        click_id_kind: click.map(|click| click.kind.to_string()),
        click_id: click.map(|click| click.value.clone()),
        clicked_at: click.map(|click| click.at.to_string()),
        reason: judged.click.as_ref().err().map(ToString::to_string),
    }
}

async fn judge(app: &App, company_id: CompanyId, platform: Platform, wanted: &Wanted) -> Result<Vec<Judged>, Failure> {
    let (days, outcomes, now) = (wanted.days, wanted.outcomes.clone(), app.now());
    let (rows, clicks) = app
        .db
        .read(move |tx| {
            let rows = store::closed(tx, company_id, days, &outcomes, MOST + 1)?;
            let ids: Vec<ContactId> = rows.iter().map(|row| row.contact_id).collect();
            let mut persons: HashMap<ContactId, ContactId> = HashMap::new();
            let mut clicks: HashMap<ContactId, Vec<PlatformClick>> = HashMap::new();
            for some in ids.chunks(CHUNK) {
                // What a person clicked may stand under each contact that the person was.
                let family = contact::families(tx, company_id, some.to_vec())?;
                persons.extend(family.iter().map(|row| (row.contact_id, row.person())));
                let family = family.into_iter().map(|row| row.contact_id).collect();
                for evidence in store::clicks(tx, company_id, family)? {
                    let person = persons.get(&evidence.contact_id).copied().unwrap_or(evidence.contact_id);
                    clicks.entry(person).or_default().extend(click_ids(&evidence));
                }
            }
            let of_row = |row: &ClosedRow| persons.get(&row.contact_id).copied().unwrap_or(row.contact_id);
            let found: Vec<Vec<PlatformClick>> =
                rows.iter().map(|row| clicks.get(&of_row(row)).cloned().unwrap_or_default()).collect();
            Ok::<_, Failure>((rows, found))
        })
        .await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST {
        return Err(Failure::invalid("from", "too_many_rows", "a file holds 20,000 conversions: narrow the period"));
    }
    Ok(rows.into_iter().zip(clicks).map(|(row, clicks)| one(platform, row, clicks, now)).collect())
}

fn one(platform: Platform, row: ClosedRow, clicks: Vec<PlatformClick>, now: Moment) -> Judged {
    let closed = Closed {
        closed_at: row.closed_at,
        outcome: row.outcome,
        value_cents: row.value_cents,
        excluded: row.excluded,
        clicks,
    };
    let click = match platform {
        Platform::GoogleAds => for_google(&closed),
        Platform::Meta => for_meta(&closed, now),
    };
    let click = click.cloned();
    Judged { row, click }
}

/// The click ids on a card and in the query of a click; the first of a name counts.
fn click_ids(evidence: &ClickEvidence) -> Vec<PlatformClick> {
    let mut found = Vec::new();
    if let Some((card, at)) = &evidence.card
        && let Some(value) = &card.ctwa_clid
    {
        found.push(PlatformClick { at: *at, kind: ClickIdKind::CtwaClid, value: value.clone() });
    }
    if let Some((query, at)) = &evidence.query {
        for kind in [ClickIdKind::Gclid, ClickIdKind::Gbraid, ClickIdKind::Wbraid, ClickIdKind::Fbclid] {
            let mut fields = url::form_urlencoded::parse(query.as_bytes());
            if let Some((_, value)) = fields.find(|(name, value)| name == kind.as_str() && !value.is_empty()) {
                found.push(PlatformClick { at: *at, kind, value: value.into_owned() });
            }
        }
    }
    found
}

/// The file, and the name under which it is saved.
pub async fn file(
    app: &App,
    caller: &Caller,
    platform: Platform,
    query: &ConversionQuery,
) -> Result<(&'static str, Vec<u8>), Failure> {
    let wanted = read(app, caller, query)?;
    let judged = judge(app, caller.company_id, platform, &wanted).await?;
    let company_id = caller.company_id;
    let company = app.db.read(move |tx| company::get(tx, company_id)).await?.ok_or(Failure::NotFound)?;
    let fit: Vec<(&ClosedRow, &PlatformClick)> =
        judged.iter().filter_map(|one| one.click.as_ref().ok().map(|click| (&one.row, click))).collect();
    let lines = match platform {
        Platform::GoogleAds => google_lines(&fit, &wanted, &company, caller),
        Platform::Meta => meta_lines(&fit, &company.currency),
    };
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).map_err(|error| Failure::Unavailable(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::Unavailable(error.to_string()))?;
    let details = json!({ "format": platform.file(), "rows": fit.len(), "from": wanted.days.0.to_string(),
        "to": wanted.days.1.to_string() });
    let noted = audit::of_company(app, Doer::from(caller), "exported", details);
    let kept: Result<(), Failure> =
        app.db.write(Lane::Work, move |tx| Ok(event::insert(tx, company_id, std::slice::from_ref(&noted))?)).await;
    kept?;
    Ok((platform.file(), bytes))
}

/// Google's file. The columns of braids stand there only where a row needs them: its own template has none.
fn google_lines(
    fit: &[(&ClosedRow, &PlatformClick)],
    wanted: &Wanted,
    company: &company::Company,
    caller: &Caller,
) -> Vec<Vec<String>> {
    let needs = |kind: ClickIdKind| fit.iter().any(|(_, click)| click.kind == kind);
    let (gbraid, wbraid) = (needs(ClickIdKind::Gbraid), needs(ClickIdKind::Wbraid));
    let mut header =
        vec!["Google Click ID", "Conversion Name", "Conversion Time", "Conversion Value", "Conversion Currency"];
    header.extend(gbraid.then_some("GBRAID"));
    header.extend(wbraid.then_some("WBRAID"));
    header.extend(wanted.order_id.then_some("Order ID"));
    let mut lines = vec![
        vec![format!("Parameters:TimeZone={}", company.time_zone)],
        header.into_iter().map(str::to_owned).collect(),
    ];
    for (row, click) in fit {
        let only = |kind: ClickIdKind| if click.kind == kind { click.value.clone() } else { String::new() };
        let currency = row.value_cents.map(|_| company.currency.clone()).unwrap_or_default();
        let mut line = vec![
            only(ClickIdKind::Gclid),
            wanted.name.clone(),
            google_time(row.closed_at, &caller.zone),
            row.value_cents.map(amount).unwrap_or_default(),
            currency,
        ];
        line.extend(gbraid.then(|| only(ClickIdKind::Gbraid)));
        line.extend(wbraid.then(|| only(ClickIdKind::Wbraid)));
        line.extend(wanted.order_id.then(|| row.protocol.clone()));
        lines.push(line);
    }
    lines
}

/// A phone as Meta compares it: SHA-256 of its digits with the country code.
fn fingerprint(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    hex::encode(Sha256::digest(digits.as_bytes()))
}

/// Meta's file: names as in its API for messages, times in unix seconds, the phone only as a fingerprint.
fn meta_lines(fit: &[(&ClosedRow, &PlatformClick)], currency: &str) -> Vec<Vec<String>> {
    let header = ["event_name", "event_time", "event_id", "value", "currency", "ctwa_clid", "fbc", "phone"];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for (row, click) in fit {
        let name = if row.outcome == Outcome::Won { "Purchase" } else { "LeadSubmitted" };
        let event_id = row.closing_id.map_or_else(|| row.conversation_id.to_string(), |id| id.to_string());
        let only = |kind: ClickIdKind, value: String| if click.kind == kind { value } else { String::new() };
        lines.push(vec![
            name.to_owned(),
            (row.closed_at.millis() / 1_000).to_string(),
            event_id,
            row.value_cents.map(amount).unwrap_or_default(),
            row.value_cents.map(|_| currency.to_owned()).unwrap_or_default(),
            only(ClickIdKind::CtwaClid, click.value.clone()),
            only(ClickIdKind::Fbclid, format!("fb.1.{}.{}", click.at.millis(), click.value)),
            row.phone.as_deref().map(fingerprint).unwrap_or_default(),
        ]);
    }
    lines
}
