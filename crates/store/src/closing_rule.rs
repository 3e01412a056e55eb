//! Rules that close conversations, and what each of them did.
//!
//! A rule is archived, never deleted: closings name it. What it did is a row of its own, so that a correction counts
//! against the rule whose closing was corrected.

use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DepartmentId, MessageId, RuleActionId, RuleId};
use nascente_domain::moment::Moment;
use nascente_domain::rule::Rule;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    // An all-company statement: silence is looked for in every company.
    SILENCE_RULES = "select distinct company_id, department_id from closing_rule
        where enabled and archived_at is null and occasion = 'silence' order by company_id, department_id";
    LIST = "select rule_id, department_id, position, name, enabled, body, created_at from closing_rule
        where company_id = $1 and archived_at is null order by department_id, position, rule_id";
    ONE = "select rule_id, department_id, position, name, enabled, body, created_at from closing_rule
        where company_id = $1 and rule_id = $2 and archived_at is null";
    INSERT = "insert into closing_rule
            (company_id, rule_id, department_id, position, name, enabled, occasion, body, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "update closing_rule set position = $3, name = $4, enabled = $5, occasion = $6, body = $7
        where company_id = $1 and rule_id = $2";
    ARCHIVE = "update closing_rule set enabled = (1 = 0), archived_at = $3 where company_id = $1 and rule_id = $2";
    INSERT_ACTION = "insert into rule_action
            (company_id, action_id, rule_id, conversation_id, kind, closing_id, message_id, happened_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    CORRECT = "update rule_action set corrected_at = $3
        where company_id = $1 and closing_id = $2 and corrected_at is null";
    LATELY = "select rule_id, cast(sum(case when kind = 'warned' then 1 else 0 end) as bigint),
            cast(sum(case when kind = 'closed' then 1 else 0 end) as bigint), count(corrected_at), max(happened_at)
        from rule_action where company_id = $1 and happened_at >= $2 group by rule_id";
    ACTIONS = "select action_id, conversation_id, kind, closing_id, message_id, happened_at, corrected_at
        from rule_action where company_id = $1 and rule_id = $2 order by happened_at desc, action_id desc limit $3";
}

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRule {
    /// Id.
    pub rule_id: RuleId,
    /// The department whose conversations it looks at.
    pub department_id: DepartmentId,
    /// Its place among them.
    pub position: i64,
    /// Name.
    pub name: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// What it does.
    pub rule: Rule,
    /// When it was made.
    pub created_at: Moment,
}

fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

fn read(mut row: Row) -> Result<ClosingRule, StoreError> {
    Ok(ClosingRule {
        rule_id: row.take()?,
        department_id: row.take()?,
        position: row.take()?,
        name: row.take()?,
        enabled: row.take()?,
        rule: serde_json::from_value(row.take()?).map_err(unreadable)?,
        created_at: row.take()?,
    })
}

/// Every rule of the company, by department and place.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<ClosingRule>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// One rule.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, rule_id: RuleId) -> Result<Option<ClosingRule>, StoreError> {
    tx.query_first(&ONE, params![company_id, rule_id])?.map(read).transpose()
}

/// Keeps a new rule.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, rule: &ClosingRule) -> Result<(), StoreError> {
    let body = serde_json::to_string(&rule.rule).map_err(unreadable)?;
    let values = params![
        company_id,
        rule.rule_id,
        rule.department_id,
        rule.position,
        &rule.name,
        rule.enabled,
        rule.rule.conditions.occasion(),
        body,
        rule.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// Writes everything that may change of a rule.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, rule: &ClosingRule) -> Result<(), StoreError> {
    let body = serde_json::to_string(&rule.rule).map_err(unreadable)?;
    let occasion = rule.rule.conditions.occasion();
    let values = params![company_id, rule.rule_id, rule.position, &rule.name, rule.enabled, occasion, body];
    tx.execute(&UPDATE, values).map(drop)
}

/// Archives a rule.
pub fn archive(tx: &mut Tx<'_>, company_id: CompanyId, rule_id: RuleId, now: Moment) -> Result<(), StoreError> {
    tx.execute(&ARCHIVE, params![company_id, rule_id, now]).map(drop)
}

/// The departments of every company in which silence closes.
pub fn with_silence(tx: &mut Tx<'_>) -> Result<Vec<(CompanyId, DepartmentId)>, StoreError> {
    tx.query(&SILENCE_RULES, params![])?.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Something that a rule did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleAction {
    /// Id.
    pub action_id: RuleActionId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// `warned`, `closed`, or `held`: it would have closed, had the text told the value that is demanded.
    pub kind: String,
    /// The closing.
    pub closing_id: Option<ClosingId>,
    /// The message that set it off.
    pub message_id: Option<MessageId>,
    /// When.
    pub happened_at: Moment,
    /// When somebody corrected or reversed it.
    pub corrected_at: Option<Moment>,
}

/// Keeps what a rule did.
pub fn insert_action(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rule_id: RuleId,
    action: &RuleAction,
) -> Result<(), StoreError> {
    let values = params![
        company_id,
        action.action_id,
        rule_id,
        action.conversation_id,
        &action.kind,
        action.closing_id,
        action.message_id,
        action.happened_at
    ];
    tx.execute(&INSERT_ACTION, values).map(drop)
}

/// Counts a correction against the rule whose closing it was, if a rule's it was.
pub fn correct(tx: &mut Tx<'_>, company_id: CompanyId, closing_id: ClosingId, now: Moment) -> Result<(), StoreError> {
    tx.execute(&CORRECT, params![company_id, closing_id, now]).map(drop)
}

/// What a rule did since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lately {
    /// Warnings.
    pub warned: i64,
    /// Closings.
    pub closed: i64,
    /// Closings that somebody corrected or reversed.
    pub corrected: i64,
    /// The last time it did anything.
    pub last_at: Option<Moment>,
}

/// What each rule did since a moment.
pub fn lately(tx: &mut Tx<'_>, company_id: CompanyId, since: Moment) -> Result<Vec<(RuleId, Lately)>, StoreError> {
    tx.query(&LATELY, params![company_id, since])?
        .into_iter()
        .map(|mut row| {
            let rule_id = row.take()?;
            let (warned, closed, corrected) = (row.take()?, row.take()?, row.take()?);
            Ok((rule_id, Lately { warned, closed, corrected, last_at: row.take()? }))
        })
        .collect()
}

/// What a rule did, latest first.
pub fn actions(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rule_id: RuleId,
    limit: i64,
) -> Result<Vec<RuleAction>, StoreError> {
    tx.query(&ACTIONS, params![company_id, rule_id, limit])?
        .into_iter()
        .map(|mut row| {
            Ok(RuleAction {
                action_id: row.take()?,
                conversation_id: row.take()?,
                kind: row.take()?,
                closing_id: row.take()?,
                message_id: row.take()?,
                happened_at: row.take()?,
                corrected_at: row.take()?,
            })
        })
        .collect()
}
