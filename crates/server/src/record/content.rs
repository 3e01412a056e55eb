//! What a message says about another message or about its sender, read out of its details.

use nascente_domain::message::MessageKind;
use nascente_domain::person::Party;
use nascente_domain::phone::Phone;
use nascente_wire::inbound::Content;

/// The provider's id of the message that this one edits, takes back or reacts to.
pub(super) fn target_of(content: &Content) -> Option<&str> {
    if !content.kind.is_change() {
        return None;
    }
    content.details.as_ref()?.get("message_id")?.as_str()
}

/// The id under which a change is kept: some providers give it the id of the message that it changes.
pub(super) fn id_of_change(content: &Content, provider_id: &str, sent_at: nascente_domain::moment::Moment) -> String {
    if target_of(content) == Some(provider_id) {
        return format!("{provider_id}:{}:{}", content.kind, sent_at.millis());
    }
    provider_id.to_owned()
}

/// The new number of a contact, when WhatsApp says that it changed.
pub(super) fn new_number(content: &Content) -> Option<Party> {
    if content.kind != MessageKind::System {
        return None;
    }
    let details = content.details.as_ref()?;
    let text = |key: &str| details.get(key).and_then(serde_json::Value::as_str);
    if !matches!(text("type"), Some("user_changed_number" | "user_changed_user_id")) {
        return None;
    }
    let (phone, bsuid) = (text("wa_id").and_then(Phone::read), text("user_id").map(str::to_owned));
    let party = Party { phone, bsuid, ..Party::default() };
    (!party.is_nobody()).then_some(party)
}
