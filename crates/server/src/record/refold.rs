//! Conversations folded anew from their messages, where adding to what was known is not enough.
//!
//! In: the conversations that were joined, that lost or got messages, or whose last message changed. Out: their rows,
//! as if everything had arrived in order. What people decided (status, agent, department, closing) is left alone.

use std::collections::BTreeMap;

use nascente_domain::change;
use nascente_domain::conversation::StartedBy;
use nascente_domain::id::{ChannelId, ConversationId, MessageId};
use nascente_domain::message::{Author, Direction, MessageKind};
use nascente_domain::moment::Moment;
use nascente_store::conversation::ConversationRow;
use nascente_store::message::{self, NewMessage, Spoken};
use nascente_store::{StoreError, Tx};

use super::working::WorkingSet;

/// Folds every conversation anew that asks for it.
pub(crate) fn refold(tx: &mut Tx<'_>, working: &mut WorkingSet) -> Result<(), StoreError> {
    let ids: Vec<ConversationId> = std::mem::take(&mut working.to_refold).into_iter().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut by_conversation: BTreeMap<ConversationId, Vec<Spoken>> = BTreeMap::new();
    for spoken in everything_said(tx, working, &ids)? {
        by_conversation.entry(spoken.conversation_id).or_default().push(spoken);
    }
    for id in ids {
        let said = by_conversation.remove(&id).unwrap_or_default();
        let last = said.iter().filter(|one| is_word(one)).max_by_key(|one| order(one)).cloned();
        let preview = match &last {
            Some(last) => shown_text(tx, working, last)?,
            None => None,
        };
        let zone = working.zone.clone();
        if let Some(held) = working.conversations.get_mut(&id) {
            fold_row(&mut held.now, &said, &zone);
            if let Some(last) = last {
                let (kind, text) = preview.unwrap_or((last.kind, last.text.clone()));
                held.now.set_last_message(last.sent_at, last.direction, kind, text.as_deref());
            }
        }
    }
    Ok(())
}

/// What the store and this transaction hold of these conversations, every message in the conversation it belongs to now.
pub(super) fn everything_said(
    tx: &mut Tx<'_>,
    working: &WorkingSet,
    ids: &[ConversationId],
) -> Result<Vec<Spoken>, StoreError> {
    let joined = working.joined.iter().filter(|(_, to)| ids.contains(to)).map(|(from, _)| *from);
    let left = working.moved.values().map(|(from, _)| *from);
    let mut read: Vec<ConversationId> = ids.iter().copied().chain(joined).chain(left).collect();
    read.sort_unstable();
    read.dedup();
    let stored = message::spoken(tx, working.company.company_id, read)?;
    let mut all: Vec<Spoken> = stored
        .into_iter()
        .map(|one| Spoken { conversation_id: place_of(working, one.message_id, one.conversation_id), ..one })
        .collect();
    all.extend(working.new_messages.iter().filter(|one| one.direction != Direction::Internal).map(of_new));
    for one in &mut all {
        if let Some(content) = working.completions.iter().rfind(|content| content.message_id == one.message_id) {
            one.kind = content.kind;
            one.text.clone_from(&content.text);
        }
    }
    all.retain(|one| ids.contains(&one.conversation_id));
    Ok(all)
}

fn place_of(working: &WorkingSet, message_id: MessageId, stored: ConversationId) -> ConversationId {
    working.moved.get(&message_id).map_or_else(|| working.current(stored), |(_, to)| *to)
}

fn of_new(message: &NewMessage) -> Spoken {
    Spoken {
        message_id: message.message_id,
        conversation_id: message.conversation_id,
        channel_id: message.channel_id,
        provider_id: message.provider_id.clone(),
        direction: message.direction,
        author: message.author,
        kind: message.kind,
        text: message.text.clone(),
        sent_at: message.sent_at,
    }
}

fn order(message: &Spoken) -> (Moment, Option<String>, MessageId) {
    (message.sent_at, message.provider_id.clone(), message.message_id)
}

const fn is_shown(message: &Spoken) -> bool {
    message.kind.opens_conversation()
}

/// Whether it may be the last word: what a rule wrote never is, as when it was written.
fn is_word(message: &Spoken) -> bool {
    is_shown(message) && message.author != Author::Rule
}

/// First and last of everything that the row keeps of its messages.
fn fold_row(row: &mut ConversationRow, said: &[Spoken], zone: &jiff::tz::TimeZone) {
    let inbound = || said.iter().filter(|one| one.direction == Direction::Inbound && is_shown(one));
    let Some(first) = inbound().min_by_key(|one| (one.sent_at, one.provider_id.clone())) else { return };
    row.first_inbound_at = Some(first.sent_at);
    row.first_inbound_provider_id.clone_from(&first.provider_id);
    row.last_inbound_at = inbound().map(|one| one.sent_at).max();
    if row.started_by == StartedBy::Contact {
        row.opened_at = first.sent_at;
        row.entry_day = first.sent_at.day_in(zone);
    }
    row.first_response_at = None;
    row.first_response_by = None;
    let answers = said.iter().filter(|one| one.direction == Direction::Outbound && one.kind.answers());
    for answer in answers.filter(|one| one.author.is_human_answer()) {
        row.note_human_answer(answer.sent_at, answer.author);
    }
}

/// Kind and text of a message after what changed it.
fn shown_text(
    tx: &mut Tx<'_>,
    working: &WorkingSet,
    message: &Spoken,
) -> Result<Option<(MessageKind, Option<String>)>, StoreError> {
    let Some(provider_id) = &message.provider_id else { return Ok(None) };
    let changes = changes_of(tx, working, message.channel_id, provider_id)?;
    let shown = change::shown(message.direction, message.text.as_deref(), message.sent_at, &changes);
    let kind = if shown.revoked_at.is_some() { MessageKind::Revoke } else { message.kind };
    Ok(Some((kind, shown.text)))
}

fn changes_of(
    tx: &mut Tx<'_>,
    working: &WorkingSet,
    channel_id: ChannelId,
    provider_id: &str,
) -> Result<Vec<change::Change>, StoreError> {
    let stored = message::changes(tx, working.company.company_id, channel_id, vec![provider_id.to_owned()])?;
    let mut all: Vec<change::Change> = stored.into_iter().map(|(_, change)| change).collect();
    let new = working.new_messages.iter().filter(|one| one.channel_id == channel_id);
    all.extend(new.filter(|one| one.target.as_deref() == Some(provider_id)).map(|one| change::Change {
        kind: one.kind,
        direction: one.direction,
        text: one.text.clone(),
        sent_at: one.sent_at,
        provider_id: one.provider_id.clone(),
    }));
    Ok(all)
}
