//! Rules by which new conversations find their department, in order.

use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, IdentifierId, RoutingRuleId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    LIST = "select rule_id, position, enabled, match_kind, match_value, identifier_id, channel_id, department_id, created_at
        from routing_rule where company_id = $1 order by position, rule_id";
    ACTIVE = "select r.rule_id, r.match_kind, r.match_value, coalesce(r.identifier_id, h.identifier_id), r.channel_id,
            r.department_id
        from routing_rule r
        join department d on d.company_id = $1 and d.department_id = r.department_id
        left join entry_identifier h
            on h.company_id = $1 and r.match_kind = 'hashtag' and h.kind = 'hashtag' and h.key = r.match_value
        where r.company_id = $1 and r.enabled and d.archived_at is null order by r.position, r.rule_id";
    INSERT = "insert into routing_rule
            (company_id, rule_id, position, enabled, match_kind, match_value, identifier_id, channel_id, department_id,
             created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CLEAR = "delete from routing_rule where company_id = $1";
}

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingRule {
    /// Id.
    pub rule_id: RoutingRuleId,
    /// Its place.
    pub position: i64,
    /// Whether it is switched on.
    pub enabled: bool,
    /// What is compared: `link`, `identifier`, `hashtag`, `channel`.
    pub match_kind: String,
    /// With what: the id as it is shown, or the folded hashtag.
    pub match_value: String,
    /// The identifier that is meant, of a link or by itself.
    pub identifier_id: Option<IdentifierId>,
    /// The channel that is meant.
    pub channel_id: Option<ChannelId>,
    /// Where conversations go.
    pub department_id: DepartmentId,
    /// When it was made.
    pub created_at: Moment,
}

fn read(mut row: Row) -> Result<RoutingRule, StoreError> {
    Ok(RoutingRule {
        rule_id: row.take()?,
        position: row.take()?,
        enabled: row.take()?,
        match_kind: row.take()?,
        match_value: row.take()?,
        identifier_id: row.take()?,
        channel_id: row.take()?,
        department_id: row.take()?,
        created_at: row.take()?,
    })
}

/// Every rule, in order.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<RoutingRule>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// Puts these rules in the place of all others.
pub fn replace(tx: &mut Tx<'_>, company_id: CompanyId, rules: &[RoutingRule]) -> Result<(), StoreError> {
    tx.execute(&CLEAR, params![company_id])?;
    for rule in rules {
        let values = params![
            company_id,
            rule.rule_id,
            rule.position,
            rule.enabled,
            &rule.match_kind,
            &rule.match_value,
            rule.identifier_id,
            rule.channel_id,
            rule.department_id,
            rule.created_at
        ];
        tx.execute(&INSERT, values)?;
    }
    Ok(())
}

/// A rule as recording sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveRule {
    /// Id.
    pub rule_id: RoutingRuleId,
    /// What is compared.
    pub match_kind: String,
    /// With what.
    pub match_value: String,
    /// The identifier that is meant, as far as it is known.
    pub identifier_id: Option<IdentifierId>,
    /// The channel that is meant.
    pub channel_id: Option<ChannelId>,
    /// Where conversations go.
    pub department_id: DepartmentId,
}

/// The rules that are switched on and lead to a department in use, in order.
pub fn active(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<ActiveRule>, StoreError> {
    tx.query(&ACTIVE, params![company_id])?
        .into_iter()
        .map(|mut row| {
            Ok(ActiveRule {
                rule_id: row.take()?,
                match_kind: row.take()?,
                match_value: row.take()?,
                identifier_id: row.take()?,
                channel_id: row.take()?,
                department_id: row.take()?,
            })
        })
        .collect()
}
