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

/// An event before it is packed into a delivery.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) phone: &'static str,
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
    /// A status of a message that we do not know; `true`: it proves an ad.
    Status(bool),
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
            What::Text(_) => messages(self.phone, &[self.message()]),
            What::Echo => envelope(
                "smb_message_echoes",
                &json!({ "messaging_product": "whatsapp", "metadata": metadata, "message_echoes": [{
                    "from": "551130000001", "to": self.phone, "id": self.id, "timestamp": timestamp,
                    "type": "text", "text": { "body": format!("resposta {}", self.id) } }] }),
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
