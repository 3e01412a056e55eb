//! One message, of the contact or of the company's own phone.
//!
//! In: a `ReceivedCallback`. Out: one event. Refused is only what could not be recorded. What was sent through the
//! API is not an answer from the phone: it is ours already, or another program's. An edited or deleted message keeps
//! its id in the delivery, so the change gets one of its own, made of that id.

use nascente_domain::message::MessageKind;
use nascente_domain::moment::Moment;
use nascente_domain::person::Party;
use serde_json::json;

use super::card::evidence;
use super::content::content;
use super::decode::{ignored, refused};
use super::party::{contact, shared_chat};
use crate::fields::{Details, Fields, derived_id};
use crate::inbound::{Content, EchoMessage, Event, InboundMessage};

/// Reads one message.
pub(super) fn read(fields: Fields<'_>) -> Event {
    let provider_id = match fields.strict_id("messageId") {
        Ok(Some(id)) => id,
        Ok(None) => return refused("a message has no id", None),
        Err(_) => return refused("the id of a message is not an id", None),
    };
    if let Some(kind) = shared_chat(fields) {
        return ignored(kind, Some(provider_id));
    }
    let from_me = fields.flag("fromMe") == Some(true);
    if from_me && fields.flag("fromApi") == Some(true) {
        return ignored("sent_by_api", Some(provider_id));
    }
    let Ok(party) = contact(fields, from_me) else {
        return refused("the other side of the message is not an id", Some(&provider_id));
    };
    if party.is_nobody() {
        return refused("the message does not say who the other side is", Some(&provider_id));
    }
    match said(fields, &provider_id, from_me) {
        Some(said) if from_me => echo(said, party),
        Some(said) => inbound(said, party),
        None if from_me => ignored("notification", Some(provider_id)),
        None => refused("the id of a change is too long", Some(&provider_id)),
    }
}

/// What was said, under its own id.
struct Said<'a> {
    fields: Fields<'a>,
    provider_id: String,
    sent_at: Option<Moment>,
    content: Content,
}

/// `None`: a notice of the company's own phone, or a change whose id would be too long.
fn said<'a>(fields: Fields<'a>, provider_id: &str, from_me: bool) -> Option<Said<'a>> {
    let sent_at = fields.moment_in_millis("momment");
    let said = |provider_id, content| Some(Said { fields, provider_id, sent_at, content });
    if let Some(notice) = fields.title("notification") {
        if notice == "REVOKE" {
            let target = fields.id("referenceMessageId").unwrap_or_else(|| provider_id.to_owned());
            return said(derived_id(&target, "revoke")?, changed(MessageKind::Revoke, None, &target));
        }
        let details = Details::default().with("type", Some(notice)).done();
        let content = Content { kind: MessageKind::System, text: None, details, media: None };
        return if from_me { None } else { said(provider_id.to_owned(), content) };
    }
    let content = content(fields);
    if fields.flag("isEdit") == Some(true) {
        let at = sent_at.map_or_else(|| "edit".to_owned(), |moment| format!("edit/{}", moment.millis()));
        return said(derived_id(provider_id, &at)?, changed(MessageKind::Edit, content.text, provider_id));
    }
    said(provider_id.to_owned(), content)
}

fn changed(kind: MessageKind, text: Option<String>, message_id: &str) -> Content {
    Content { kind, text, details: Some(json!({ "message_id": message_id })), media: None }
}

fn inbound(said: Said<'_>, from: Party) -> Event {
    let is_change = matches!(said.content.kind, MessageKind::Edit | MessageKind::Revoke | MessageKind::System);
    Event::Message(Box::new(InboundMessage {
        provider_id: said.provider_id,
        from,
        sent_at: said.sent_at,
        evidence: if is_change { Vec::new() } else { evidence(said.fields) },
        content: said.content,
        reply_to: said.fields.id("referenceMessageId").filter(|_| !is_change),
    }))
}

fn echo(said: Said<'_>, to: Party) -> Event {
    let is_change = matches!(said.content.kind, MessageKind::Edit | MessageKind::Revoke);
    Event::Echo(Box::new(EchoMessage {
        provider_id: said.provider_id,
        to,
        sent_at: said.sent_at,
        content: said.content,
        reply_to: said.fields.id("referenceMessageId").filter(|_| !is_change),
    }))
}
