//! Merging identifiers that are one and the same, and splitting them again.
//!
//! In: two identifiers of one kind. Out: every conversation of the first counts for the second, and what arrives later too;
//! figures move exactly. The ledger keeps what each message said, so a split gives back just what the merge took. Refused:
//! other kinds, an identifier that is merged already, a ring.

use nascente_domain::id::{CompanyId, ConversationId, IdentifierId};
use nascente_domain::merging::Merges;
use nascente_store::company::{self, LockedCompany};
use nascente_store::identifier_change::ChangeWay;
use nascente_store::{Lane, Tx, conversation, event, identifier};
use serde_json::{Map, json};

use crate::app::{App, LiveHint};
use crate::attend::desk::Doer;
use crate::audit;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::links::naming::Namer;
use crate::record::facts::Facts;
use crate::record::flush;
use crate::record::working::WorkingSet;

/// Conversations that are changed at once.
const CHUNK: i64 = 500;

/// Merges one identifier into another.
pub async fn merge(app: &App, caller: &Caller, from: IdentifierId, into: IdentifierId) -> Result<(), Failure> {
    let (of_unit, caller) = (app.clone(), caller.clone());
    let company_id = caller.company_id;
    app.db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let one = identifier::lock(tx, company_id, from)?.ok_or(Failure::NotFound)?;
            let other = identifier::find(tx, company_id, into)?
                .ok_or_else(|| Failure::invalid("into", "unknown", "there is no such identifier"))?;
            if one.kind != other.kind {
                return Err(Failure::invalid("into", "other_kind", "only identifiers of one kind can be merged"));
            }
            if from == into || !locked.merges.may_merge(from, into) {
                let detail = "it is merged already, or the other one is merged into it";
                return Err(Failure::conflict("already_merged", detail));
            }
            let standing = locked.merges.stands_for(into);
            identifier::set_merged(tx, company_id, from, Some(into))?;
            move_all(&of_unit, tx, &locked, from, standing)?;
            note(&of_unit, tx, &caller, ChangeWay::Merged, from, into)
        })
        .await?;
    hint(app, company_id, from);
    Ok(())
}

/// Gives an identifier back what was its own before it was merged.
pub async fn split(app: &App, caller: &Caller, id: IdentifierId) -> Result<(), Failure> {
    let (of_unit, caller) = (app.clone(), caller.clone());
    let company_id = caller.company_id;
    app.db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let one = identifier::lock(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            let Some(into) = one.merged_into else {
                return Err(Failure::conflict("not_merged", "this identifier is not merged"));
            };
            identifier::set_merged(tx, company_id, id, None)?;
            give_back(&of_unit, tx, &locked, id)?;
            note(&of_unit, tx, &caller, ChangeWay::Split, id, into)
        })
        .await?;
    hint(app, company_id, id);
    Ok(())
}

fn hint(app: &App, company_id: CompanyId, id: IdentifierId) {
    app.hint(LiveHint { company_id, kind: "entry_identifier", id: id.to_string(), version: None });
}

/// Keeps it in the trail of the company and in that of the identifiers.
fn note(
    app: &App,
    tx: &mut Tx<'_>,
    caller: &Caller,
    way: ChangeWay,
    from: IdentifierId,
    into: IdentifierId,
) -> Result<(), Failure> {
    let kind = if way == ChangeWay::Merged { "identifier_merged" } else { "identifier_split" };
    let noted = audit::of_company(app, Doer::from(caller), kind, json!({ "identifier_id": from, "into": into }));
    event::insert(tx, caller.company_id, &[noted])?;
    Namer::new(app, caller, way).note(tx, caller.company_id, from, Some(into), Map::new())
}

fn move_all(
    app: &App,
    tx: &mut Tx<'_>,
    locked: &LockedCompany,
    from: IdentifierId,
    standing: IdentifierId,
) -> Result<(), Failure> {
    loop {
        // Those that were moved are no longer among them.
        let ids = identifier::conversations_of(tx, locked.company_id, from, CHUNK)?;
        if ids.is_empty() {
            return Ok(());
        }
        rename(app, tx, locked, ids.into_iter().map(|id| (id, standing)).collect())?;
    }
}

fn give_back(app: &App, tx: &mut Tx<'_>, locked: &LockedCompany, id: IdentifierId) -> Result<(), Failure> {
    let standing = locked.merges.stands_for(id);
    let family = locked.merges.family(id);
    let after: Merges = locked.merges.clone().without(id);
    loop {
        let told = identifier::conversations_by_touch(tx, locked.company_id, standing, family.clone(), CHUNK)?;
        if told.is_empty() {
            return Ok(());
        }
        rename(app, tx, locked, told.into_iter().map(|(one, told)| (one, after.stands_for(told))).collect())?;
    }
}

/// Lets conversations count for other identifiers.
fn rename(
    app: &App,
    tx: &mut Tx<'_>,
    locked: &LockedCompany,
    named: Vec<(ConversationId, IdentifierId)>,
) -> Result<(), Failure> {
    let ids = named.iter().map(|(id, _)| *id).collect();
    let rows = conversation::load(tx, locked.company_id, ids)?;
    let mut working = WorkingSet::new(app, locked.clone(), Facts { conversations: rows, ..Facts::default() });
    for (id, identifier_id) in named {
        if let Some(held) = working.conversations.get_mut(&id) {
            held.now.identifier_id = Some(identifier_id);
        }
    }
    flush::flush(tx, &mut working)?;
    Ok(())
}
