//! The funnel counted over the conversations: any filter.

use nascente_domain::funnel::{DateBasis, NONE_KEY};
use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, DispositionId, IdentifierId, UserId};
use nascente_domain::moment::LocalDay;
use nascente_domain::touch::EntryKind;

use super::{GroupBy, Groups, entry_key, take_counts};
use crate::conversation_list::filter::OriginColumns;
use crate::conversation_list::{ConversationFilter, Stage};
use crate::{Row, Statement, StoreError, Tx};

/// The groups of the counted conversations that a filter lets through.
pub fn groups(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    group_by: GroupBy,
    filter: &ConversationFilter,
) -> Result<Groups, StoreError> {
    let filter = ConversationFilter { counted: Some(true), ..filter.clone() };
    let conditions = filter.conditions(company_id);
    let columns = OriginColumns::of(filter.view);
    let source = format!("{}{}", source_of(group_by, &columns), conditions.text());
    let key = key_of(group_by, filter.basis, &columns);
    let counts = Statement::composed(format!("select {key}, {} {source} group by 1, 2", sums()));
    let responses = Statement::composed(format!(
        "select {key}, c.first_response_bucket, count(*) {source} and c.first_response_bucket is not null
            group by 1, 2, 3"
    ));
    let mut groups = Groups::new();
    for mut row in tx.query(&counts, conditions.values())? {
        let key = take_key(&mut row, group_by)?;
        groups.entry(key).or_default().counts += take_counts(&mut row)?;
    }
    for mut row in tx.query(&responses, conditions.values())? {
        let key = take_key(&mut row, group_by)?;
        let bucket = row.take()?;
        *groups.entry(key).or_default().responses.entry(bucket).or_default() += row.take::<i64>()?;
    }
    Ok(groups)
}

/// The sums, each over the condition of its stage, in the order of the stored columns.
fn sums() -> String {
    let sum = |condition: &str| format!("cast(sum(case when {condition} then 1 else 0 end) as bigint)");
    let stages = [
        Stage::Answered,
        Stage::Engaged,
        Stage::Qualified,
        Stage::Won,
        Stage::Lost,
        Stage::Neutral,
        Stage::NotLead,
        Stage::Unclassified,
        Stage::Open,
    ];
    let mut sums = vec!["count(*)".to_owned(), sum("c.new_contact")];
    sums.extend(stages.map(|stage| sum(stage.condition())));
    sums.push(format!(
        "cast(sum(case when {} then coalesce(c.value_cents, 0) else 0 end) as bigint)",
        Stage::Won.condition()
    ));
    sums.join(", ")
}

fn source_of(group_by: GroupBy, columns: &OriginColumns) -> String {
    match group_by {
        GroupBy::Site | GroupBy::Campaign => format!(
            "from conversation c
                left join entry_identifier n on n.company_id = $1 and n.identifier_id = {}
            where c.company_id = $1",
            columns.identifier
        ),
        _ => "from conversation c where c.company_id = $1".to_owned(),
    }
}

/// The key of a group as two columns: a number and a text.
fn key_of(group_by: GroupBy, basis: DateBasis, columns: &OriginColumns) -> String {
    let key = match group_by {
        GroupBy::EntryIdentifier => return format!("{}, {}", columns.identifier, columns.kind),
        GroupBy::Kind => return format!("cast(null as bigint), {}", columns.kind),
        GroupBy::Site => "cast(null as bigint), coalesce(nullif(n.site, ''), 'none')",
        GroupBy::Campaign => "cast(null as bigint), coalesce(nullif(n.campaign, ''), 'none')",
        GroupBy::Department => "c.department_id, cast(null as text)",
        GroupBy::Agent => "c.agent_id, cast(null as text)",
        GroupBy::Disposition => "c.disposition_id, cast(null as text)",
        GroupBy::Outcome => "cast(null as bigint), c.outcome",
        GroupBy::ClosedBy => "cast(null as bigint), c.closed_by",
        GroupBy::Channel => "c.channel_id, cast(null as text)",
        GroupBy::Day => match basis {
            DateBasis::Entry => "c.entry_day, cast(null as text)",
            DateBasis::Closing => "c.closing_day, cast(null as text)",
        },
    };
    key.to_owned()
}

fn take_key(row: &mut Row, group_by: GroupBy) -> Result<String, StoreError> {
    fn shown<T: From<i64> + ToString>(number: Option<i64>) -> String {
        number.map_or_else(|| NONE_KEY.to_owned(), |number| T::from(number).to_string())
    }
    let (number, text): (Option<i64>, Option<String>) = (row.take()?, row.take()?);
    Ok(match group_by {
        GroupBy::EntryIdentifier => {
            let kind: EntryKind = text
                .as_deref()
                .unwrap_or(NONE_KEY)
                .parse()
                .map_err(|error| StoreError::Unreadable(format!("{error}")))?;
            entry_key(kind, number.map(IdentifierId::from))
        }
        GroupBy::Kind | GroupBy::Site | GroupBy::Campaign | GroupBy::Outcome | GroupBy::ClosedBy => {
            text.unwrap_or_else(|| NONE_KEY.to_owned())
        }
        GroupBy::Department => shown::<DepartmentId>(number),
        GroupBy::Agent => shown::<UserId>(number),
        GroupBy::Disposition => shown::<DispositionId>(number),
        GroupBy::Channel => shown::<ChannelId>(number),
        GroupBy::Day => LocalDay::from_number(number.unwrap_or_default()).to_string(),
    })
}
