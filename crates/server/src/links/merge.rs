//! Merging identifiers that are one and the same, and splitting them again.
//!
//! In: two identifiers of one kind. Out: every conversation of the first counts for the second, and what arrives later too;
//! figures move exactly. The ledger keeps what each message said, so a split gives back just what the merge took. Refused:
//! other kinds, an identifier that is merged already, a ring.

use nascente_domain::id::{CompanyId, ConversationId, IdentifierId};
use nascente_domain::merging::Merges;
use nascente_store::company::{self, LockedCompany};
use nascente_store::identifier::Naming;
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
            identifier::set_merged(tx, company_id, from, Some(into))?;
            let merges = locked.merges.clone().with(from, into);
            count_anew(&of_unit, tx, &locked, from, &merges)?;
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
            let (standing, merges) = (locked.merges.stands_for(id), locked.merges.clone().without(id));
            count_anew(&of_unit, tx, &locked, standing, &merges)?;
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

/// Lets every conversation that counts for an identifier, by its entry or in a view, count for what its touches name now.
fn count_anew(
    app: &App,
    tx: &mut Tx<'_>,
    locked: &LockedCompany,
    id: IdentifierId,
    merges: &Merges,
) -> Result<(), Failure> {
    let mut last = ConversationId::from(i64::MIN);
    loop {
        let named = identifier::naming(tx, locked.company_id, id, last, CHUNK)?;
        let Some(end) = named.last() else { return Ok(()) };
        last = end.conversation_id;
        rename(app, tx, locked, named, merges)?;
    }
}

fn rename(
    app: &App,
    tx: &mut Tx<'_>,
    locked: &LockedCompany,
    named: Vec<Naming>,
    merges: &Merges,
) -> Result<(), Failure> {
    let ids = named.iter().map(|one| one.conversation_id).collect();
    let rows = conversation::load(tx, locked.company_id, ids)?;
    let mut working = WorkingSet::new(app, locked.clone(), Facts { conversations: rows, ..Facts::default() });
    for one in named {
        let Some(held) = working.conversations.get_mut(&one.conversation_id) else { continue };
        let row = &mut held.now;
        let origins = &mut row.origins;
        for (slot, told) in [
            (&mut row.identifier_id, one.entry),
            (&mut origins.first.identifier_id, one.first),
            (&mut origins.last.identifier_id, one.last),
            (&mut origins.last_paid.identifier_id, one.last_paid),
        ] {
            *slot = told.or(*slot).map(|id| merges.stands_for(id));
        }
        // A return is remembered by its last origin.
        if row.inherited_kind.is_some() {
            row.inherited_identifier_id = row.origins.last.identifier_id;
        }
    }
    flush::flush(tx, &mut working)?;
    Ok(())
}
