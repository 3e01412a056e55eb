//! One message of the protocol.
//!
//! In: the message JSON, the context that a gateway may have hoisted beside it, and the chat it stands in. Out: its
//! content, what it proves and what it answers; or the word under which it is left aside; or nothing at all, when the
//! device could not read it yet.

use nascente_domain::message::MessageKind;
use nascente_domain::person::Party;
use nascente_domain::touch::HeaderEvidence;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::content::{self, KINDS};
use super::context;
use super::jid::Jid;
use super::part::Part;
use crate::fields::{Details, derived_id};
use crate::inbound::Content;

/// How deep messages are wrapped at most.
const DEPTH_LIMIT: usize = 8;
/// What holds a whole message under `message`.
const WRAPPERS: &[&str] = &[
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "deviceSentMessage",
    "editedMessage",
    "lottieStickerMessage",
    "groupMentionedMessage",
    "botInvokeMessage",
    "associatedChildMessage",
    "limitSharingMessage",
];
/// What no person says: keys, votes that only the phone can read, marks on other messages, the frame of an album.
const SILENT: &[&str] = &[
    "pollUpdateMessage",
    "encReactionMessage",
    "encCommentMessage",
    "encEventResponseMessage",
    "secretEncryptedMessage",
    "pinInChatMessage",
    "keepInChatMessage",
    "albumMessage",
    "messageHistoryNotice",
    "messageHistoryBundle",
    "botFeedbackMessage",
    "stickerSyncRmrMessage",
    "senderKeyDistributionMessage",
    "fastRatchetKeySenderKeyDistributionMessage",
];
/// What stands beside a message, or in the place of one that could not be read.
const NO_CONTENT: &[&str] = &[
    "messageContextInfo",
    "contextInfo",
    "placeholderMessage",
    "base64",
    "mediaUrl",
    "mediaKey",
    "speechToText",
    "chat",
];

/// A message that another one speaks of.
pub(crate) struct Target {
    /// Its id on the wire.
    pub(crate) id: String,
    /// Whether the company wrote it.
    pub(crate) is_ours: bool,
}

/// The chat in which a message stands.
pub(crate) struct Chat<'a> {
    /// The other side.
    pub(crate) contact: &'a Party,
    /// The addresses of our own number.
    pub(crate) own: &'a [Jid],
    /// Whether the company wrote the message.
    pub(crate) from_me: bool,
    /// How the provider names a message.
    pub(crate) name: &'a dyn Fn(&Target) -> String,
}

impl Chat<'_> {
    /// Whether an address is ours. A chat has two sides, so who is not the contact is us; where only the contact's other
    /// address could tell, people are taken to answer each other rather than themselves.
    pub(crate) fn is_ours(&self, address: &Jid) -> bool {
        let is_known = match address {
            Jid::Phone(_) => self.contact.phone.is_some(),
            Jid::Lid(_) => self.contact.lid.is_some(),
            Jid::Other(_) => false,
        };
        let is_other = if is_known { !address.is_of(self.contact) } else { !self.from_me };
        self.is_named_as_us(address) || is_other
    }

    /// Whether an address is known to be ours.
    pub(crate) fn is_named_as_us(&self, address: &Jid) -> bool {
        self.own.iter().any(|mine| mine.is_same(address))
    }
}

/// What a message said.
#[derive(Debug)]
pub(crate) enum Said {
    /// This.
    Content(Content),
    /// Something that is of no use, by its word.
    Silence(&'static str),
    /// Nothing that the device could read.
    Nothing,
}

/// A message that was read.
pub(crate) struct Reading {
    /// What it said.
    pub(crate) said: Said,
    /// What it proves outside its text.
    pub(crate) evidence: Vec<HeaderEvidence>,
    /// The message it answers.
    pub(crate) reply_to: Option<String>,
}

/// The content of a message that could not be read yet. It has no text, so that a later delivery completes it.
pub(crate) const STUB: Content = Content { kind: MessageKind::Unsupported, text: None, details: None, media: None };

/// Reads one message.
pub(crate) fn read(message: Part<'_>, hoisted: Part<'_>, chat: &Chat<'_>) -> Reading {
    let message = unwrapped(message);
    let (name, part) = kept_part(message);
    let own = part.object("contextInfo");
    let evidence = if chat.from_me { Vec::new() } else { context::evidence(own, hoisted) };
    let said = match said(message, name, part, chat) {
        // A text may be erased before an ad is answered. What could not be read yet has no card.
        Said::Nothing if has_card(&evidence) => Said::Content(Content { kind: MessageKind::Text, ..STUB }),
        said => said,
    };
    Reading {
        said,
        evidence,
        reply_to: context::answered(own, chat).or_else(|| context::answered(hoisted, chat)).map(|it| (chat.name)(&it)),
    }
}

fn has_card(evidence: &[HeaderEvidence]) -> bool {
    evidence.iter().any(|evidence| matches!(evidence, HeaderEvidence::Card(_)))
}

/// The innermost message.
pub(super) fn unwrapped(mut message: Part<'_>) -> Part<'_> {
    for _ in 0..DEPTH_LIMIT {
        let wrapper = WRAPPERS.iter().map(|name| message.object(name)).find(|wrapper| wrapper.is_object());
        let Some(wrapper) = wrapper else { break };
        message = wrapper.object("message");
    }
    message
}

/// The part that says what the message is, and its name; the part is empty where it is a plain text. Nobody can send an
/// empty text; gateways put one where they have none.
fn kept_part(message: Part<'_>) -> (Option<&str>, Part<'_>) {
    let mut known = KINDS.iter().map(|(name, _)| *name).chain(["protocolMessage"]);
    let is_said = |value: &Value| value.as_str() != Some("");
    let name = known.find(|name| message.value(name).is_some_and(is_said));
    let name = name.or_else(|| message.names().find(|name| is_content(message, name)));
    (name, name.map_or(Part::NOTHING, |name| message.object(name)))
}

fn is_content(message: Part<'_>, name: &str) -> bool {
    let is_one_of = |list: &[&str]| list.iter().any(|other| other.eq_ignore_ascii_case(name));
    !is_one_of(NO_CONTENT) && !is_one_of(SILENT) && message.value(name).is_some_and(Value::is_object)
}

fn said(message: Part<'_>, name: Option<&str>, part: Part<'_>, chat: &Chat<'_>) -> Said {
    match name {
        Some("protocolMessage") => protocol(part, chat),
        Some("reactionMessage") => Said::Content(reaction(part, chat)),
        Some(name) => Said::Content(content::read(message, name, part)),
        None => {
            SILENT.iter().find(|name| message.value(name).is_some()).map_or(Said::Nothing, |name| Said::Silence(name))
        }
    }
}

/// Taken back or changed: whoever did it wrote the message it is about.
fn protocol(part: Part<'_>, chat: &Chat<'_>) -> Said {
    let Some(id) = part.object("key").id("id") else { return Said::Silence("protocolMessage") };
    let target = (chat.name)(&Target { id, is_ours: chat.from_me });
    match protocol_word(part).as_deref() {
        None | Some("0" | "REVOKE") => Said::Content(revoked(&target)),
        Some("14" | "MESSAGE_EDIT") => Said::Content(edited(&target, part.object("editedMessage"))),
        Some(_) => Said::Silence("protocolMessage"),
    }
}

/// The type of a protocol message, as number or word; the first of the list may be left out.
pub(crate) fn protocol_word(part: Part<'_>) -> Option<String> {
    part.id("type").map(|word| word.to_ascii_uppercase())
}

/// That a message was taken back.
pub(crate) fn revoked(target: &str) -> Content {
    let details = Details::default().with("message_id", Some(target)).done();
    Content { kind: MessageKind::Revoke, text: None, details, media: None }
}

/// The new text of a message, from the whole new message.
pub(crate) fn edited(target: &str, message: Part<'_>) -> Content {
    let message = unwrapped(message);
    let text = match kept_part(message) {
        (Some(name), part) => content::read(message, name, part).text,
        (None, _) => None,
    };
    edited_to(target, text)
}

/// The new text of a message.
pub(crate) fn edited_to(target: &str, text: Option<String>) -> Content {
    let details = Details::default().with("message_id", Some(target)).done();
    Content { kind: MessageKind::Edit, text, details, media: None }
}

/// An emoji on a message; none: it was taken back.
pub(crate) fn reacted(target: Option<String>, emoji: Option<String>) -> Content {
    let details = Details::default().with("message_id", target).with_or_null("emoji", emoji.clone()).done();
    Content { kind: MessageKind::Reaction, text: emoji, details, media: None }
}

/// The key of a reaction may be told from the side of who reacted: then it names our number as the chat.
fn reaction(part: Part<'_>, chat: &Chat<'_>) -> Content {
    let key = part.object("key");
    let names_us = key.id("remoteJid").and_then(|jid| Jid::read(&jid)).is_some_and(|jid| chat.is_named_as_us(&jid));
    let is_ours = key.flag("fromMe") == Some(true);
    let target = key.id("id").map(|id| (chat.name)(&Target { id, is_ours: is_ours != names_us }));
    reacted(target, part.id("text"))
}

/// The id of a change to a message, where it has none of its own. Two reports of the same change get the same one.
pub(crate) fn id_of_change(target: &str, content: &Content) -> String {
    let short = |text: &str| hex::encode(&Sha256::digest(text)[..8]);
    let part = match content.kind {
        MessageKind::Revoke => "revoke".to_owned(),
        _ => format!("edit-{}", short(content.text.as_deref().unwrap_or_default())),
    };
    derived_id(target, &part).unwrap_or_else(|| format!("{}/{part}", short(target)))
}
