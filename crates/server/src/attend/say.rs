//! Saying something: a message to the contact, or a note for the company.

use nascente_domain::id::{ConversationId, MediaId, MessageId, UserId};
use nascente_domain::media::{LONGEST_CAPTION, takes_caption};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::{DAY, Moment};
use nascente_store::conversation::ConversationRow;
use nascente_store::media::MediaRow;
use nascente_store::message::NewMessage;
use nascente_store::{Tx, channel, media, message};
use nascente_wire::media::MediaCarrier;
use nascente_wire::{Provider, provider};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Desk, on_desk};
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::jobs::send;
use crate::media::show::uploader;
use crate::record::facts::of_people;

/// Longest text that the provider takes, in characters.
const LONGEST_TEXT: usize = 4_096;

/// What is to be said.
#[derive(Debug, Clone)]
pub struct Saying {
    text: Option<String>,
    media_id: Option<MediaId>,
    reply_to: Option<MessageId>,
}

impl Saying {
    /// Checks what can be checked without the store: a text, or a file with or without a text below it.
    pub fn read(text: Option<&str>, media_id: Option<&str>, reply_to: Option<&str>) -> Result<Self, Failure> {
        let reply_to = reply_to.map(|text| crate::http::page::id("reply_to", text)).transpose()?;
        let media_id = media_id.map(|text| crate::http::page::id("media_id", text)).transpose()?;
        let text = match (text, media_id) {
            (Some(text), Some(_)) if text.trim().is_empty() => None,
            (None, Some(_)) => None,
            (text, _) => Some(check_text(text.unwrap_or_default())?),
        };
        Ok(Self { text, media_id, reply_to })
    }
}

/// Says something within 24 hours of the contact's last message. A user's reply to a waiting conversation assigns it.
pub async fn say(app: &App, caller: &Caller, id: ConversationId, saying: Saying) -> Result<MessageId, Failure> {
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
        let reply_to = saying.reply_to.map(|id| answered(tx, desk, id)).transpose()?;
        let (user_id, text) = (caller_of_unit.user_id(), saying.text.clone());
        match saying.media_id {
            Some(media_id) => queue_file(tx, desk, &caller_of_unit, author, media_id, text, reply_to),
            None => queue_text(desk, author, user_id, text.unwrap_or_default(), reply_to),
        }
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

/// Adds a message with an upload of the caller, and the job that sends it.
fn queue_file(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    caller: &Caller,
    author: Author,
    media_id: MediaId,
    text: Option<String>,
    reply_to: Option<String>,
) -> Result<MessageId, Failure> {
    let unknown = || Failure::invalid("media_id", "unknown", "there is no such upload, or it was sent already");
    let company_id = caller.company_id;
    let file = media::find(tx, company_id, media_id)?.ok_or_else(unknown)?;
    let channel = channel::get(tx, company_id, desk.row()?.channel_id)?;
    let provider = channel.and_then(|channel| channel.provider.parse().ok()).unwrap_or(Provider::LinkOnly);
    if let Some(text) = &text {
        check_caption(provider, file.kind, text)?;
    }
    check_carried(provider, &file)?;
    let now = desk.now;
    let row = desk.row_mut()?;
    if author.is_human_answer() {
        row.note_human_answer(now, author);
        row.unread = 0;
    }
    row.note_last_message(now, Direction::Outbound, file.kind, text.as_deref());
    let message = outbound(desk, author, caller.user_id(), file.kind, text.clone().unwrap_or_default())?;
    if !media::attach(tx, company_id, media_id, message.message_id, message.channel_id, &uploader(caller))? {
        return Err(unknown());
    }
    let details = json!({ "mime_type": file.mime_type, "file_name": file.file_name, "voice": file.voice });
    Ok(queue(desk, NewMessage { text, details: Some(details.to_string()), reply_to, ..message }))
}

/// `WebM` sounds, as some browsers record them, go only through providers that make them into something else.
fn check_carried(provider: Provider, file: &MediaRow) -> Result<(), Failure> {
    let is_webm = file.mime_type.as_deref() == Some("audio/webm");
    if !is_webm || provider::media_carrier(provider) == Some(MediaCarrier::Inline) {
        return Ok(());
    }
    Err(Failure::invalid("media_id", "unsupported_type", "this number takes sounds as OGG, MP4 or MP3, not as WebM"))
}

fn check_caption(provider: Provider, kind: MessageKind, text: &str) -> Result<(), Failure> {
    if !takes_caption(kind) {
        return Err(Failure::invalid("text", "no_caption", "nothing stands below a sound: send the text by itself"));
    }
    if !provider::carries_caption(provider, kind) {
        let detail = "what stands below a document does not arrive through this number: send the text by itself";
        return Err(Failure::invalid("text", "no_caption", detail));
    }
    if text.chars().count() > LONGEST_CAPTION {
        return Err(Failure::invalid("text", "too_long", "the text below a file has more than 1024 characters"));
    }
    Ok(())
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

/// Adds a text and the job that sends it, beside the conversation: it stays as if nobody had spoken.
pub(crate) fn queue_aside(desk: &mut Desk, author: Author, text: String) -> Result<MessageId, Failure> {
    let message = outbound(desk, author, None, MessageKind::Text, text)?;
    Ok(queue(desk, message))
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
        home_id: None,
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
            home_id: None,
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
