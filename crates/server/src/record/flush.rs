//! Writing a working set: parents before children, figures last because everybody's rows meet there.

use nascente_domain::conversation::Status;
use nascente_domain::id::CompanyId;
use nascente_domain::message::SendStatus;
use nascente_store::contact::ContactRow;
use nascente_store::conversation::ConversationRow;
use nascente_store::job::NewJob;
use nascente_store::{
    StoreError, Tx, company, contact, contact_merge, conversation, event, figure, job, media, message, recording, tag,
    touch,
};

use super::working::WorkingSet;
use crate::app::LiveHint;
use crate::media::arrive::fetch_job;

/// Writes every row that is new or changed, and the differences of the figures; gives hints for open screens.
pub(crate) fn flush(tx: &mut Tx<'_>, working: &mut WorkingSet) -> Result<Vec<LiveHint>, StoreError> {
    let company_id = working.company.company_id;
    let now = working.app.now();
    for held in working.conversations.values_mut() {
        // Looking at a conversation makes nobody's knowledge of it stale.
        let only_looked = held.before.as_ref().is_some_and(|before| {
            let seen = ConversationRow { unread: held.now.unread, ..before.clone() };
            seen == held.now
        });
        if held.changed() && !only_looked {
            held.now.version += 1;
        }
    }
    forget_keys(working);
    let new: Vec<&ContactRow> =
        working.contacts.values().filter(|held| held.before.is_none()).map(|held| &held.now).collect();
    contact::insert(tx, company_id, &new)?;
    let changed: Vec<&ContactRow> =
        working.contacts.values().filter(|held| held.changed()).map(|held| &held.now).collect();
    contact::update(tx, company_id, &changed)?;
    contact::insert_identities(tx, company_id, &working.new_identities, now)?;
    contact_merge::insert(tx, company_id, &working.merges)?;
    let apart: Vec<_> = working.apart.iter().map(|(id, state)| (*id, serde_json::json!(state))).collect();
    contact_merge::keep_apart(tx, company_id, &apart)?;
    recording::insert_identifiers(tx, company_id, &working.new_identifiers, now)?;
    event::insert(tx, company_id, &working.new_events)?;
    let hints = write_conversations(tx, company_id, working)?;
    move_messages(tx, company_id, working)?;
    message::insert(tx, company_id, &working.new_messages)?;
    media::insert(tx, company_id, &working.new_files)?;
    let fetches: Vec<NewJob> = working.new_files.iter().map(|file| fetch_job(&working.app, file)).collect();
    job::insert_all(tx, company_id, &fetches)?;
    for content in &working.completions {
        message::complete(tx, company_id, content)?;
    }
    for (id, provider_id) in &working.proven {
        message::set_sent(tx, company_id, *id, provider_id, SendStatus::Sent)?;
    }
    message::set_statuses(tx, company_id, &working.progress)?;
    touch::insert(tx, company_id, &working.new_touches)?;
    recording::claim_clicks(tx, company_id, &working.claims)?;
    figure::apply(tx, company_id, &working.deltas())?;
    Ok(hints)
}

/// Whoever is called otherwise now, or recognised by more, is looked at again by those who write the keys.
fn forget_keys(working: &mut WorkingSet) {
    for (_, contact_id) in &working.new_identities {
        if let Some(held) = working.contacts.get_mut(contact_id) {
            held.now.keyed = false;
        }
    }
    for held in working.contacts.values_mut().filter(|held| held.changed()) {
        held.now.keyed = false;
    }
}

/// What stands in another conversation now.
fn move_messages(tx: &mut Tx<'_>, company_id: CompanyId, working: &WorkingSet) -> Result<(), StoreError> {
    for (from, to) in &working.joined {
        message::move_all(tx, company_id, *from, *to)?;
        touch::move_all(tx, company_id, *from, *to)?;
        tag::copy_all(tx, company_id, *from, *to)?;
        conversation::rejoin(tx, company_id, *from, *to)?;
    }
    for (id, (from, to)) in &working.moved {
        message::move_one(tx, company_id, *id, *to)?;
        touch::move_of_message(tx, company_id, *id, *from, *to)?;
    }
    Ok(())
}

fn write_conversations(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    working: &WorkingSet,
) -> Result<Vec<LiveHint>, StoreError> {
    let new: Vec<&ConversationRow> =
        working.conversations.values().filter(|held| held.before.is_none()).map(|held| &held.now).collect();
    if !new.is_empty() {
        company::set_last_protocol(tx, company_id, working.company.last_protocol)?;
    }
    conversation::insert(tx, company_id, &new)?;
    let changed: Vec<&ConversationRow> =
        working.conversations.values().filter(|held| held.changed()).map(|held| &held.now).collect();
    // Where one opens again and another one of the same contact closes, the closing goes first.
    let opens = |row: &&ConversationRow| row.status != Status::Closed;
    let (open, closed): (Vec<_>, Vec<_>) = changed.iter().copied().partition(opens);
    if working.opens_again() {
        conversation::update(tx, company_id, &closed)?;
        conversation::update(tx, company_id, &open)?;
    } else {
        conversation::update(tx, company_id, &changed)?;
    }
    // Notes and the progress of messages change no conversation, but an open thread shows them.
    let shown = working.concerned.iter().filter_map(|id| working.conversations.get(id).map(|held| &held.now));
    Ok(new
        .into_iter()
        .chain(changed)
        .chain(shown)
        .map(|row| LiveHint {
            company_id,
            kind: "conversation",
            id: row.conversation_id.to_string(),
            version: Some(row.version),
        })
        .collect())
}
