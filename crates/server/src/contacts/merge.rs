//! Merging two contacts because a person says that they are one, and saying that two are not.
//!
//! In: two contacts, each of which stands for somebody. Out: one person; open conversations are joined and figures move
//! exactly, as by a proof (ADR 0010). Refused: a contact that was merged by now (409, with the one that stands for it).

use std::collections::BTreeSet;

use nascente_domain::id::{ContactId, ConversationId};
use nascente_store::contact::{self, ContactRow};
use nascente_store::merge_proposal::{self, ProposalState};
use nascente_store::{Lane, StoreError, Tx, company, conversation, event};
use serde_json::json;

use super::compare;
use crate::app::App;
use crate::attend::desk::{Desk, Doer};
use crate::audit;
use crate::auth::caller::Caller;
use crate::automation::hand_out;
use crate::failure::Failure;
use crate::record::working::WorkingSet;
use crate::record::{facts, settle_people, waiting};

/// Who stands for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// The other one.
    Other,
    /// The one seen first.
    SeenFirst,
}

/// Merges a contact with another one; gives the one that stands for both.
pub async fn merge(
    app: &App,
    caller: &Caller,
    id: ContactId,
    (field, other): (&'static str, ContactId),
    stands: Stands,
) -> Result<ContactId, Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    let (person, subjects, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let contacts = contact::families(tx, company_id, vec![id, other])?;
            standing(&contacts, id)?.ok_or(Failure::NotFound)?;
            standing(&contacts, other)?
                .ok_or_else(|| Failure::invalid(field, "unknown", "there is no such contact"))?;
            if id == other {
                return Err(Failure::conflict("already_merged", "this is one contact"));
            }
            let all: Vec<ContactId> = contacts.iter().map(|row| row.contact_id).collect();
            let conversations = conversation::load_of_contacts(tx, company_id, all)?;
            let facts = facts::of_families(tx, company_id, contacts, conversations)?;
            let mut working = WorkingSet::new(&of_unit, locked, facts);
            let (into, from) = match stands {
                Stands::Other => (other, id),
                Stands::SeenFirst => working.by_age(id, other),
            };
            // Weighed while they are two.
            compare::decide(&of_unit, tx, company_id, (into, from), (ProposalState::Merged, &caller.name))?;
            forget_proposals(tx, &caller, from)?;
            let person = working.merge(from, into, Some(&Doer::from(&caller)));
            let subjects = waiting::of_person(&working, person);
            settle_people(tx, &mut working)?;
            let details = json!({ "contact_id": from, "into": into });
            let noted = audit::of_company(&of_unit, Doer::from(&caller), "contact_merged", details);
            event::insert(tx, company_id, &[noted])?;
            let mut desk = Desk::over(working, ConversationId::from(0), of_unit.now());
            hand_out::after_changes(tx, &mut desk)?;
            let hints = desk.write(tx)?;
            compare::look_at(&of_unit, tx, company_id, vec![person])?;
            Ok::<_, Failure>((person, subjects, hints))
        })
        .await?;
    app.hints(hints);
    app.hint(compare::hint(company_id, person));
    waiting::wake(app, company_id, subjects).await;
    app.job_arrived.notify_one();
    Ok(person)
}

/// The contact with this id, if it is there; a conflict when another one stands for it by now.
fn standing(contacts: &[ContactRow], id: ContactId) -> Result<Option<&ContactRow>, Failure> {
    let found = contacts.iter().find(|row| row.contact_id == id);
    match found.and_then(|row| row.merged_into) {
        None => Ok(found),
        Some(person) => Err(Failure::Conflict {
            code: "already_merged",
            detail: "this contact was merged into another one by now".to_owned(),
            current: Some(json!({ "contact_id": person })),
        }),
    }
}

/// Nobody decides about a contact that stands for nobody any more.
fn forget_proposals(tx: &mut Tx<'_>, caller: &Caller, gone: ContactId) -> Result<(), StoreError> {
    for pair in merge_proposal::of_contacts(tx, caller.company_id, vec![gone])? {
        if pair.state == ProposalState::Open {
            merge_proposal::delete(tx, caller.company_id, pair.proposal_id)?;
        }
    }
    Ok(())
}

/// Says that two contacts that are proposed to be merged are two people; the same evidence is not put forward again.
pub async fn keep_apart(app: &App, caller: &Caller, id: ContactId, other: ContactId) -> Result<(), Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    app.db
        .write(Lane::Work, move |tx| {
            company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let contacts = contact::families(tx, company_id, vec![id, other])?;
            standing(&contacts, id)?.ok_or(Failure::NotFound)?;
            standing(&contacts, other)?
                .ok_or_else(|| Failure::invalid("other", "unknown", "there is no such contact"))?;
            let known: BTreeSet<ProposalState> =
                compare::between(tx, company_id, &[id], &[other])?.into_iter().map(|pair| pair.state).collect();
            if !known.contains(&ProposalState::Open) {
                return Err(Failure::conflict("not_proposed", "nobody proposes to merge these two, or not any more"));
            }
            compare::decide(&of_unit, tx, company_id, (id, other), (ProposalState::Dismissed, &caller.name))?;
            let details = json!({ "contact_id": id, "other": other });
            let noted = audit::of_company(&of_unit, Doer::from(&caller), "contact_kept_apart", details);
            Ok::<_, Failure>(event::insert(tx, company_id, &[noted])?)
        })
        .await?;
    app.hint(compare::hint(company_id, id));
    Ok(())
}
