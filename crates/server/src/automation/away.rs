//! Outside working hours: the department answers once per conversation that it is away.
//!
//! The answer is no answer: the conversation still waits, and the silence of a contact who waits is none. What arrives
//! hours late is not answered, and neither is what is read during working hours.

use nascente_domain::conversation::Status;
use nascente_domain::id::ConversationId;
use nascente_domain::message::{Author, Direction};
use nascente_domain::moment::HOUR;
use serde_json::json;

use crate::attend::desk::{Desk, Doer};
use crate::attend::say::{queue_aside, window_is_open};
use crate::failure::Failure;

/// A message that is older than this when it is recorded is not answered any more.
const STILL_NEWS: i64 = 6 * HOUR;

/// Answers the messages of this transaction that came while nobody attends.
pub(crate) fn answer(desk: &mut Desk) -> Result<(), Failure> {
    let now = desk.now;
    let wrote: Vec<(ConversationId, nascente_domain::moment::Moment)> = desk
        .working
        .new_messages
        .iter()
        .filter(|message| message.direction == Direction::Inbound && message.kind.opens_conversation())
        .map(|message| (message.conversation_id, message.sent_at))
        .collect();
    for (id, sent_at) in wrote {
        desk.id = id;
        let row = desk.row()?;
        let Some(home) = desk.working.department(row.department_id) else { continue };
        let Some(hours) = &home.attendance.working_hours else { continue };
        let Some(text) = home.attendance.away_message.clone() else { continue };
        let away = !hours.is_open(sent_at, &desk.working.zone) && !hours.is_open(now, &desk.working.zone);
        let due = row.status != Status::Closed && row.away_at.is_none() && window_is_open(row, now);
        if !away || !due || now.since(sent_at) > STILL_NEWS {
            continue;
        }
        desk.row_mut()?.away_at = Some(now);
        queue_aside(desk, Author::Rule, text)?;
        let doer = Doer { kind: "rule", id: None, name: Some("Fora do horário".to_owned()) };
        desk.note_event(&doer, "away_answered", json!({}));
    }
    Ok(())
}
