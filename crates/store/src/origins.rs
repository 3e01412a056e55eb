//! First, last and last-paid origin of conversations, worked out anew from the ledger: to check what is kept, and to fill
//! what a store of before lacks.
//!
//! Recording keeps them with each conversation, by the same rule ([`nascente_domain::origins`]).

use std::collections::{BTreeMap, HashMap};

use nascente_domain::conversation::StartedBy;
use nascente_domain::id::{CompanyId, ContactId, ConversationId};
use nascente_domain::merging::Merges;
use nascente_domain::origins::{Origins, Shown};
use nascente_domain::touch::Touch;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::contact::{self, ContactRow};
use crate::conversation::{self, ConversationRow};
use crate::{StoreError, Tx, company, identifier, params, report, statements, touch};

/// People whose conversations are held at once.
const CHUNK: i64 = 500;

statements! {
    PEOPLE = "select contact_id from contact where company_id = $1 and merged_into is null and contact_id > $2
        order by contact_id limit $3";
}

static SET: Bulk = Bulk::update(
    "conversation",
    &[
        ("company_id", Int),
        ("conversation_id", Int),
        ("first_kind", Text),
        ("first_identifier_id", Int),
        ("first_touch_id", Int),
        ("last_kind", Text),
        ("last_identifier_id", Int),
        ("last_touch_id", Int),
        ("paid_kind", Text),
        ("paid_identifier_id", Int),
        ("paid_touch_id", Int),
    ],
    2,
);

/// The conversations whose views are not what the touches show; empty when all is well.
pub fn differences(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<ConversationId>, StoreError> {
    let mut found = Vec::new();
    each_difference(tx, company_id, |_, rows| {
        found.extend(rows.into_iter().map(|(id, _)| id));
        Ok(())
    })?;
    Ok(found)
}

/// Puts what the touches show in place of what is kept; figures stay as they are. The caller holds the company's lock.
pub fn rebuild(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<(), StoreError> {
    each_difference(tx, company_id, |tx, rows| {
        let rows = rows.into_iter().map(|(id, origins)| {
            let (first, last, paid) = (origins.first, origins.last, origins.last_paid);
            params![
                company_id,
                id,
                first.kind,
                first.identifier_id,
                first.touch_id,
                last.kind,
                last.identifier_id,
                last.touch_id,
                paid.kind,
                paid.identifier_id,
                paid.touch_id
            ]
        });
        tx.bulk(&SET, rows.collect()).map(drop)
    })
}

/// Works out the views of every company, and the figures that stand on them.
pub(crate) fn fill(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for company_id in company::ids(tx)? {
        company::lock(tx, company_id)?;
        rebuild(tx, company_id)?;
        report::rebuild(tx, company_id)?;
    }
    Ok(())
}

/// Hands over the conversations that differ, with what they have to be, some at a time.
fn each_difference(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    mut found: impl FnMut(&mut Tx<'_>, Vec<(ConversationId, Origins)>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let merges = identifier::merges(tx, company_id)?;
    let mut after = i64::MIN;
    loop {
        let rows = tx.query(&PEOPLE, params![company_id, after, CHUNK])?;
        let people: Vec<ContactId> = rows.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.value();
        let differing = differing(tx, company_id, people, &merges)?;
        found(tx, differing)?;
    }
}

fn differing(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    people: Vec<ContactId>,
    merges: &Merges,
) -> Result<Vec<(ConversationId, Origins)>, StoreError> {
    let contacts = contact::families(tx, company_id, people)?;
    let person_of: HashMap<ContactId, ContactId> =
        contacts.iter().map(|row| (row.contact_id, ContactRow::person(row))).collect();
    let rows = conversation::load_of_contacts(tx, company_id, person_of.keys().copied().collect())?;
    let mut touches: HashMap<ConversationId, Vec<Touch>> = HashMap::new();
    let ids = rows.iter().map(|row| row.conversation_id).collect();
    for (conversation_id, touch) in touch::of_conversations(tx, company_id, ids)? {
        touches.entry(conversation_id).or_default().push(touch);
    }
    let mut by_person: BTreeMap<ContactId, Vec<ConversationRow>> = BTreeMap::new();
    for row in rows {
        let person = person_of.get(&row.contact_id).copied().unwrap_or(row.contact_id);
        by_person.entry(person).or_default().push(row);
    }
    let mut differing = Vec::new();
    for mut rows in by_person.into_values() {
        rows.sort_by_key(ConversationRow::place_in_time);
        for (row, origins) in rows.iter().zip(of_person(&rows, &touches, merges)) {
            if row.origins != origins {
                differing.push((row.conversation_id, origins));
            }
        }
    }
    Ok(differing)
}

/// The views of a person's conversations, which come in their order.
fn of_person(rows: &[ConversationRow], touches: &HashMap<ConversationId, Vec<Touch>>, merges: &Merges) -> Vec<Origins> {
    let mut before = Origins::default();
    let mut all = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        // What the company began has no entry, and so no view.
        if row.started_by == StartedBy::Company {
            all.push(Origins::default());
            continue;
        }
        let first_inbound = row.first_inbound();
        before = before.after(
            &Shown {
                entry: row.entry(),
                touches: touches.get(&row.conversation_id).map(Vec::as_slice).unwrap_or_default(),
                first_inbound: first_inbound.as_ref(),
                known_contact: index > 0,
            },
            merges,
        );
        all.push(before);
    }
    all
}
