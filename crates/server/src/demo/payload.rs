//! What Meta would post: the JSON of messages, echoes and statuses, for the history and for the simulated phone.

use nascente_domain::moment::{Moment, SECOND};
use serde_json::{Value, json};

/// The store's number as it is shown.
pub(crate) const STORE_NUMBER: &str = "551130004400";
/// The provider's id of the store's number.
pub(crate) const NUMBER_ID: &str = "100200300400500";
const ACCOUNT_ID: &str = "200300400500600";

/// Who writes.
#[derive(Debug, Clone)]
pub(crate) struct Sender<'a> {
    /// Digits as the provider writes them.
    pub(crate) phone: &'a str,
    /// Name of the profile.
    pub(crate) name: &'a str,
}

fn seconds(at: Moment) -> String {
    at.millis().div_euclid(SECOND).to_string()
}

fn envelope(field: &str, mut value: Value) -> Value {
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({ "display_phone_number": STORE_NUMBER, "phone_number_id": NUMBER_ID });
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": ACCOUNT_ID, "changes": [{ "field": field, "value": value }] }],
    })
}

/// A delivery with one message.
pub(crate) fn delivery(sender: &Sender<'_>, message: &Value) -> Value {
    envelope(
        "messages",
        json!({
            "contacts": [{ "profile": { "name": sender.name }, "wa_id": sender.phone }],
            "messages": [message],
        }),
    )
}

/// A text.
pub(crate) fn text(sender: &Sender<'_>, id: &str, at: Moment, body: &str) -> Value {
    json!({ "from": sender.phone, "id": id, "timestamp": seconds(at), "type": "text", "text": { "body": body } })
}

/// A delivery with a message of somebody who hides the number behind a username.
pub(crate) fn hidden((name, username, user_id): (&str, &str, &str), mut message: Value) -> Value {
    if let Some(members) = message.as_object_mut() {
        members.remove("from");
    }
    message["from_user_id"] = json!(user_id);
    let contact = json!({ "profile": { "name": name, "username": username }, "user_id": user_id });
    envelope("messages", json!({ "contacts": [contact], "messages": [message] }))
}

/// A picture with its caption.
pub(crate) fn image(sender: &Sender<'_>, id: &str, at: Moment, caption: Option<&str>) -> Value {
    let mut image = json!({ "id": format!("media-{id}"), "mime_type": "image/jpeg", "sha256": "c2hhMjU2" });
    if let Some(caption) = caption {
        image["caption"] = json!(caption);
    }
    json!({ "from": sender.phone, "id": id, "timestamp": seconds(at), "type": "image", "image": image })
}

/// A voice note.
pub(crate) fn audio(sender: &Sender<'_>, id: &str, at: Moment) -> Value {
    let audio = json!({ "id": format!("media-{id}"), "mime_type": "audio/ogg; codecs=opus", "voice": true });
    json!({ "from": sender.phone, "id": id, "timestamp": seconds(at), "type": "audio", "audio": audio })
}

/// An ad or a post with a button to `WhatsApp`.
#[derive(Debug)]
pub struct Advert {
    /// Short key of this demo.
    pub key: &'static str,
    /// The id that Meta gives.
    pub source_id: &'static str,
    /// `ad` or `post`.
    pub source_type: &'static str,
    /// Title of the card.
    pub headline: &'static str,
    /// Text of the card.
    pub body: &'static str,
    /// Campaign, as the company names it afterwards.
    pub campaign: Option<&'static str>,
    /// Ad set.
    pub ad_set: Option<&'static str>,
    /// Whether somebody of the company has given it these names; else only the Marketing API knows them.
    pub named: bool,
    /// What `WhatsApp` writes into the field for the customer.
    pub prefilled: &'static str,
}

impl Advert {
    /// An ad, and no post.
    pub(crate) fn is_ad(&self) -> bool {
        self.source_type == "ad"
    }
}

/// Puts the card of an ad on a message; a post has no click id.
pub(crate) fn with_card(mut message: Value, advert: &Advert, click_id: &str) -> Value {
    let mut referral = json!({
        "source_url": format!("https://fb.me/{}", advert.key),
        "source_id": advert.source_id,
        "source_type": advert.source_type,
        "headline": advert.headline,
        "body": advert.body,
        "media_type": "image",
    });
    if advert.is_ad() {
        referral["ctwa_clid"] = json!(click_id);
    }
    message["referral"] = referral;
    message
}

/// Notes the product that a message was sent from.
pub(crate) fn with_product(mut message: Value, retailer_id: &str) -> Value {
    message["context"] = json!({ "referred_product": { "catalog_id": "777000", "product_retailer_id": retailer_id } });
    message
}

/// An answer that the store typed on its own phone.
pub(crate) fn echo(to: &str, id: &str, at: Moment, body: &str) -> Value {
    let message = json!({
        "from": STORE_NUMBER, "to": to, "id": id, "timestamp": seconds(at), "type": "text", "text": { "body": body },
    });
    envelope("smb_message_echoes", json!({ "message_echoes": [message] }))
}

/// How far a message of the store got.
#[derive(Debug, Clone)]
pub(crate) struct Progress<'a> {
    /// The provider's id of the message.
    pub(crate) id: &'a str,
    /// `sent`, `delivered`, `read`.
    pub(crate) status: &'a str,
    /// To whom it went.
    pub(crate) to: &'a str,
    /// When.
    pub(crate) at: Moment,
    /// Our own id of the message, sent back.
    pub(crate) our_id: Option<&'a str>,
    /// Whether it says that an ad opened the conversation.
    pub(crate) proves_ad: bool,
}

impl Progress<'_> {
    /// One element of `statuses[]`.
    pub(crate) fn to_status(&self) -> Value {
        let mut status = json!({
            "id": self.id, "status": self.status, "timestamp": seconds(self.at), "recipient_id": self.to,
        });
        if let Some(our_id) = self.our_id {
            status["biz_opaque_callback_data"] = json!(our_id);
        }
        if self.proves_ad {
            status["conversation"] = json!({ "id": "c", "origin": { "type": "referral_conversion" } });
        }
        status
    }
}

/// A delivery with statuses.
pub(crate) fn statuses(statuses: &[Value]) -> Value {
    envelope("messages", json!({ "statuses": statuses }))
}
