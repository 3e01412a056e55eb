//! The silence rule of a department: the first of its closing rules that asks for nothing but silence.
//!
//! It is set with the department, because every department wants one; what it is beyond that is a rule among the others.
//! One that names no disposition gets *Encerrado por inatividade*, which is made where the company has none.

use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_domain::rule::{Conditions, Rule, Silence, ValueFrom};
use nascente_store::closing_rule::{self, ClosingRule};
use nascente_store::disposition::{self, Disposition};
use nascente_store::{StoreError, Tx};

use crate::failure::Failure;
use crate::http::body::company as body;
use crate::http::page::id;
use crate::setup::department::Fresh;
use crate::setup::field;

/// Name of the disposition that a silence rule closes with.
const SILENCE: &str = "Encerrado por inatividade";
/// Name of the rule.
const NAME: &str = "Silêncio do contato";

/// A silence rule that may lack its disposition.
#[derive(Debug, Clone)]
pub struct Wanted {
    silence: Silence,
    disposition_id: Option<DispositionId>,
}

/// What becomes of the silence rule.
#[derive(Debug, Clone, Default)]
pub enum Change {
    /// It stays.
    #[default]
    Leave,
    /// It is switched off.
    Off,
    /// It is set and switched on.
    Set(Wanted),
}

/// Reads what a request changes.
pub fn read(request: Option<Option<body::SilenceRule>>) -> Result<Change, Failure> {
    match request {
        None => Ok(Change::Leave),
        Some(None) => Ok(Change::Off),
        Some(Some(rule)) => {
            let silence = Silence {
                warn_after_hours: field::hours("silence_rule.warn_after_hours", rule.warn_after_hours, 1)?,
                close_after_hours: field::hours("silence_rule.close_after_hours", rule.close_after_hours, 1)?,
                warning_text: field::lines("silence_rule.warning_text", &rule.warning_text, 1_000)?,
            };
            let disposition_id =
                rule.disposition_id.map(|text| id("silence_rule.disposition_id", &text)).transpose()?;
            Ok(Change::Set(Wanted { silence, disposition_id }))
        }
    }
}

/// The silence rule of each department, as far as one is switched on.
pub(super) fn of(rules: &[ClosingRule], department_id: DepartmentId) -> Option<&ClosingRule> {
    rules
        .iter()
        .find(|rule| rule.department_id == department_id && rule.enabled && rule.rule.conditions.is_plain_silence())
}

/// Makes the change; what it closes with is offered by the department from now on.
pub(super) fn apply(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    change: &Change,
    fresh: Fresh,
) -> Result<(), Failure> {
    if matches!(change, Change::Leave) {
        return Ok(());
    }
    let rules = closing_rule::list(tx, company_id)?;
    let plain = |rule: &&ClosingRule| rule.department_id == department_id && rule.rule.conditions.is_plain_silence();
    let known = of(&rules, department_id).or_else(|| rules.iter().find(plain));
    match change {
        Change::Leave => {}
        Change::Off => {
            for rule in rules.iter().filter(plain).filter(|rule| rule.enabled) {
                closing_rule::update(tx, company_id, &ClosingRule { enabled: false, ..rule.clone() })?;
            }
        }
        Change::Set(wanted) => {
            let disposition_id = disposition_of(tx, company_id, wanted, fresh)?;
            let conditions = Conditions { silence: Some(wanted.silence.clone()), ..Conditions::default() };
            let before = known.map(|known| known.rule.clone());
            let rule = Rule {
                conditions,
                except_tag_ids: before.as_ref().map(|rule| rule.except_tag_ids.clone()).unwrap_or_default(),
                disposition_id: Some(disposition_id),
                value: ValueFrom::None,
                message: before.and_then(|rule| rule.message),
            };
            match known {
                Some(known) => {
                    closing_rule::update(tx, company_id, &ClosingRule { enabled: true, rule, ..known.clone() })?;
                }
                None => insert(tx, company_id, department_id, rule, fresh)?,
            }
            disposition::associate(tx, company_id, std::iter::once((department_id, disposition_id)))?;
        }
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    rule: Rule,
    fresh: Fresh,
) -> Result<(), StoreError> {
    let (rule_id, created_at) = (fresh.rule_id, fresh.now);
    let new =
        ClosingRule { rule_id, department_id, position: 0, name: NAME.to_owned(), enabled: true, rule, created_at };
    closing_rule::insert(tx, company_id, &new)
}

fn disposition_of(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: &Wanted,
    fresh: Fresh,
) -> Result<DispositionId, Failure> {
    if let Some(id) = wanted.disposition_id {
        field::known_dispositions(tx, company_id, "silence_rule.disposition_id", &[id])?;
        return Ok(id);
    }
    if let Some(known) = disposition::by_name(tx, company_id, SILENCE)? {
        return Ok(known.disposition_id);
    }
    let new = Disposition {
        disposition_id: fresh.disposition_id,
        name: SILENCE.to_owned(),
        outcome: Outcome::Lost,
        requires_value: false,
        colour: super::disposition::usual_colour(Outcome::Lost).to_owned(),
        position: disposition::next_position(tx, company_id)?,
        created_at: fresh.now,
        archived_at: None,
    };
    disposition::insert(tx, company_id, &new)?;
    Ok(new.disposition_id)
}

/// As it is shown with its department.
pub(super) fn show(rule: &ClosingRule) -> Option<body::SilenceRule> {
    let silence = rule.rule.conditions.silence.as_ref()?;
    Some(body::SilenceRule {
        warn_after_hours: silence.warn_after_hours,
        close_after_hours: silence.close_after_hours,
        warning_text: silence.warning_text.clone(),
        disposition_id: rule.rule.disposition_id.map(|id| id.to_string()),
    })
}
