//! A delivery of WAHA to its events.
//!
//! In: `{event, session, me, payload}`. Out: at least one event, all of the session. Refused is only what names no
//! event, no usable message or nobody on the other side. `message` and `message.any` tell the same message under the
//! same id.

use nascente_domain::message::SendStatus;
use nascente_domain::person::Party;
use serde_json::json;

use super::browser;
use super::connection;
use super::ids::{build, id, named, whole};
use crate::inbound::{Content, Decoded, Event, Number, StatusReport};
use crate::linked_device::content::media_details;
use crate::linked_device::delivery::{Envelope, Gathered, ignored, kind_of, name, refused};
use crate::linked_device::jid::{Jid, party};
use crate::linked_device::message::{
    Chat, Reading, STUB, Said, Target, edited, edited_to, id_of_change, reacted, read, revoked,
};
use crate::linked_device::part::Part;
use crate::mend::parsed;

/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;

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
    match delivery.strict_id("session") {
        Ok(Some(session)) => out = Gathered::of(Number::Id(session)),
        Ok(None) => {}
        Err(_) => {
            out.push(refused("the session is not an id", None));
            return out.done();
        }
    }
    let Some(event) = delivery.id("event") else {
        out.push(refused("the delivery does not name its event", None));
        return out.done();
    };
    let me = delivery.object("me");
    let own: Vec<Jid> =
        ["id", "lid", "jid"].iter().filter_map(|name| me.id(name)).filter_map(|address| Jid::read(&address)).collect();
    let payload = delivery.object("payload");
    out.push(match event.to_ascii_lowercase().as_str() {
        "message" | "message.any" | "message.waiting" => message(payload, &own),
        "message.ack" => ack(payload, &own),
        "message.reaction" => reaction(payload, &own),
        "message.edited" => edit(payload, &own),
        "message.revoked" => revocation(payload, &own),
        "session.status" => connection::report(payload, me).map_or_else(|| ignored(&event, None), Event::Connection),
        "message.ack.group" => ignored("group", id(payload, "id")),
        other => ignored(&kind_of(other), None),
    });
    out.done()
}

/// Which message, in which chat, whose.
struct Head {
    id: String,
    /// The chat as ids name it.
    chat: String,
    from_me: bool,
    contact: Party,
}

/// Reads the head of a payload; what does not lead to a person is an event already.
fn head(payload: Part<'_>, own: &[Jid]) -> Result<Head, Box<Event>> {
    let bad = |reason: &str, id: Option<String>| Box::new(refused(reason, id));
    if !payload.is_object() {
        return Err(bad("the payload is not an object", None));
    }
    if payload.strict_id("id").is_err() {
        return Err(bad("the id of a message is not an id", None));
    }
    let id = id(payload, "id").ok_or_else(|| bad("a message has no id", None))?;
    let parts = whole(&id);
    let from_me = payload.flag("fromMe").or(parts.as_ref().map(|parts| parts.is_ours)).unwrap_or_default();
    let sides: &[&str] = if from_me { &["to", "from"] } else { &["from"] };
    let chat = parts.map(|parts| parts.chat.to_owned()).or_else(|| sides.iter().find_map(|name| payload.id(name)));
    let address = chat.as_deref().and_then(Jid::read);
    if let Some(Jid::Other(kind)) = address {
        return Err(Box::new(ignored(kind, Some(id))));
    }
    let is_own = address.as_ref().is_some_and(|address| own.iter().any(|mine| mine.is_same(address)));
    if from_me && is_own {
        return Err(Box::new(ignored("note_to_self", Some(id))));
    }
    let contact = party(address.into_iter().chain(others(payload, from_me)), own);
    if contact.is_nobody() {
        return Err(bad("the message does not say who the other side is", Some(id)));
    }
    Ok(Head { id, chat: chat.unwrap_or_default(), from_me, contact })
}

/// The other addresses of the other side. On what we wrote ourselves, those of the sender are our own.
fn others(payload: Part<'_>, from_me: bool) -> impl Iterator<Item = Jid> {
    let data = payload.object("_data");
    let (key, info) = (data.object("key"), data.object("Info"));
    let found = if from_me {
        [payload.id("to"), key.id("remoteJidAlt"), info.id("Chat"), info.id("RecipientAlt"), None, None]
    } else {
        let sender = [payload.id("from"), key.id("remoteJidAlt"), info.id("Sender"), info.id("SenderAlt")];
        let [from, alt, sender, sender_alt] = sender;
        [from, alt, sender, sender_alt, key.id("senderPn"), key.id("senderLid")]
    };
    found.into_iter().flatten().filter_map(|address| Jid::read(&address))
}

/// A message of either side, perhaps still without content.
fn message(payload: Part<'_>, own: &[Jid]) -> Event {
    let Head { id: provider_id, chat: chat_id, from_me, mut contact } = match head(payload, own) {
        Ok(head) => head,
        Err(event) => return *event,
    };
    let data = payload.object("_data");
    let called = ["pushName", "notifyName"].into_iter().find_map(|name| data.title(name));
    contact.name = name(from_me, called.or_else(|| data.object("Info").title("PushName")), &contact);
    let by_chat = |target: &Target| build(&chat_id, target);
    let chat = Chat { contact: &contact, own, from_me, name: &by_chat };
    let Reading { said, mut evidence, reply_to } = read(data.object("message"), Part::NOTHING, &chat);
    let said = match said {
        Said::Nothing => browser::content(payload),
        said => said,
    };
    if evidence.is_empty() && !from_me {
        evidence = browser::evidence(data);
    }
    let mut content = match said {
        Said::Content(content) => content,
        Said::Silence(kind) => return ignored(kind, Some(provider_id)),
        Said::Nothing => STUB,
    };
    complete_file(&mut content, payload, &chat_id, &provider_id);
    let reply_to = reply_to.or_else(|| answered(payload, &chat));
    let sent_at = payload.moment("timestamp").or_else(|| data.moment("messageTimestamp"));
    Envelope { provider_id, from_me, contact, sent_at }.holding(content, evidence, reply_to)
}

/// The message that is answered, as the engines agree to name it.
fn answered(payload: Part<'_>, chat: &Chat<'_>) -> Option<String> {
    let reply = payload.object("replyTo");
    let answered = id(reply, "id")?;
    let author = reply.id("participant").and_then(|author| Jid::read(&author));
    let is_ours = author.map_or(!chat.from_me, |author| chat.is_ours(&author));
    Some(named(answered, is_ours, chat))
}

/// Where the server keeps the file, for some minutes, and how it is asked for again after that.
fn complete_file(content: &mut Content, payload: Part<'_>, chat: &str, provider_id: &str) {
    let Some(media) = &mut content.media else { return };
    let kept = payload.object("media");
    let has_new_type = media.mime_type.is_none();
    media.url = kept.address("url", ADDRESS_LIMIT);
    media.mime_type = media.mime_type.take().or_else(|| kept.id("mimetype"));
    media.file_name = media.file_name.take().or_else(|| kept.title("filename"));
    media.key = Some(json!({ "chat": chat, "id": provider_id }));
    if has_new_type && content.details.is_none() {
        content.details = media_details(media, None, None);
    }
}

/// How far a message of ours got.
fn ack(payload: Part<'_>, own: &[Jid]) -> Event {
    let head = match head(payload, own) {
        Ok(head) => head,
        Err(event) => return *event,
    };
    let word = payload.id("ackName").or_else(|| payload.id("ack")).unwrap_or_default();
    if !head.from_me {
        return ignored("message.ack", Some(head.id));
    }
    Event::Status(StatusReport {
        provider_id: head.id,
        to: head.contact,
        status: progress(&word),
        at: None,
        error: None,
        our_id: None,
        proves_ad: false,
    })
}

/// The word or number of a progress.
fn progress(word: &str) -> Option<SendStatus> {
    match word.to_ascii_uppercase().as_str() {
        "ERROR" | "-1" => Some(SendStatus::Failed),
        "PENDING" | "0" => Some(SendStatus::Queued),
        "SERVER" | "1" => Some(SendStatus::Sent),
        "DEVICE" | "2" => Some(SendStatus::Delivered),
        "READ" | "PLAYED" | "3" | "4" => Some(SendStatus::Read),
        _ => None,
    }
}

fn reaction(payload: Part<'_>, own: &[Jid]) -> Event {
    about_another(payload, own, |payload, chat| {
        let reaction = payload.object("reaction");
        let target = id(reaction, "messageId").map(|id| named(id, !chat.from_me, chat));
        Some(reacted(target, reaction.id("text")))
    })
}

/// The new text stands in the payload itself; whose message it is, is told by who edited it.
fn edit(payload: Part<'_>, own: &[Jid]) -> Event {
    about_another(payload, own, |payload, chat| {
        let target = id(payload, "editedMessageId").or_else(|| id(payload, "id"))?;
        let target = named(target, chat.from_me, chat);
        if let Some(text) = payload.text("body") {
            return Some(edited_to(&target, Some(text)));
        }
        let message = payload.object("_data").object("message");
        let wrapped = message.object("editedMessage").object("message");
        let carriers = [message, wrapped].map(|message| message.object("protocolMessage").object("editedMessage"));
        let content = edited(&target, carriers.into_iter().find(|message| message.is_object())?);
        content.text.is_some().then_some(content)
    })
}

/// An event about another message. One without an id of its own, as where an edit keeps the id, gets a derived one.
fn about_another(payload: Part<'_>, own: &[Jid], content: impl Fn(Part<'_>, &Chat<'_>) -> Option<Content>) -> Event {
    let Head { id, chat: chat_id, from_me, mut contact } = match head(payload, own) {
        Ok(head) => head,
        Err(event) => return *event,
    };
    let data = payload.object("_data");
    let called = data.title("pushName").or_else(|| data.object("Info").title("PushName"));
    contact.name = name(from_me, called, &contact);
    let by_chat = |target: &Target| build(&chat_id, target);
    let chat = Chat { contact: &contact, own, from_me, name: &by_chat };
    let Some(content) = content(payload, &chat) else { return ignored("edit_without_text", Some(id)) };
    let target = content.details.as_ref().and_then(|details| details["message_id"].as_str());
    let provider_id = match target {
        Some(target) if target == id => id_of_change(target, &content),
        _ => id,
    };
    let sent_at = payload.moment("timestamp");
    Envelope { provider_id, from_me, contact, sent_at }.holding(content, Vec::new(), None)
}

/// A message was taken back: `after` is the event, `before` the message where it is still known.
fn revocation(payload: Part<'_>, own: &[Jid]) -> Event {
    let (after, before) = (payload.object("after"), payload.object("before"));
    let carrier = [after, before, payload].into_iter().find(|part| id(*part, "id").is_some()).unwrap_or(payload);
    let Head { id: carrier_id, chat: chat_id, from_me, contact } = match head(carrier, own) {
        Ok(head) => head,
        Err(event) => return *event,
    };
    let by_chat = |target: &Target| build(&chat_id, target);
    let chat = Chat { contact: &contact, own, from_me, name: &by_chat };
    let target = id(payload, "revokedMessageId").or_else(|| id(before, "id")).unwrap_or(carrier_id);
    let content = revoked(&named(target, from_me, &chat));
    let target = content.details.as_ref().and_then(|details| details["message_id"].as_str()).unwrap_or_default();
    let provider_id = id_of_change(target, &content);
    let sent_at = after.moment("timestamp");
    Envelope { provider_id, from_me, contact, sent_at }.holding(content, Vec::new(), None)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn only(body: &Value) -> Event {
        let mut events = decode(body.to_string().as_bytes()).events;
        assert_eq!(events.len(), 1, "{events:?}");
        let located = events.remove(0);
        assert_eq!(located.number, Number::Id("default".to_owned()));
        located.event
    }

    fn delivery(event: &str, payload: &Value) -> Value {
        json!({ "event": event, "session": "default", "me": { "id": "551130000001@c.us", "lid": "99@lid" },
            "payload": payload })
    }

    #[test]
    fn what_is_no_delivery_is_refused_once() {
        for body in [&b""[..], b"nope", b"[]", b"{}", b"{\"event\":[]}", br#"{"event":"message","payload":7}"#] {
            let events = decode(body).events;
            assert!(matches!(&events[0].event, Event::Refused { provider_id: None, .. }), "{events:?}");
        }
        assert_eq!(only(&delivery("presence.update", &json!({}))), ignored("presence.update", None));
    }

    #[test]
    fn every_progress_is_known_by_word_and_by_number() {
        let ack = |value: Value, name: Value| {
            let payload = json!({ "id": "true_5511999990001@c.us_A", "fromMe": true, "ack": value, "ackName": name });
            match only(&delivery("message.ack", &payload)) {
                Event::Status(report) => report.status,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(ack(json!(3), Value::Null), Some(SendStatus::Read));
        assert_eq!(ack(json!(1), json!("DEVICE")), Some(SendStatus::Delivered));
        assert_eq!(ack(json!(-1), Value::Null), Some(SendStatus::Failed));
        assert_eq!(ack(json!(0), json!("PENDING")), Some(SendStatus::Queued));
        assert_eq!(ack(json!(9), Value::Null), None);
        let theirs = json!({ "id": "false_5511999990001@c.us_A", "fromMe": false, "ack": 3 });
        let wanted = ignored("message.ack", Some("false_5511999990001@c.us_A".to_owned()));
        assert_eq!(only(&delivery("message.ack", &theirs)), wanted);
    }

    #[test]
    fn our_own_addresses_are_never_the_contacts() {
        let payload = json!({ "id": "true_5511999990001@c.us_A", "fromMe": true, "from": "551130000001@c.us", "body": "oi",
            "_data": { "Info": { "Chat": "5511999990001@s.whatsapp.net", "Sender": "551130000001:4@s.whatsapp.net",
                "SenderAlt": "99@lid", "RecipientAlt": "21@lid", "PushName": "Loja" },
                "Message": { "conversation": "oi" } } });
        let Event::Echo(echo) = only(&delivery("message.any", &payload)) else { panic!("no echo") };
        assert_eq!(echo.to.lid.as_deref(), Some("21@lid"));
        assert_eq!((echo.to.phone.unwrap().digits(), echo.to.name), ("5511999990001", None));
    }

    #[test]
    fn a_short_id_of_an_answer_is_completed_by_who_wrote_the_message() {
        let answer = |participant: &str| {
            let payload = json!({ "id": "false_5511999990001@c.us_B", "fromMe": false, "from": "5511999990001@c.us",
                "body": "sim", "replyTo": { "id": "A", "participant": participant } });
            match only(&delivery("message", &payload)) {
                Event::Message(message) => message.reply_to,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(answer("551130000001@c.us").as_deref(), Some("true_5511999990001@c.us_A"));
        assert_eq!(answer("99@lid").as_deref(), Some("true_5511999990001@c.us_A"));
        assert_eq!(answer("5511999990001@c.us").as_deref(), Some("false_5511999990001@c.us_A"));
    }

    #[test]
    fn an_edit_that_keeps_the_id_gets_one_of_its_own() {
        let payload = json!({ "id": "false_5511999990001@c.us_A", "fromMe": false, "from": "5511999990001@c.us",
            "body": "novo" });
        let Event::Message(message) = only(&delivery("message.edited", &payload)) else { panic!("no message") };
        assert_ne!(message.provider_id, "false_5511999990001@c.us_A");
        assert_eq!(message.content.details, Some(json!({ "message_id": "false_5511999990001@c.us_A" })));
    }
}
