//! Messages that returned to a closed conversation although, as is known now, a new one had begun before them.
//!
//! A plain message within the return window joins the closed conversation. When a message sent earlier arrives late and
//! opens a new conversation (it brings evidence, or moves the opening of one to an earlier time), what was said after it
//! belongs there: it goes over, and the closed conversation is as if it had never come.

use nascente_domain::conversation::{ReturnState, Status};
use nascente_domain::id::ConversationId;
use nascente_domain::message::Direction;
use nascente_store::conversation::ConversationRow;
use nascente_store::message::Spoken;
use nascente_store::{StoreError, Tx};

use super::refold::everything_said;
use super::working::WorkingSet;

/// Moves what belongs to conversations that this transaction opened, or opened earlier than was known.
pub(super) fn resettle(tx: &mut Tx<'_>, working: &mut WorkingSet) -> Result<(), StoreError> {
    for (closed, opened) in pairs(working) {
        let said = everything_said(tx, working, &[closed])?;
        let Some((before, after)) = rows(working, closed, opened) else { continue };
        let (Some(closed_at), Some(first)) = (before.closed_at, after.first_inbound()) else { continue };
        let begins = (first.sent_at, first.provider_message_id);
        let since_closing = |one: &&Spoken| one.sent_at > closed_at;
        let goes =
            |one: &&Spoken| since_closing(one) && (one.sent_at, one.provider_id.clone().unwrap_or_default()) >= begins;
        let going: Vec<&Spoken> = said.iter().filter(goes).collect();
        if going.is_empty() {
            continue;
        }
        let returned = |one: &&Spoken| one.direction == Direction::Inbound && one.kind.opens_conversation();
        let stays = said.iter().filter(since_closing).any(|one| !goes(&one) && returned(&one));
        let unread = i64::try_from(going.iter().copied().filter(returned).count()).unwrap_or_default();
        for one in &going {
            working.move_message(one, opened);
        }
        settle_rows(working, closed, opened, unread, stays);
    }
    Ok(())
}

/// Closed conversations, each with the open one after it that began earlier than was known.
fn pairs(working: &WorkingSet) -> Vec<(ConversationId, ConversationId)> {
    let begun_earlier = working.conversations.values().filter(|held| {
        held.now.status != Status::Closed
            && held.before.as_ref().is_none_or(|before| held.now.opened_at < before.opened_at)
    });
    begun_earlier
        .filter_map(|held| {
            let opened = &held.now;
            let of_person = working.of_contact.get(&working.person(opened.contact_id))?;
            let closed = of_person
                .iter()
                .filter_map(|id| working.conversations.get(id).map(|held| &held.now))
                .filter(|row| {
                    row.channel_id == opened.channel_id && row.closed_at.is_some_and(|at| at <= opened.opened_at)
                })
                .max_by_key(|row| (row.closed_at, row.conversation_id))?;
            Some((closed.conversation_id, opened.conversation_id))
        })
        .collect()
}

fn rows(
    working: &WorkingSet,
    closed: ConversationId,
    opened: ConversationId,
) -> Option<(ConversationRow, ConversationRow)> {
    let row = |id| working.conversations.get(&id).map(|held| held.now.clone());
    Some((row(closed)?, row(opened)?))
}

fn settle_rows(working: &mut WorkingSet, closed: ConversationId, opened: ConversationId, unread: i64, stays: bool) {
    if let Some(held) = working.conversations.get_mut(&closed) {
        held.now.unread = (held.now.unread - unread).max(0);
        if !stays && held.now.returned == ReturnState::Pending {
            held.now.returned = ReturnState::None;
        }
    }
    if let Some(held) = working.conversations.get_mut(&opened) {
        held.now.unread += unread;
    }
    working.to_refold.extend([closed, opened]);
}
