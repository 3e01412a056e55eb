//! Lists of people: who lets a filter through, and what a list shows of each beside its own row.
//!
//! Searched words are looked up in the keys ([`crate::contact_key`]), each as a range of an index; who asks is part of
//! the filter. A person is the contact that was merged into no other.

use std::collections::HashMap;

use nascente_domain::id::{CompanyId, ContactId, ConversationId, IdentifierId};
use nascente_domain::moment::Moment;
use nascente_domain::touch::EntryKind;

use crate::contact::ContactRow;
use crate::conversation_list::{Visibility, filter::see};
use crate::filter::Conditions;
use crate::{Row, Statement, StoreError, Tx, Value, params};

/// Which people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Who asks: only people with a conversation that the caller may know of.
    pub visibility: Visibility,
    /// Test numbers and spam, or everybody else.
    pub excluded: Option<bool>,
    /// Those whom an undecided proposal names, or those whom none names.
    pub proposed: Option<bool>,
    /// Searched words: of each one of these beginnings has to be found.
    pub terms: Vec<Vec<String>>,
}

const COLUMNS: &str = "select c.company_id, c.contact_id, c.name, c.phone, c.username, c.search_text, c.excluded,
        c.merged_into, c.created_at, c.keyed
    from contact c where c.company_id = $1 and c.merged_into is null";

impl PeopleFilter {
    fn conditions(&self, company_id: CompanyId) -> Conditions {
        let mut conditions = Conditions::after(params![company_id]);
        match self.excluded {
            Some(true) => conditions.and("c.excluded"),
            Some(false) => conditions.and("not c.excluded"),
            None => &mut conditions,
        };
        match self.proposed {
            Some(true) => conditions.and(
                "(c.contact_id in (select g.one_id from merge_proposal g where g.company_id = $1 and g.state = 'open')
                or c.contact_id in (select g.other_id from merge_proposal g
                    where g.company_id = $1 and g.state = 'open'))",
            ),
            Some(false) => conditions.and(
                "not exists (select 1 from merge_proposal g where g.company_id = $1 and g.state = 'open'
                    and (g.one_id = c.contact_id or g.other_id = c.contact_id))",
            ),
            None => &mut conditions,
        };
        for beginnings in &self.terms {
            add_term(&mut conditions, beginnings);
        }
        if let Visibility::Departments { user, own, default } = &self.visibility {
            let user = user.unwrap_or_else(|| 0.into());
            let asked = || params![own.clone(), user, *default];
            conditions.and_values(
                "(exists (select 1 from conversation v where v.company_id = $1 and v.contact_id = c.contact_id
                    and v.joined_into is null
                    and (v.department_id {in:?} or v.agent_id = ? or (v.agent_id is null and v.department_id = ?)))
                or exists (select 1 from contact m
                    join conversation v on v.company_id = $1 and v.contact_id = m.contact_id
                    where m.company_id = $1 and m.merged_into = c.contact_id and v.joined_into is null
                    and (v.department_id {in:?} or v.agent_id = ? or (v.agent_id is null and v.department_id = ?))))",
                [asked(), asked()].concat(),
            );
        }
        conditions
    }
}

fn add_term(conditions: &mut Conditions, beginnings: &[String]) {
    const ONE: &str = "c.contact_id in (select k.contact_id from contact_key k where k.company_id = $1
        and k.key >= ? and k.key < ?)";
    const TWO: &str = "(c.contact_id in (select k.contact_id from contact_key k where k.company_id = $1
            and k.key >= ? and k.key < ?)
        or c.contact_id in (select k.contact_id from contact_key k where k.company_id = $1
            and k.key >= ? and k.key < ?))";
    let range = |beginning: &String| [Value::Text(beginning.clone()), Value::Text(format!("{beginning}{}", char::MAX))];
    let values: Vec<Value> = beginnings.iter().take(2).flat_map(range).collect();
    match beginnings.len() {
        0 => {}
        1 => drop(conditions.and_values(ONE, values)),
        _ => drop(conditions.and_values(TWO, values)),
    }
}

/// Up to `limit` people, newest first, below an id.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    filter: &PeopleFilter,
    below: Option<ContactId>,
    limit: i64,
) -> Result<Vec<ContactRow>, StoreError> {
    let mut conditions = filter.conditions(company_id);
    if let Some(below) = below {
        conditions.and_value("c.contact_id < ?", below);
    }
    let mark = conditions.bind(limit);
    let text = format!("{COLUMNS}{} order by c.contact_id desc limit {mark}", conditions.text());
    tx.query(&Statement::composed(text), conditions.values())?.into_iter().map(ContactRow::read).collect()
}

/// How many people a filter lets through.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, filter: &PeopleFilter) -> Result<i64, StoreError> {
    let conditions = filter.conditions(company_id);
    let text = format!(
        "select count(*) from contact c where c.company_id = $1 and c.merged_into is null{}",
        conditions.text()
    );
    tx.query_first(&Statement::composed(text), conditions.values())?.map_or(Ok(0), |mut row| row.take())
}

/// What a list shows of somebody's conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episodes {
    /// How many.
    pub conversations: i64,
    /// The last message.
    pub last_message_at: Moment,
    /// The first one: when, and where it came from.
    pub first: Option<FirstEpisode>,
}

/// Somebody's first conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstEpisode {
    /// Id.
    pub conversation_id: ConversationId,
    /// When it was opened.
    pub opened_at: Moment,
    /// Kind of entry.
    pub kind: EntryKind,
    /// Which identifier.
    pub identifier_id: Option<IdentifierId>,
    /// Its label.
    pub label: Option<String>,
    /// The kind is known, not which one.
    pub unidentified: bool,
}

/// The conversations of these contacts that the caller may know of, by contact.
pub fn episodes(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
    visibility: &Visibility,
) -> Result<HashMap<ContactId, Episodes>, StoreError> {
    let mut found = HashMap::new();
    if contacts.is_empty() {
        return Ok(found);
    }
    let mut conditions = Conditions::after(params![company_id, contacts]);
    see(&mut conditions, visibility);
    let counted = format!(
        "select c.contact_id, count(*), max(c.last_message_at) from conversation c
        where c.company_id = $1 and c.contact_id {{in:$2}}{} group by c.contact_id",
        conditions.text()
    );
    for mut row in tx.query(&Statement::composed(counted), conditions.values())? {
        let id: ContactId = row.take()?;
        found.insert(id, Episodes { conversations: row.take()?, last_message_at: row.take()?, first: None });
    }
    let firsts = format!(
        "select c.contact_id, c.conversation_id, c.opened_at, c.entry_kind, c.identifier_id, e.label, c.entry_unidentified
        from conversation c
        left join entry_identifier e on e.company_id = $1 and e.identifier_id = c.identifier_id
        where c.company_id = $1 and c.contact_id {{in:$2}} and c.new_contact{}",
        conditions.text()
    );
    for mut row in tx.query(&Statement::composed(firsts), conditions.values())? {
        let id: ContactId = row.take()?;
        let first = read_first(&mut row)?;
        if let Some(episodes) = found.get_mut(&id) {
            episodes.first = Some(first);
        }
    }
    Ok(found)
}

fn read_first(row: &mut Row) -> Result<FirstEpisode, StoreError> {
    Ok(FirstEpisode {
        conversation_id: row.take()?,
        opened_at: row.take()?,
        kind: row.take()?,
        identifier_id: row.take()?,
        label: row.take()?,
        unidentified: row.take()?,
    })
}
