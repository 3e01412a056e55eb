//! The rules by which new conversations find their department: read and set as one ordered list.
//!
//! Refused: links, identifiers, channels and departments that the company has not; a rule that can never fit because one
//! before it names the same.

use nascente_domain::hashtag::leading_hashtag;
use nascente_domain::id::{ChannelId, CompanyId, IdentifierId, LinkId};
use nascente_store::routing::{self, RoutingRule};
use nascente_store::{Lane, Tx, channel, link, recording};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::rule as body;
use crate::http::page::id;
use crate::setup::{field, hint, lock};

/// Most rules.
const MOST: usize = 200;

/// The rules in order.
pub async fn list(app: &App, company_id: CompanyId) -> Result<body::RoutingRules, Failure> {
    let rules = app.db.read(move |tx| routing::list(tx, company_id)).await?;
    Ok(body::RoutingRules { items: rules.iter().map(show).collect() })
}

/// Puts these rules in the place of all others.
pub async fn set(app: &App, company_id: CompanyId, request: body::RoutingRules) -> Result<body::RoutingRules, Failure> {
    if request.items.len() > MOST {
        return Err(Failure::invalid("items", "too_many", "use at most 200 rules"));
    }
    let of_unit = app.clone();
    let kept = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut rules: Vec<RoutingRule> = Vec::new();
            for (index, wanted) in request.items.iter().enumerate() {
                let rule = read(&of_unit, tx, company_id, index, wanted)?;
                let same = |other: &RoutingRule| {
                    (&other.match_kind, &other.match_value) == (&rule.match_kind, &rule.match_value) && other.enabled
                };
                if rule.enabled && rules.iter().any(same) {
                    let place = format!("items[{index}].value");
                    return Err(Failure::invalid(&place, "never_reached", "a rule before it names the same"));
                }
                rules.push(rule);
            }
            routing::replace(tx, company_id, &rules)?;
            Ok(rules)
        })
        .await?;
    hint(app, company_id, company_id);
    Ok(body::RoutingRules { items: kept.iter().map(show).collect() })
}

fn read(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    index: usize,
    wanted: &body::RoutingRule,
) -> Result<RoutingRule, Failure> {
    let place = format!("items[{index}].value");
    let unknown = || Failure::invalid(&place, "unknown", "the company has no such thing");
    let department_id = id(&format!("items[{index}].department_id"), &wanted.department_id)?;
    field::known_departments(tx, company_id, &format!("items[{index}].department_id"), &[department_id])?;
    let (mut identifier_id, mut channel_id, mut match_value) = (None, None, wanted.value.trim().to_owned());
    match wanted.by.as_str() {
        "link" => {
            let link_id: LinkId = id(&place, &match_value)?;
            identifier_id = Some(link::find(tx, company_id, link_id)?.ok_or_else(unknown)?.identifier_id);
        }
        "identifier" => {
            let wanted: IdentifierId = id(&place, &match_value)?;
            recording::identifier_kind(tx, company_id, wanted)?.ok_or_else(unknown)?;
            identifier_id = Some(wanted);
        }
        "channel" => {
            let wanted: ChannelId = id(&place, &match_value)?;
            channel::get(tx, company_id, wanted)?.ok_or_else(unknown)?;
            channel_id = Some(wanted);
        }
        "hashtag" => {
            let written = format!("#{}", match_value.trim_start_matches('#'));
            let message = "write a hashtag such as #promo";
            let read = leading_hashtag(&written).filter(|_| !written.contains(char::is_whitespace));
            match_value = read.ok_or_else(|| Failure::invalid(&place, "invalid", message))?.key;
        }
        _ => {
            let message = "use link, identifier, hashtag or channel";
            return Err(Failure::invalid(&format!("items[{index}].by"), "unknown_value", message));
        }
    }
    Ok(RoutingRule {
        rule_id: app.id(),
        position: i64::try_from(index).unwrap_or(i64::MAX),
        enabled: wanted.enabled.unwrap_or(true),
        match_kind: wanted.by.clone(),
        match_value,
        identifier_id,
        channel_id,
        department_id,
        created_at: app.now(),
    })
}

fn show(rule: &RoutingRule) -> body::RoutingRule {
    let value = if rule.match_kind == "hashtag" { format!("#{}", rule.match_value) } else { rule.match_value.clone() };
    body::RoutingRule {
        id: Some(rule.rule_id.to_string()),
        by: rule.match_kind.clone(),
        value,
        department_id: rule.department_id.to_string(),
        enabled: Some(rule.enabled),
    }
}
