//! Events as Meta sends them, made by seed: texts with every sort of origin, answers from the phone, statuses.

use nascente_domain::moment::{Moment, SECOND};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::meta::{NUMBER_ID, envelope, messages, with_ad};

/// What a message of a contact brings along.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    Nothing,
    Ad(&'static str),
    Post,
    Product,
    Hashtag(&'static str),
    /// A code of a link or click, in our frame.
    Code(String),
}

/// By what a message tells who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Phone,
    /// The hidden id alone.
    Hidden,
    /// Both: it proves that they are one person's.
    Both,
}

impl Who {
    /// Most people show their number.
    pub(crate) fn by_chance(dice: &mut Dice) -> Self {
        match dice.roll(20) {
            0..=3 => Self::Hidden,
            4..=6 => Self::Both,
            _ => Self::Phone,
        }
    }

    /// A delivery with these messages of a contact.
    pub(crate) fn pack(self, phone: &str, bodies: &[Value]) -> Value {
        let mut payload = messages(phone, bodies);
        if self == Self::Phone {
            return payload;
        }
        let hidden_id = json!(format!("BR.{phone}"));
        let value = &mut payload["entry"][0]["changes"][0]["value"];
        value["contacts"][0]["user_id"] = hidden_id.clone();
        for message in value["messages"].as_array_mut().unwrap() {
            message["from_user_id"] = hidden_id.clone();
            if self == Self::Hidden {
                message.as_object_mut().unwrap().remove("from");
            }
        }
        if self == Self::Hidden {
            value["contacts"][0].as_object_mut().unwrap().remove("wa_id");
        }
        payload
    }
}

/// An event before it is packed into a delivery.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) phone: &'static str,
    /// By what it tells who wrote it; texts only.
    pub(crate) who: Who,
    /// The provider's id.
    pub(crate) id: String,
    pub(crate) at: Moment,
    pub(crate) what: What,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Text(Origin),
    /// Typed on the company's phone.
    Echo,
    /// Changed text of an earlier message; the id of that.
    Edit(String),
    Revoke(String),
    Reaction(String),
    /// A status of a message that we do not know; `true`: it proves an ad.
    Status(bool),
    /// A message that was typed on the company's phone was read; the id of that.
    Read(String),
}

const ADS: [&str; 3] = ["120210000000000001", "120210000000000002", "120210000000000003"];
const HASHTAGS: [&str; 3] = ["#Natal", "#feirão!", "#NATAL"];

impl Origin {
    /// Half of all messages bring nothing; `codes` are those of the world's links and clicks.
    pub(crate) fn by_chance(dice: &mut Dice, codes: &[String]) -> Self {
        match dice.roll(20) {
            0..=2 => Self::Ad(dice.one(&ADS)),
            3 => Self::Post,
            4 => Self::Product,
            5..=6 => Self::Hashtag(dice.one(&HASHTAGS)),
            7..=9 if !codes.is_empty() => Self::Code(dice.one(codes)),
            _ => Self::Nothing,
        }
    }
}

impl Sent {
    pub(crate) const fn is_text(&self) -> bool {
        matches!(self.what, What::Text(_))
    }

    /// The body of a delivery with this event alone.
    pub(crate) fn delivery(&self) -> Value {
        let timestamp = (self.at.millis() / SECOND).to_string();
        let metadata = json!({ "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID });
        match &self.what {
            What::Text(_) => self.who.pack(self.phone, &[self.message()]),
            What::Edit(_) | What::Revoke(_) | What::Reaction(_) => {
                Who::Phone.pack(self.phone, &[self.change(&timestamp)])
            }
            What::Echo => envelope(
                "smb_message_echoes",
                &json!({ "messaging_product": "whatsapp", "metadata": metadata, "message_echoes": [{
                    "from": "551130000001", "to": self.phone, "id": self.id, "timestamp": timestamp,
                    "type": "text", "text": { "body": format!("resposta {}", self.id) } }] }),
            ),
            What::Read(of) => envelope(
                "messages",
                &json!({ "messaging_product": "whatsapp", "metadata": metadata, "statuses": [{
                    "id": of, "status": "read", "timestamp": timestamp, "recipient_id": self.phone }] }),
            ),
            What::Status(proves_ad) => {
                let origin = if *proves_ad { "referral_conversion" } else { "service" };
                envelope(
                    "messages",
                    &json!({ "messaging_product": "whatsapp", "metadata": metadata, "statuses": [{
                        "id": self.id, "status": "delivered", "timestamp": timestamp, "recipient_id": self.phone,
                        "conversation": { "id": "c", "origin": { "type": origin } } }] }),
                )
            }
        }
    }

    /// What changes another message.
    fn change(&self, timestamp: &str) -> Value {
        let (kind, part) = match &self.what {
            What::Edit(of) => {
                let text = json!({ "type": "text", "text": { "body": format!("corrigido {}", self.id) } });
                ("edit", json!({ "original_message_id": of, "message": text }))
            }
            What::Revoke(of) => ("revoke", json!({ "original_message_id": of })),
            What::Reaction(of) => ("reaction", json!({ "message_id": of, "emoji": self.id.clone() })),
            What::Text(_) | What::Echo | What::Status(_) | What::Read(_) => ("text", Value::Null),
        };
        let mut message = json!({ "from": self.phone, "id": self.id, "timestamp": timestamp, "type": kind });
        message[kind] = part;
        message
    }

    /// The message of a text, to be packed with others of the same contact.
    pub(crate) fn message(&self) -> Value {
        let What::Text(origin) = &self.what else { return Value::Null };
        let body = match origin {
            Origin::Hashtag(tag) => format!("{tag} quero {}", self.id),
            Origin::Code(code) => format!("olá {} (ref {code})", self.id),
            _ => format!("oi {}", self.id),
        };
        let timestamp = (self.at.millis() / SECOND).to_string();
        let mut message = json!({ "from": self.phone, "id": self.id, "timestamp": timestamp, "type": "text",
            "text": { "body": body } });
        match origin {
            Origin::Ad(ad) => message = with_ad(message, ad, &format!("clid-{}", self.id)),
            Origin::Post => {
                message["referral"] = json!({ "source_url": "https://fb.com/post/1", "source_id": "pfbid1",
                    "source_type": "post", "headline": "Desconto" });
            }
            Origin::Product => {
                message["context"] = json!({ "from": "551130000001", "id": format!("ctx-{}", self.id),
                    "referred_product": { "catalog_id": "1948", "product_retailer_id": "jaqueta-1" } });
            }
            Origin::Nothing | Origin::Hashtag(_) | Origin::Code(_) => {}
        }
        message
    }
}
