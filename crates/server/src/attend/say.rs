//! Saying something: a message to the contact, or a note for the company.

use nascente_domain::id::{ConversationId, MessageId, UserId};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::{DAY, Moment};
use nascente_store::conversation::ConversationRow;
use nascente_store::message::NewMessage;
use nascente_store::{Tx, channel, message};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Desk, on_desk};
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::jobs::send;
use crate::record::facts::of_people;

/// Longest text that the provider takes, in characters.
const LONGEST_TEXT: usize = 4_096;

/// Sends a text within 24 hours of the contact's last message. A user's reply to a waiting conversation assigns it.
pub async fn send_text(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    text: String,
    reply_to: Option<MessageId>,
) -> Result<MessageId, Failure> {
    let text = check_text(&text)?;
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, None, move |tx, desk| {
        let row = desk.row()?;
        check_channel(tx, &caller_of_unit, row)?;
        check_window(row, desk.now)?;
        let next = match caller_of_unit.user_id() {
            Some(user_id) => row.state().answer_by(user_id)?,
            None => row.state().assign(row.agent_id)?,
        };
        let assigned = next.agent_id.filter(|agent| row.agent_id != Some(*agent));
        desk.set_state(next)?;
        if let Some(user_id) = assigned {
            let doer = crate::attend::desk::Doer::from(&caller_of_unit);
            desk.note_event(&doer, "assigned", json!({ "user_id": user_id, "by_reply": true }));
        }
        let author = match caller_of_unit.actor {
            Actor::User(_) => Author::Agent,
            Actor::Token(_) => Author::Bot,
        };
        let reply_to = reply_to.map(|id| answered(tx, desk, id)).transpose()?;
        queue_text(desk, author, caller_of_unit.user_id(), text.clone(), reply_to)
    })
    .await
}

/// The provider's id of the message that is answered: one of this person on this channel that the provider knows.
pub(crate) fn answered(tx: &mut Tx<'_>, desk: &Desk, id: MessageId) -> Result<String, Failure> {
    let (company_id, row) = (desk.working.company.company_id, desk.row()?);
    let unknown = || Failure::invalid("reply_to", "unknown", "there is no such message with this contact");
    let known = message::known_by_id(tx, company_id, vec![id])?.into_iter().next().ok_or_else(unknown)?;
    let of_person = of_people(tx, company_id, vec![row.contact_id])?.conversations;
    let said_here = of_person.iter().any(|other| other.conversation_id == known.conversation_id);
    if !said_here || known.channel_id != row.channel_id {
        return Err(unknown());
    }
    let not_sent = || Failure::invalid("reply_to", "not_sent", "this message was not sent yet");
    known.provider_id.filter(|_| !known.kind.is_change()).ok_or_else(not_sent)
}

/// Adds an outbound text and the job that sends it.
pub(crate) fn queue_text(
    desk: &mut Desk,
    author: Author,
    user_id: Option<UserId>,
    text: String,
    reply_to: Option<String>,
) -> Result<MessageId, Failure> {
    let message = text_of_ours(desk, author, user_id, text)?;
    Ok(queue(desk, NewMessage { reply_to, ..message }))
}

/// Adds a text that went out already, under the provider's id of it: no job sends it.
pub(crate) fn add_sent_text(
    desk: &mut Desk,
    author: Author,
    user_id: Option<UserId>,
    text: String,
    provider_id: String,
) -> Result<(), Failure> {
    let message = text_of_ours(desk, author, user_id, text)?;
    let (provider_id, status) = (Some(provider_id), Some(SendStatus::Sent));
    desk.working.add_message(NewMessage { provider_id, status, ..message });
    Ok(())
}

/// A text of ours, and what it changes in the conversation.
fn text_of_ours(desk: &mut Desk, author: Author, user_id: Option<UserId>, text: String) -> Result<NewMessage, Failure> {
    let now = desk.now;
    let row = desk.row_mut()?;
    if author.is_human_answer() {
        row.note_human_answer(now, author);
        row.unread = 0;
    }
    row.note_last_message(now, Direction::Outbound, MessageKind::Text, Some(&text));
    outbound(desk, author, user_id, MessageKind::Text, text)
}

/// Adds a template and the job that sends it. A template is no human answer, whoever sends it.
pub(crate) fn queue_template(
    desk: &mut Desk,
    author: Author,
    user_id: Option<UserId>,
    name: &str,
    language: &str,
) -> Result<MessageId, Failure> {
    let now = desk.now;
    desk.row_mut()?.note_last_message(now, Direction::Outbound, MessageKind::Template, Some(name));
    let message = outbound(desk, author, user_id, MessageKind::Template, name.to_owned())?;
    let details = Some(json!({ "name": name, "language": language }).to_string());
    Ok(queue(desk, NewMessage { details, ..message }))
}

/// A message of ours for the conversation on the desk.
fn outbound(
    desk: &Desk,
    author: Author,
    user_id: Option<UserId>,
    kind: MessageKind,
    text: String,
) -> Result<NewMessage, Failure> {
    Ok(NewMessage {
        message_id: desk.working.app.id(),
        conversation_id: desk.id,
        channel_id: desk.row()?.channel_id,
        provider_id: None,
        direction: Direction::Outbound,
        author,
        user_id,
        kind,
        text: Some(text),
        details: None,
        card: None,
        reply_to: None,
        sent_at: desk.now,
        received_at: desk.now,
        status: Some(SendStatus::Queued),
        target: None,
    })
}

fn queue(desk: &mut Desk, message: NewMessage) -> MessageId {
    let (id, conversation_id) = (message.message_id, message.conversation_id);
    desk.working.add_message(message);
    let payload = json!({ "message_id": id, "conversation_id": conversation_id });
    desk.add_job(send::KIND, id.to_string(), payload);
    id
}

/// Writes a note that the contact never sees; allowed on closed conversations too.
pub async fn write_note(app: &App, caller: &Caller, id: ConversationId, text: String) -> Result<MessageId, Failure> {
    let text = check_text(&text)?;
    let user_id = caller.user_id();
    on_desk(app, caller, id, None, move |_, desk| {
        let (now, channel_id) = (desk.now, desk.row()?.channel_id);
        let message_id: MessageId = desk.working.app.id();
        desk.working.add_message(NewMessage {
            message_id,
            conversation_id: desk.id,
            channel_id,
            provider_id: None,
            direction: Direction::Internal,
            author: if user_id.is_some() { Author::Agent } else { Author::Bot },
            user_id,
            kind: MessageKind::Note,
            text: Some(text.clone()),
            details: None,
            card: None,
            reply_to: None,
            sent_at: now,
            received_at: now,
            status: None,
            target: None,
        });
        desk.working.concern(desk.id);
        Ok(message_id)
    })
    .await
}

/// A text that may be sent: trimmed, not empty, not too long.
pub(crate) fn check_text(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::invalid("text", "required", "write something"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Failure::invalid("text", "too_long", "the text has more than 4096 characters"));
    }
    Ok(text.to_owned())
}

/// Whether free text may be sent now.
pub(crate) fn window_is_open(row: &ConversationRow, now: Moment) -> bool {
    row.last_inbound_at.is_some_and(|last| now.since(last) < DAY)
}

fn check_window(row: &ConversationRow, now: Moment) -> Result<(), Failure> {
    if window_is_open(row, now) {
        return Ok(());
    }
    let detail = "more than 24 hours have passed since the contact's last message: only templates may be sent";
    Err(Failure::conflict("window_closed", detail))
}

/// The channel must be in use and speak with a provider.
pub(crate) fn check_channel(tx: &mut Tx<'_>, caller: &Caller, row: &ConversationRow) -> Result<(), Failure> {
    let found = channel::get(tx, caller.company_id, row.channel_id)?;
    let sends = found.is_some_and(|channel| channel.archived_at.is_none() && channel.provider != "link_only");
    if sends { Ok(()) } else { Err(Failure::conflict("channel_cannot_send", "this number is not connected")) }
}
