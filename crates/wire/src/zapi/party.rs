//! Who the other side of a chat is.
//!
//! In: the fields of a delivery. Out: a person by phone, LID or both; or the reason why the chat is nobody's.
//! `senderLid` is the sender's own: in what the company wrote it is the company's and is left out.

use nascente_domain::person::Party;

use crate::fields::{Fields, NotAnId};
use crate::identity::{lid, name, phone};

/// What kind of chat a delivery comes from, where it is not one person's.
pub(super) fn shared_chat(fields: Fields<'_>) -> Option<&'static str> {
    let chat = fields.title("phone").unwrap_or_default();
    let is = |key: &str| fields.flag(key) == Some(true);
    if is("isNewsletter") || chat.ends_with("@newsletter") {
        Some("newsletter")
    } else if is("isGroup") || chat.contains('-') || chat.ends_with("@g.us") {
        Some("group")
    } else if chat.starts_with("status@") {
        Some("status")
    } else if is("broadcast") || chat.ends_with("@broadcast") {
        Some("broadcast")
    } else {
        None
    }
}

/// The contact of a chat.
pub(super) fn contact(fields: Fields<'_>, from_me: bool) -> Result<Party, NotAnId> {
    let address = fields.strict_id("phone")?.unwrap_or_default();
    let keys: &[&str] = if from_me { &["chatLid"] } else { &["senderLid", "chatLid"] };
    let beside = keys.iter().find_map(|key| fields.id(key).as_deref().and_then(lid));
    let names: &[&str] = if from_me { &["chatName"] } else { &["senderName", "chatName"] };
    Ok(Party {
        phone: phone_of(&address),
        lid: lid(&address).or(beside),
        name: names.iter().find_map(|key| name(fields, key)),
        ..Party::default()
    })
}

/// The person of a report, who need not be known.
pub(super) fn addressee(fields: Fields<'_>) -> Party {
    let address = fields.id("phone").unwrap_or_default();
    Party { phone: phone_of(&address), lid: lid(&address), ..Party::default() }
}

/// The number, also where it is written as the address of a chat.
fn phone_of(address: &str) -> Option<nascente_domain::phone::Phone> {
    let user = address.strip_suffix("@c.us").or_else(|| address.strip_suffix("@s.whatsapp.net")).unwrap_or(address);
    phone(user)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lid_in_the_place_of_the_phone_is_no_phone() {
        let value = json!({ "phone": "81896604192873@lid", "senderName": "Rosa" });
        let party = contact(Fields::of(&value), false).unwrap();
        assert_eq!((party.phone, party.lid.as_deref()), (None, Some("81896604192873@lid")));
    }

    #[test]
    fn what_the_company_wrote_never_carries_its_own_lid_or_name() {
        let value = json!({ "phone": "5511999990001", "senderLid": "1@lid", "senderName": "Loja", "chatName": "Rosa" });
        let party = contact(Fields::of(&value), true).unwrap();
        assert_eq!((party.lid, party.name.as_deref()), (None, Some("Rosa")));
        let value = json!({ "phone": "5511999990001", "senderLid": "1@lid", "chatLid": "2@lid" });
        assert_eq!(contact(Fields::of(&value), true).unwrap().lid.as_deref(), Some("2@lid"));
    }

    #[test]
    fn chats_of_many_are_told_by_flag_and_by_address() {
        let kind = |value: serde_json::Value| shared_chat(Fields::of(&value));
        assert_eq!(kind(json!({ "isGroup": true })), Some("group"));
        assert_eq!(kind(json!({ "phone": "120363019502650977-group" })), Some("group"));
        assert_eq!(kind(json!({ "phone": "5511999990001-1623281429" })), Some("group"));
        assert_eq!(kind(json!({ "isNewsletter": true, "isGroup": true })), Some("newsletter"));
        assert_eq!(kind(json!({ "phone": "status@broadcast" })), Some("status"));
        assert_eq!(kind(json!({ "phone": "5511999990001", "isStatusReply": true })), None, "the contact wrote to us");
        assert_eq!(kind(json!({ "broadcast": true })), Some("broadcast"));
        assert_eq!(kind(json!({ "phone": "5511999990001", "isGroup": false, "broadcast": null })), None);
    }
}
