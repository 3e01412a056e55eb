//! Taking a merge back: each of the two gets back what was its own, and no proof merges them again (ADR 0021).
//!
//! In: the contact that was merged. Out: two people, with conversations, messages, touches, tags and figures as if the
//! merge had not been; what was said in a joined conversation since the join stays where it stands. Refused: a contact
//! that was merged into nobody, or is split by now (409).

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, ContactId, ConversationId};
use nascente_store::contact::{self, ContactRow};
use nascente_store::conversation::ConversationRow;
use nascente_store::merge_proposal::ProposalState;
use nascente_store::{Lane, StoreError, Tx, company, contact_merge, conversation, event, message, tag, touch};
use serde_json::json;

use super::compare;
use crate::app::App;
use crate::attend::desk::{Desk, Doer};
use crate::audit;
use crate::auth::caller::Caller;
use crate::automation::hand_out;
use crate::failure::Failure;
use crate::record::part::{Apart, Parting};
use crate::record::working::WorkingSet;
use crate::record::{facts, settle_people};

/// Conversations that come out of others, each with that one.
type ComingOut = Vec<(ConversationId, ConversationId)>;

/// Takes the merge of a contact back.
pub async fn split(app: &App, caller: &Caller, id: ContactId) -> Result<(), Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    let (rest, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let contacts = contact::families(tx, company_id, vec![id])?;
            let rest = contacts.iter().find(|row| row.contact_id == id).ok_or(Failure::NotFound)?.person();
            let parting = parting(tx, company_id, &contacts, id)?;
            let all = contacts.iter().map(|row| row.contact_id).collect();
            let rows = conversation::load_all_of_contacts(tx, company_id, all)?;
            let known = known_apart(tx, company_id, &rows)?;
            let out = parting.coming_out(&rows, &known);
            let places = rows.iter().map(|row| row.conversation_id).collect();
            let home = parting.going_home(&rows, message::homes(tx, company_id, places)?);
            give_back(tx, company_id, &home)?;
            forget_joins(tx, company_id, &rows, &out)?;
            let facts = facts::of_families(tx, company_id, contacts, rows)?;
            let mut working = WorkingSet::new(&of_unit, locked, facts);
            working.part(&parting, &out, &known);
            working.to_refold.extend(home.iter().flat_map(|(home, from)| [*home, *from]).filter(|id| !working.joined.contains_key(id)));
            settle_people(tx, &mut working)?;
            let into = parting.merge.into_id;
            let details = json!({ "contact_id": id, "from": into, "by_proof": parting.merge.by_proof, "conversations": out.len() });
            let noted = audit::of_company(&of_unit, Doer::from(&caller), "contact_split", details);
            event::insert(tx, company_id, &[noted])?;
            contact_merge::set_split(tx, company_id, parting.merge.merge_id, of_unit.now())?;
            let mut desk = Desk::over(working, ConversationId::from(0), of_unit.now());
            hand_out::after_changes(tx, &mut desk)?;
            let hints = desk.write(tx)?;
            compare::decide(&of_unit, tx, company_id, (into, id), (ProposalState::Split, &caller.name))?;
            compare::look_at(&of_unit, tx, company_id, vec![id, rest])?;
            Ok::<_, Failure>((rest, hints))
        })
        .await?;
    app.hints(hints);
    for contact_id in [id, rest] {
        app.hint(compare::hint(company_id, contact_id));
    }
    Ok(())
}

fn parting(tx: &mut Tx<'_>, company_id: CompanyId, contacts: &[ContactRow], id: ContactId) -> Result<Parting, Failure> {
    let all = contacts.iter().map(|row| row.contact_id).collect();
    let standing = contact_merge::standing(tx, company_id, all)?;
    Parting::of(id, standing)
        .ok_or_else(|| Failure::conflict("not_merged", "this contact is not merged, or not any more"))
}

/// How each conversation stood that took part in a join.
fn known_apart(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rows: &[ConversationRow],
) -> Result<BTreeMap<ConversationId, Apart>, StoreError> {
    let ids = rows.iter().map(|row| row.conversation_id).collect();
    let kept = contact_merge::apart(tx, company_id, ids)?;
    // A row of a program that knew less is one of which nothing is known.
    Ok(kept.into_iter().filter_map(|(id, state)| Some((id, serde_json::from_value(state).ok()?))).collect())
}

/// Puts what was said and proved back into the conversations it came from.
fn give_back(tx: &mut Tx<'_>, company_id: CompanyId, home: &ComingOut) -> Result<(), StoreError> {
    for (home, from) in home {
        message::give_back(tx, company_id, *home, *from)?;
        touch::give_back(tx, company_id, *home, *from)?;
    }
    Ok(())
}

/// Takes off what a conversation carries only by a join that is undone, and forgets how those stood that nothing joins
/// any more.
fn forget_joins(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rows: &[ConversationRow],
    out: &ComingOut,
) -> Result<(), StoreError> {
    for (gone, from) in out {
        tag::give_back(tx, company_id, *gone, *from)?;
    }
    let stays_in = |id: ConversationId| {
        rows.iter().any(|row| row.joined_into == Some(id) && !out.iter().any(|(gone, _)| *gone == row.conversation_id))
    };
    let alone = out.iter().flat_map(|(home, from)| [*home, *from]).filter(|id| !stays_in(*id)).collect();
    contact_merge::forget_apart(tx, company_id, alone)
}
