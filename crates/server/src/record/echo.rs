//! The answer to a send, when the echo of the message may have come before it.
//!
//! Linked-device providers tell about everything that leaves the number, also about what was sent through them. The echo
//! can be recorded before the answer to the send: as a message typed on the phone, when nothing told that it is ours, or
//! as the proof that ours went out. Either way there is one message in the end, with the author who wrote it.

use nascente_domain::message::{Author, SendStatus};
use nascente_store::company::LockedCompany;
use nascente_store::message::{self, KnownMessage, NewMessage};
use nascente_store::{StoreError, Tx, conversation};

use super::facts::Facts;
use super::working::WorkingSet;
use super::{flush, refold};
use crate::app::App;

/// Keeps the provider's id of a message that it accepted. The caller holds the company's lock.
pub(crate) fn accepted(
    app: &App,
    tx: &mut Tx<'_>,
    company: LockedCompany,
    sent: &KnownMessage,
    provider_id: &str,
) -> Result<(), StoreError> {
    let company_id = company.company_id;
    let before = sent.status.unwrap_or(SendStatus::Queued);
    let named = message::known(tx, company_id, sent.channel_id, vec![provider_id.to_owned()])?;
    let echo = named.into_iter().find(|one| one.message_id != sent.message_id && one.author == Author::Phone);
    let mistaken = sent.provider_id.clone().filter(|id| id != provider_id);
    if echo.is_none() && mistaken.is_none() {
        return message::set_sent(tx, company_id, sent.message_id, provider_id, before.after(SendStatus::Sent));
    }
    let mut ids = vec![sent.conversation_id];
    ids.extend(echo.as_ref().map(|echo| echo.conversation_id));
    let conversations = conversation::load(tx, company_id, ids)?;
    let mut working = WorkingSet::new(app, company, Facts { conversations, ..Facts::default() });
    let mut status = before.after(SendStatus::Sent);
    if let Some(echo) = &echo {
        // Its row goes first: the provider's id is unique.
        message::delete(tx, company_id, echo.message_id)?;
        working.to_refold.insert(echo.conversation_id);
        status = status.after(echo.status.unwrap_or(SendStatus::Sent));
    }
    message::set_sent(tx, company_id, sent.message_id, provider_id, status)?;
    if let Some(other) = mistaken {
        working.add_message(typed_on_the_phone(app, sent, other));
    }
    working.to_refold.insert(sent.conversation_id);
    refold::refold(tx, &mut working)?;
    flush::flush(tx, &mut working).map(drop)
}

/// The same words were typed on the phone while ours were under way: the echo that was taken for ours was theirs.
fn typed_on_the_phone(app: &App, sent: &KnownMessage, provider_id: String) -> NewMessage {
    NewMessage {
        message_id: app.id(),
        conversation_id: sent.conversation_id,
        channel_id: sent.channel_id,
        provider_id: Some(provider_id),
        direction: sent.direction,
        author: Author::Phone,
        user_id: None,
        kind: sent.kind,
        text: sent.text.clone(),
        details: None,
        card: None,
        reply_to: None,
        sent_at: app.now(),
        received_at: app.now(),
        status: Some(SendStatus::Sent),
        target: None,
        home_id: None,
    }
}
