//! A delivery of Evolution to its events.
//!
//! In: `{event, instance, sender, data}`, where `data` is one message or a list. Out: at least one event, all of the
//! instance. Refused is only what names no event, no usable message or nobody on the other side. Events are named in
//! lower case with dots or in upper case with underscores, by version. Of the ways in which an edit is told, both are
//! read; they get the same id, so that one of them is a duplicate.

use nascente_domain::message::SendStatus;
use nascente_domain::moment::Moment;
use nascente_domain::person::Party;
use serde_json::json;

use super::connection;
use crate::inbound::{Content, Decoded, Event, Number, StatusReport};
use crate::linked_device::delivery::{Envelope, Gathered, each, ignored, kind_of, name, refused};
use crate::linked_device::jid::{Jid, party};
use crate::linked_device::message::{
    Chat, Reading, STUB, Said, Target, edited, id_of_change, protocol_word, read, revoked,
};
use crate::linked_device::part::Part;
use crate::mend::parsed;

/// Where a linked device says that a message could not be read yet.
const UNREADABLE_STUB: &[&str] = &["2", "CIPHERTEXT"];

/// Translates one delivery.
pub(super) fn decode(body: &[u8]) -> Decoded {
    let mut out = Gathered::of(Number::OfAddress);
    match parsed(body) {
        Ok(body) => return read_delivery(Part::of(&body)),
        Err(reason) => out.push(refused(reason, None)),
    }
    out.done()
}

fn read_delivery(delivery: Part<'_>) -> Decoded {
    let mut out = Gathered::of(Number::OfAddress);
    let Ok(instance) = delivery.strict_id("instance") else {
        out.push(refused("the instance is not an id", None));
        return out.done();
    };
    if let Some(instance) = instance {
        out = Gathered::of(Number::Id(instance));
    }
    let Some(event) = delivery.id("event") else {
        out.push(refused("the delivery does not name its event", None));
        return out.done();
    };
    let event = event.to_ascii_lowercase().replace(['_', '-'], ".");
    let own: Vec<Jid> = delivery.id("sender").and_then(|sender| Jid::read(&sender)).into_iter().collect();
    match event.as_str() {
        "messages.upsert" | "send.message" => push_each(delivery, &mut out, |raw| message(raw, &own)),
        "messages.update" => push_each(delivery, &mut out, |raw| update(raw, &own)),
        "messages.edited" => push_each(delivery, &mut out, |raw| protocol_edit(raw, &own)),
        "messages.delete" => push_each(delivery, &mut out, |raw| deletion(raw, &own)),
        "connection.update" | "status.instance" => out
            .push(connection::report(delivery.object("data")).map_or_else(|| ignored(&event, None), Event::Connection)),
        "messages.set" => {
            let messages = each(delivery, "data").into_iter().map(Part::of);
            out.push_history(messages.filter_map(|message| message.object("key").id("id")));
        }
        _ => out.push(ignored(&kind_of(&event), None)),
    }
    out.done()
}

fn push_each(delivery: Part<'_>, out: &mut Gathered, read_one: impl Fn(Part<'_>) -> Event) {
    for raw in each(delivery, "data") {
        out.push(read_one(Part::of(raw)));
    }
}

/// The key of a message: which one, in which chat, whose.
struct Key {
    id: String,
    from_me: bool,
    contact: Party,
}

/// Reads a key; what it does not lead to a person is an event already.
fn key(key: Part<'_>, own: &[Jid]) -> Result<Key, Box<Event>> {
    let bad = |reason: &str, id: Option<String>| Box::new(refused(reason, id));
    let id = ["id", "keyId"].into_iter().find_map(|name| key.strict_id(name).transpose());
    let id = id.ok_or_else(|| bad("a message has no id", None))?;
    let id = id.map_err(|_| bad("the id of a message is not an id", None))?;
    let chat = key.id("remoteJid").and_then(|address| Jid::read(&address));
    let from_me = key.flag("fromMe") == Some(true);
    if let Some(Jid::Other(kind)) = chat {
        return Err(Box::new(ignored(kind, Some(id))));
    }
    let is_own = chat.as_ref().is_some_and(|chat| own.iter().any(|mine| mine.is_same(chat)));
    if from_me && is_own {
        return Err(Box::new(ignored("note_to_self", Some(id))));
    }
    let senders: &[&str] = if from_me { &["remoteJidAlt"] } else { &["remoteJidAlt", "senderPn", "senderLid"] };
    let others = senders.iter().filter_map(|name| key.id(name)).filter_map(|address| Jid::read(&address));
    let contact = party(chat.into_iter().chain(others), own);
    if contact.is_nobody() {
        return Err(bad("the message does not say who the other side is", Some(id)));
    }
    Ok(Key { id, from_me, contact })
}

/// A message of `messages.upsert` or `send.message`.
fn message(raw: Part<'_>, own: &[Jid]) -> Event {
    if !raw.is_object() {
        return refused("a message is not an object", None);
    }
    let Key { id, from_me, mut contact } = match key(raw.object("key"), own) {
        Ok(key) => key,
        Err(event) => return *event,
    };
    contact.name = name(from_me, raw.title("pushName"), &contact);
    let chat = Chat { contact: &contact, own, from_me, name: &short };
    let Reading { said, evidence, reply_to } = read(raw.object("message"), raw.object("contextInfo"), &chat);
    let mut content = match said {
        Said::Content(content) => content,
        Said::Silence(kind) => return ignored(kind, Some(id)),
        Said::Nothing if is_notice(raw) => return ignored("notice", Some(id)),
        Said::Nothing => STUB,
    };
    with_key(&mut content, raw.object("key"), &id);
    let sent_at = raw.moment("messageTimestamp");
    Envelope { provider_id: id, from_me, contact, sent_at }.holding(content, evidence, reply_to)
}

/// Messages go by their short id.
fn short(target: &Target) -> String {
    target.id.clone()
}

/// A notice of `WhatsApp` in the place of a message: a missed call, a changed key.
fn is_notice(raw: Part<'_>) -> bool {
    raw.id("messageStubType").is_some_and(|word| word != "0" && !UNREADABLE_STUB.contains(&word.as_str()))
}

/// The server finds the file again by the key of its message.
fn with_key(content: &mut Content, key: Part<'_>, id: &str) {
    if let Some(media) = &mut content.media {
        let from_me = key.flag("fromMe") == Some(true);
        media.key = Some(json!({ "id": id, "remoteJid": key.id("remoteJid"), "fromMe": from_me }));
    }
}

/// How far a message got, or what it was changed to; the key may lie beside or within.
fn update(raw: Part<'_>, own: &[Jid]) -> Event {
    let nested = raw.object("key");
    let key = match key(if nested.is_object() { nested } else { raw }, own) {
        Ok(key) => key,
        Err(event) => return *event,
    };
    let changes = [raw, raw.object("update")];
    if let Some(message) = changes.iter().map(|change| change.object("message")).find(|message| message.is_object()) {
        return edit(key, message, None);
    }
    let word = changes.iter().find_map(|change| change.id("status"));
    match word.as_deref().and_then(progress) {
        Some(status) if key.from_me => Event::Status(StatusReport {
            provider_id: key.id,
            to: key.contact,
            status: Some(status),
            at: None,
            error: None,
            our_id: None,
            proves_ad: false,
        }),
        _ => ignored("messages.update", Some(key.id)),
    }
}

/// The word or number of a progress. Words of other things that happen to messages (`DELETED`, `EDITED`) are none: their
/// own events tell them rightly.
fn progress(word: &str) -> Option<SendStatus> {
    match word.to_ascii_uppercase().as_str() {
        "ERROR" | "0" => Some(SendStatus::Failed),
        "PENDING" | "1" => Some(SendStatus::Queued),
        "SERVER_ACK" | "2" => Some(SendStatus::Sent),
        "DELIVERY_ACK" | "3" => Some(SendStatus::Delivered),
        "READ" | "PLAYED" | "4" | "5" => Some(SendStatus::Read),
        _ => None,
    }
}

/// The protocol message of an edit. Its key is told from the side of who edited: there, it is always a message of
/// one's own, and the chat is the other side, which may be us.
fn protocol_edit(raw: Part<'_>, own: &[Jid]) -> Event {
    let raw_key = raw.object("key");
    let is_edit = matches!(protocol_word(raw).as_deref(), None | Some("14" | "MESSAGE_EDIT"));
    let id = raw_key.id("id");
    if !is_edit {
        return ignored("messages.edited", id);
    }
    let chat = raw_key.id("remoteJid").and_then(|address| Jid::read(&address));
    if chat.is_some_and(|chat| own.iter().any(|mine| mine.is_same(&chat))) {
        // The contact edited, and the event does not say who that is; `messages.update` does.
        return ignored("messages.edited", id);
    }
    match key(raw_key, own) {
        Ok(key) => edit(key, raw.object("editedMessage"), raw.moment("timestampMs")),
        Err(event) => *event,
    }
}

fn edit(key: Key, message: Part<'_>, at: Option<Moment>) -> Event {
    let content = edited(&key.id, inner_edit(message));
    if content.text.is_none() {
        return ignored("edit_without_text", Some(key.id));
    }
    let provider_id = id_of_change(&key.id, &content);
    Envelope { provider_id, from_me: key.from_me, contact: key.contact, sent_at: at }.holding(content, Vec::new(), None)
}

/// The new message may still lie in the protocol message that carried it.
fn inner_edit(message: Part<'_>) -> Part<'_> {
    let wrapped = message.object("editedMessage").object("message");
    let carriers = [message, wrapped].map(|message| message.object("protocolMessage").object("editedMessage"));
    carriers.into_iter().find(|edited| edited.is_object()).unwrap_or(message)
}

/// A message was taken back. The whole of it may come, with its key inside.
fn deletion(raw: Part<'_>, own: &[Jid]) -> Event {
    let nested = raw.object("key");
    let key = match key(if nested.is_object() { nested } else { raw }, own) {
        Ok(key) => key,
        Err(event) => return *event,
    };
    let content = revoked(&key.id);
    let provider_id = id_of_change(&key.id, &content);
    Envelope { provider_id, from_me: key.from_me, contact: key.contact, sent_at: None }.holding(
        content,
        Vec::new(),
        None,
    )
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn only(body: &Value) -> Event {
        let mut events = decode(body.to_string().as_bytes()).events;
        assert_eq!(events.len(), 1, "{events:?}");
        let located = events.remove(0);
        assert_eq!(located.number, Number::Id("loja".to_owned()));
        located.event
    }

    fn delivery(event: &str, data: &Value) -> Value {
        json!({ "event": event, "instance": "loja", "sender": "551130000001@s.whatsapp.net", "data": data })
    }

    #[test]
    fn what_is_no_delivery_is_refused_once() {
        for body in
            [&b""[..], b"not json", b"[]", b"{}", b"{\"event\":{}}", b"{\"instance\":\"x\\u0001y\",\"event\":\"a\"}"]
        {
            let events = decode(body).events;
            assert!(matches!(&events[0].event, Event::Refused { provider_id: None, .. }), "{events:?}");
        }
    }

    #[test]
    fn an_event_is_known_in_every_spelling_and_an_unknown_one_is_left_aside_by_its_name() {
        let data = json!({ "key": { "id": "A", "remoteJid": "5511999990001@s.whatsapp.net", "fromMe": false },
            "message": { "conversation": "oi" } });
        for event in ["messages.upsert", "MESSAGES_UPSERT", "messages-upsert"] {
            assert!(matches!(only(&delivery(event, &data)), Event::Message(_)), "{event}");
        }
        assert_eq!(only(&delivery("PRESENCE_UPDATE", &json!({}))), ignored("presence.update", None));
        assert_eq!(only(&delivery("messages.upsert", &json!([]))), ignored("empty", None));
    }

    #[test]
    fn progress_is_told_of_our_messages_only() {
        let data = |from_me: bool, status: &str| json!({ "keyId": "A", "remoteJid": "5511999990001@s.whatsapp.net", "fromMe": from_me, "status": status });
        let Event::Status(report) = only(&delivery("messages.update", &data(true, "PLAYED"))) else {
            panic!("no status")
        };
        assert_eq!((report.provider_id.as_str(), report.status), ("A", Some(SendStatus::Read)));
        let wanted = ignored("messages.update", Some("A".to_owned()));
        assert_eq!(only(&delivery("messages.update", &data(false, "READ"))), wanted);
        assert_eq!(only(&delivery("messages.update", &data(true, "DELETED"))), wanted);
    }

    #[test]
    fn an_edit_told_twice_has_one_id() {
        let chat = "5511999990001@s.whatsapp.net";
        let told = [
            delivery(
                "messages.update",
                &json!({ "keyId": "A", "remoteJid": chat, "fromMe": false,
                "status": "SERVER_ACK", "message": { "editedMessage": { "message": { "conversation": "novo" } } } }),
            ),
            delivery(
                "messages.edited",
                &json!({ "key": { "id": "A", "remoteJid": chat, "fromMe": false },
                "type": "MESSAGE_EDIT", "editedMessage": { "conversation": "novo" } }),
            ),
        ];
        let ids = told.map(|body| match only(&body) {
            Event::Message(message) => {
                assert_eq!(message.content.details, Some(json!({ "message_id": "A" })));
                assert_eq!(message.content.text.as_deref(), Some("novo"));
                message.provider_id
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(ids[0], ids[1]);
    }

    #[test]
    fn an_edit_of_the_contact_that_names_only_us_is_left_to_the_other_event() {
        let data = json!({ "key": { "id": "A", "remoteJid": "551130000001@s.whatsapp.net", "fromMe": true },
            "type": 14, "editedMessage": { "conversation": "novo" } });
        assert_eq!(only(&delivery("messages.edited", &data)), ignored("messages.edited", Some("A".to_owned())));
    }

    #[test]
    fn a_batch_of_three_megabytes_gives_all_its_messages() {
        let (count, text) = (2_900, "ã".repeat(480));
        let messages: Vec<Value> = (0..count)
            .map(|number| {
                json!({ "key": { "id": format!("A{number}"), "remoteJid": "5511999990001@s.whatsapp.net", "fromMe": false },
                    "message": { "conversation": text } })
            })
            .collect();
        let body = delivery("messages.upsert", &Value::Array(messages)).to_string();
        assert!(body.len() > 2_500_000, "{}", body.len());
        let events = decode(body.as_bytes()).events;
        let read = events.iter().filter(|located| matches!(located.event, Event::Message(_))).count();
        assert_eq!((events.len(), read), (count, count));
    }

    #[test]
    fn a_note_to_ourselves_is_left_aside() {
        let data = json!({ "key": { "id": "A", "remoteJid": "551130000001@s.whatsapp.net", "fromMe": true },
            "message": { "conversation": "lembrar" } });
        assert_eq!(only(&delivery("messages.upsert", &data)), ignored("note_to_self", Some("A".to_owned())));
    }

    #[test]
    fn connecting_by_itself_is_no_news() {
        let word = |state: &str| only(&delivery("connection.update", &json!({ "state": state, "statusReason": 401 })));
        assert_eq!(word("connecting"), ignored("connection.update", None));
        assert!(matches!(word("open"), Event::Connection(_)));
        let Event::Connection(report) = word("close") else { panic!("no report") };
        assert_eq!(report.reason.as_deref(), Some("logged out on the phone (401)"));
    }
}
