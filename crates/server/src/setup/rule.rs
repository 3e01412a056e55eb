//! The closing rules of a department: making, changing, ordering, switching, archiving.
//!
//! Refused with the reason (422): a rule that says nothing, contradicts itself, sets itself or another one off, or never
//! gets a turn; dispositions that the department does not offer; tags and identifiers that the company has not. A rule
//! that is switched off is compared with no other.

use nascente_domain::closing::FieldError;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId, IdentifierId, RuleId, TagId};
use nascente_domain::moment::DAY;
use nascente_domain::rule::check::{self, Neighbour, advise};
use nascente_domain::rule::{Conditions, KeyPhrase, Phrase, Rule, Silence, ValueFrom};
use nascente_store::closing_rule::{self, ClosingRule, Lately, RuleAction};
use nascente_store::{Lane, Tx, department, disposition, recording, tag};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::rule as body;
use crate::http::page::id;
use crate::setup::{field, hint, lock};

/// What *lately* means.
const LATELY: i64 = 30 * DAY;
/// Most rules of a department.
const MOST: usize = 50;
/// Actions that are listed.
const MOST_ACTIONS: i64 = 200;

/// The rules of a department in order, with what each did lately.
pub async fn list(app: &App, company_id: CompanyId, id: DepartmentId) -> Result<Vec<body::ClosingRule>, Failure> {
    let since = app.now().plus(-LATELY);
    app.db
        .read(move |tx| {
            department::get(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            let lately = closing_rule::lately(tx, company_id, since)?;
            let rules = closing_rule::list(tx, company_id)?;
            Ok(rules.iter().filter(|rule| rule.department_id == id).map(|rule| show(rule, &lately)).collect())
        })
        .await
}

/// One rule of a department.
pub async fn get(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule_id: RuleId,
) -> Result<body::ClosingRule, Failure> {
    let since = app.now().plus(-LATELY);
    app.db
        .read(move |tx| {
            let rule = find(tx, company_id, department_id, rule_id)?;
            Ok(show(&rule, &closing_rule::lately(tx, company_id, since)?))
        })
        .await
}

/// What a rule did, latest first.
pub async fn actions(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule_id: RuleId,
) -> Result<Vec<body::RuleAction>, Failure> {
    app.db
        .read(move |tx| {
            find(tx, company_id, department_id, rule_id)?;
            let found = closing_rule::actions(tx, company_id, rule_id, MOST_ACTIONS)?;
            Ok(found.iter().map(show_action).collect())
        })
        .await
}

fn find(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule_id: RuleId,
) -> Result<ClosingRule, Failure> {
    let found = closing_rule::get(tx, company_id, rule_id)?;
    found.filter(|rule| rule.department_id == department_id).ok_or(Failure::NotFound)
}

/// Reads a rule as it is sent; whether it makes sense is not looked at yet.
pub(crate) fn read(request: &body::CreateRuleRequest) -> Result<Rule, Failure> {
    Ok(Rule {
        conditions: read_conditions(&request.conditions)?,
        except_tag_ids: field::ids("except_tag_ids", &request.except_tag_ids)?,
        disposition_id: request.disposition_id.as_deref().map(|text| id("disposition_id", text)).transpose()?,
        value: read_value(request.value.as_deref())?.unwrap_or(ValueFrom::None),
        message: trimmed(request.message.as_deref()),
    })
}

fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn read_value(text: Option<&str>) -> Result<Option<ValueFrom>, Failure> {
    text.map(|text| text.parse().map_err(|_| Failure::invalid("value", "unknown_value", "use none or text")))
        .transpose()
}

fn read_conditions(wanted: &body::RuleConditions) -> Result<Conditions, Failure> {
    let from = |text: &str| {
        let message = "use contact, company or anyone";
        text.parse().map_err(|_| Failure::invalid("conditions.phrase.from", "unknown_value", message))
    };
    let texts = |texts: &[String]| texts.iter().map(|text| text.trim().to_owned()).collect();
    Ok(Conditions {
        silence: wanted.silence.as_ref().map(|silence| Silence {
            warn_after_hours: silence.warn_after_hours,
            close_after_hours: silence.close_after_hours,
            warning_text: silence.warning_text.trim().to_owned(),
        }),
        phrase: match &wanted.phrase {
            None => None,
            Some(phrase) => Some(Phrase { from: from(&phrase.from)?, texts: texts(&phrase.texts) }),
        },
        key_phrase: wanted.key_phrase.as_ref().map(|key| KeyPhrase { texts: texts(&key.texts) }),
        identifier_ids: field::ids::<IdentifierId>("conditions.identifier_ids", &wanted.identifier_ids)?,
        outside_hours: wanted.outside_hours,
    })
}

/// Makes a rule, behind the others.
pub async fn create(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    request: body::CreateRuleRequest,
) -> Result<body::ClosingRule, Failure> {
    let new = ClosingRule {
        rule_id: app.id(),
        department_id,
        position: 0,
        name: field::name("name", &request.name)?,
        enabled: request.enabled,
        rule: read(&request)?,
        created_at: app.now(),
    };
    let made = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            known_department(tx, company_id, department_id)?;
            let mut rules = of_department(tx, company_id, department_id)?;
            if rules.len() >= MOST {
                return Err(Failure::conflict("too_many_rules", "a department has at most 50 rules"));
            }
            let position = rules.iter().map(|rule| rule.position).max().unwrap_or(-1) + 1;
            rules.push(ClosingRule { position, ..new.clone() });
            refuse_nonsense(tx, company_id, &rules, new.rule_id)?;
            let last = rules.pop().ok_or(Failure::NotFound)?;
            closing_rule::insert(tx, company_id, &last)?;
            Ok(last)
        })
        .await?;
    hint(app, company_id, department_id);
    Ok(show(&made, &[]))
}

fn known_department(tx: &mut Tx<'_>, company_id: CompanyId, id: DepartmentId) -> Result<(), Failure> {
    let found = department::get(tx, company_id, id)?.filter(|department| department.archived_at.is_none());
    found.map(drop).ok_or(Failure::NotFound)
}

fn of_department(tx: &mut Tx<'_>, company_id: CompanyId, id: DepartmentId) -> Result<Vec<ClosingRule>, Failure> {
    let mut rules = closing_rule::list(tx, company_id)?;
    rules.retain(|rule| rule.department_id == id);
    Ok(rules)
}

/// What changes in a rule.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// When it acts.
    pub conditions: Option<Conditions>,
    /// What it leaves alone.
    pub except_tag_ids: Option<Vec<TagId>>,
    /// What it closes with, or nothing any more.
    pub disposition_id: Option<Option<DispositionId>>,
    /// Where the value comes from.
    pub value: Option<ValueFrom>,
    /// What is sent, or nothing any more.
    pub message: Option<Option<String>>,
    /// Whether it is switched on.
    pub enabled: Option<bool>,
}

/// Changes a rule.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule_id: RuleId,
    request: body::UpdateRuleRequest,
) -> Result<body::ClosingRule, Failure> {
    let changes = Changes {
        name: request.name.map(|name| field::name("name", &name)).transpose()?,
        conditions: request.conditions.as_ref().map(read_conditions).transpose()?,
        except_tag_ids: request.except_tag_ids.map(|ids| field::ids("except_tag_ids", &ids)).transpose()?,
        disposition_id: match request.disposition_id {
            None => None,
            Some(wanted) => Some(wanted.map(|text| id("disposition_id", &text)).transpose()?),
        },
        value: read_value(request.value.as_deref())?,
        message: request.message.map(|text| trimmed(text.as_deref())),
        enabled: request.enabled,
    };
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            find(tx, company_id, department_id, rule_id)?;
            let mut rules = of_department(tx, company_id, department_id)?;
            let changed = rules.iter_mut().find(|rule| rule.rule_id == rule_id).ok_or(Failure::NotFound)?;
            apply(changed, &changes);
            let kept = changed.clone();
            refuse_nonsense(tx, company_id, &rules, rule_id)?;
            closing_rule::update(tx, company_id, &kept).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, department_id);
    get(app, company_id, department_id, rule_id).await
}

fn apply(rule: &mut ClosingRule, changes: &Changes) {
    let changes = changes.clone();
    rule.name = changes.name.unwrap_or_else(|| rule.name.clone());
    rule.enabled = changes.enabled.unwrap_or(rule.enabled);
    let inner = &mut rule.rule;
    inner.conditions = changes.conditions.unwrap_or_else(|| inner.conditions.clone());
    inner.except_tag_ids = changes.except_tag_ids.unwrap_or_else(|| inner.except_tag_ids.clone());
    inner.disposition_id = changes.disposition_id.unwrap_or(inner.disposition_id);
    inner.value = changes.value.unwrap_or(inner.value);
    inner.message = changes.message.unwrap_or_else(|| inner.message.clone());
}

/// Sets the order of a department's rules.
pub async fn order(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    request: body::OrderRulesRequest,
) -> Result<Vec<body::ClosingRule>, Failure> {
    let wanted: Vec<RuleId> =
        request.rule_ids.iter().map(|text| id("rule_ids", text)).collect::<Result<Vec<_>, _>>()?;
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            known_department(tx, company_id, department_id)?;
            let mut rules = of_department(tx, company_id, department_id)?;
            let place = |rule: &ClosingRule| wanted.iter().position(|id| *id == rule.rule_id);
            if wanted.len() != rules.len() || rules.iter().any(|rule| place(rule).is_none()) {
                return Err(Failure::invalid("rule_ids", "incomplete", "name every rule of the department once"));
            }
            rules.sort_by_key(place);
            for (position, rule) in (0..).zip(&mut rules) {
                rule.position = position;
            }
            for rule in rules.iter().filter(|rule| rule.enabled) {
                refuse_nonsense(tx, company_id, &rules, rule.rule_id)?;
            }
            for rule in &rules {
                closing_rule::update(tx, company_id, rule)?;
            }
            Ok(())
        })
        .await?;
    hint(app, company_id, department_id);
    list(app, company_id, department_id).await
}

/// Archives a rule.
pub async fn archive(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule_id: RuleId,
) -> Result<(), Failure> {
    let now = app.now();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            find(tx, company_id, department_id, rule_id)?;
            closing_rule::archive(tx, company_id, rule_id, now).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, department_id);
    Ok(())
}

/// Holds one of a department's rules against its department and the others; `rules` are in order, the one among them.
fn refuse_nonsense(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rules: &[ClosingRule],
    rule_id: RuleId,
) -> Result<(), Failure> {
    let Some(at) = rules.iter().position(|rule| rule.rule_id == rule_id) else { return Err(Failure::NotFound) };
    let rule = &rules[at];
    let named = |rules: &[ClosingRule]| -> Vec<Neighbour> {
        let compared = rules.iter().filter(|other| rule.enabled && other.enabled);
        compared.map(|other| Neighbour { name: other.name.clone(), rule: other.rule.clone() }).collect()
    };
    let (before, behind) = (named(&rules[..at]), named(&rules[at + 1..]));
    check_rule(tx, company_id, rule.department_id, &rule.rule, &before, &behind)
}

/// Refuses what was just changed around a department when a rule that is switched on contradicts it, naming the rule;
/// `place` tells which field of the change is to blame.
pub(super) fn refuse_broken(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    place: impl Fn(&FieldError) -> &'static str,
) -> Result<(), Failure> {
    let rules = of_department(tx, company_id, department_id)?;
    for rule in rules.iter().filter(|rule| rule.enabled) {
        let Err(refused) = refuse_nonsense(tx, company_id, &rules, rule.rule_id) else { continue };
        let Failure::Invalid(mut errors) = refused else { return Err(refused) };
        for error in &mut errors {
            error.message = format!("the rule “{}” is switched on: {}", rule.name, error.message);
            place(error).clone_into(&mut error.field);
            // What is wrong is not this field, but that the rule needs what it would lose.
            if !matches!(error.code, "loop" | "never_reached" | "hides_another") {
                error.code = "needed_by_rule";
            }
        }
        return Err(Failure::Invalid(errors));
    }
    Ok(())
}

/// Holds a rule against its department and these others.
pub(crate) fn check_rule(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule: &Rule,
    before: &[Neighbour],
    behind: &[Neighbour],
) -> Result<(), Failure> {
    let home = department::demands(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
    let row = department::get(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
    let mut errors = Vec::new();
    let offered = rule.disposition_id.and_then(|id| home.demands.offered.iter().find(|offered| offered.id == id));
    match rule.disposition_id {
        Some(id) if offered.is_none() => {
            let found = disposition::get(tx, company_id, id)?;
            let message = match found {
                None => "there is no such disposition".to_owned(),
                Some(one) if one.archived_at.is_some() => format!("“{}” is archived", one.name),
                Some(one) => format!("“{}” is not offered by {}", one.name, home.department_name),
            };
            errors.push(FieldError { field: "disposition_id".to_owned(), code: "not_offered", message });
        }
        None if home.demands.uses_dispositions && home.demands.disposition_required => {
            let message = "the department demands a disposition".to_owned();
            errors.push(FieldError { field: "disposition_id".to_owned(), code: "required", message });
        }
        _ => {}
    }
    let known_tags = tag::list(tx, company_id)?;
    if rule.except_tag_ids.iter().any(|id| !known_tags.iter().any(|tag| tag.tag_id == *id)) {
        let message = "there is no such tag".to_owned();
        errors.push(FieldError { field: "except_tag_ids".to_owned(), code: "unknown_tag", message });
    }
    for identifier in &rule.conditions.identifier_ids {
        if recording::identifier_kind(tx, company_id, *identifier)?.is_none() {
            let (field, message) = ("conditions.identifier_ids".to_owned(), "there is no such identifier".to_owned());
            errors.push(FieldError { field, code: "unknown_identifier", message });
        }
    }
    let facts = check::Department {
        has_hours: row.attendance.working_hours.is_some(),
        value_demanded: offered.is_some_and(|offered| offered.requires_value),
        away_message: row.attendance.away_message.as_deref(),
    };
    errors.extend(check::check(rule, facts, before, behind));
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn show(rule: &ClosingRule, lately: &[(RuleId, Lately)]) -> body::ClosingRule {
    let done = lately.iter().find(|(id, _)| *id == rule.rule_id).map(|(_, done)| *done).unwrap_or_default();
    let inner = &rule.rule;
    body::ClosingRule {
        id: rule.rule_id.to_string(),
        department_id: rule.department_id.to_string(),
        name: rule.name.clone(),
        position: rule.position,
        enabled: rule.enabled,
        conditions: show_conditions(&inner.conditions),
        except_tag_ids: inner.except_tag_ids.iter().map(ToString::to_string).collect(),
        disposition_id: inner.disposition_id.map(|id| id.to_string()),
        value: inner.value.to_string(),
        message: inner.message.clone(),
        advice: advise(inner)
            .into_iter()
            .map(|error| body::RuleAdvice { field: error.field, code: error.code.to_owned(), message: error.message })
            .collect(),
        lately: body::RuleLately {
            warned: done.warned,
            closed: done.closed,
            corrected: done.corrected,
            last_at: done.last_at.map(|at| at.to_string()),
        },
    }
}

fn show_conditions(conditions: &Conditions) -> body::RuleConditions {
    body::RuleConditions {
        silence: conditions.silence.as_ref().map(|silence| body::RuleSilence {
            warn_after_hours: silence.warn_after_hours,
            close_after_hours: silence.close_after_hours,
            warning_text: silence.warning_text.clone(),
        }),
        phrase: conditions
            .phrase
            .as_ref()
            .map(|phrase| body::RulePhrase { from: phrase.from.to_string(), texts: phrase.texts.clone() }),
        key_phrase: conditions.key_phrase.as_ref().map(|key| body::RuleKeyPhrase { texts: key.texts.clone() }),
        identifier_ids: conditions.identifier_ids.iter().map(ToString::to_string).collect(),
        outside_hours: conditions.outside_hours,
    }
}

fn show_action(action: &RuleAction) -> body::RuleAction {
    body::RuleAction {
        id: action.action_id.to_string(),
        conversation_id: action.conversation_id.to_string(),
        kind: action.kind.clone(),
        closing_id: action.closing_id.map(|id| id.to_string()),
        message_id: action.message_id.map(|id| id.to_string()),
        at: action.happened_at.to_string(),
        corrected_at: action.corrected_at.map(|at| at.to_string()),
    }
}
