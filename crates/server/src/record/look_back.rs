//! Answers that were no answers when they came: a late message may show that the contact had written before them.

use nascente_domain::id::ConversationId;
use nascente_store::{StoreError, Tx, message};

use super::working::WorkingSet;

/// Finds the first response of conversations that turned out to have begun earlier than was known.
pub(super) fn look_back(tx: &mut Tx<'_>, working: &mut WorkingSet) -> Result<(), StoreError> {
    let begun_earlier: Vec<ConversationId> = working
        .conversations
        .iter()
        .filter(|(_, held)| held.before.as_ref().is_some_and(|before| held.now.opened_at < before.opened_at))
        .map(|(id, _)| *id)
        .collect();
    for (id, sent_at, author, kind) in message::said_by_us(tx, working.company.company_id, begun_earlier)? {
        if let Some(held) = working.conversations.get_mut(&id)
            && author.is_human_answer()
            && kind.answers()
        {
            held.now.note_human_answer(sent_at, author);
        }
    }
    Ok(())
}
